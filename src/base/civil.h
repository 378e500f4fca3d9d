#ifndef BASE_CIVIL_H
#define BASE_CIVIL_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/*
 * Civil time. An instant is int64_t UTC seconds, everywhere; no floating
 * point, no local zone of the machine (RULES TI-10). AoE is UTC-12 by
 * arithmetic (TI-02).
 */

/* Durations in seconds; a civil day has more or fewer where clocks change. */
enum { MINUTE = 60, HOUR = 60 * MINUTE, DAY = 24 * HOUR };

struct zone; /* immutable; loaded once from the configuration */

/* NAME is "AoE", "UTC" or a name of the IANA database ([A-Za-z0-9_+/-], no ".."); sets ERROR
 * (EX_CONFIG) otherwise. */
struct zone *zone_new(const char *name, GError **error);
void zone_free(struct zone *zone);

/* The two zones that need no file; never freed. */
const struct zone *zone_utc(void);
const struct zone *zone_aoe(void);

const char *zone_name(const struct zone *zone);

/* A wall-clock reading. */
struct civil {
	int year, month, day;     /* month 1-12, day 1-31 */
	int hour, minute, second; /* second 0-59 */
	int weekday;              /* 1 Monday - 7 Sunday */
	int offset;               /* seconds east of UTC at that instant */
	char label[32];           /* "PDT", "AoE", "UTC", "UTC+05:45" */
};

/* What a clock in ZONE shows at INSTANT, which is brought into the years 1 to 9999 first. Pure. */
void civil_at(struct civil *c, const struct zone *zone, int64_t instant);

/* What a clock shows that is OFFSET seconds east of UTC. Pure. */
void civil_at_offset(struct civil *c, int offset, int64_t instant);

/*
 * The instant at which a clock in ZONE shows the date and time of C. In the hour
 * that a change skips, the instant is read with the offset before the change
 * (02:30 becomes 03:30); in the hour that happens twice, it is the first one. Pure.
 * Returns false, and leaves *INSTANT as it was, for an impossible date or time (31 June, 25:00).
 */
bool civil_instant(const struct zone *zone, const struct civil *c, int64_t *instant);

/* False if a clock in ZONE never shows the reading C: it is impossible, or in an hour that is
 * skipped. Pure. */
bool civil_shown(const struct zone *zone, const struct civil *c);

/* True if a clock in ZONE shows the reading C twice, because clocks go back; *AGAIN is the second
 * instant then, civil_instant() the first. Pure. */
bool civil_twice(const struct zone *zone, const struct civil *c, int64_t *again);

/* Why such a reading says too little, and both instants to write instead, PLUS seconds later each;
 * new. */
char *civil_choice(const struct zone *zone, const struct civil *c, int plus);

/* How much of a reading was written. */
enum civil_unit { CIVIL_DAY, CIVIL_MINUTE, CIVIL_SECOND };

/*
 * Reads "2021-07-20", "2021-07-20 23:59" or "2021-07-20 23:59:59" (also with T)
 * at the start of TEXT into the date and time of C, whether such a time exists
 * or not. Returns what follows in TEXT, or NULL if it starts differently. Pure.
 */
const char *civil_scan(struct civil *c, enum civil_unit *unit, const char *text);

/* Days since 1970-01-01 of a Gregorian date. Pure. */
int64_t civil_days(int year, int month, int day);

/*
 * Reads an RFC 3339 instant ("2021-07-21T11:59:59Z", also with an offset) or
 * "2021-07-20 23:59:59 ZONE"; seconds may be left out in the second form, which
 * is read as by civil_instant().
 */
bool instant_parse(const char *text, int64_t *instant, GError **error);

/* Reads an instant as calendars write it, 20210719T081502Z; false, and *INSTANT untouched, for
 * anything else. */
bool instant_from_ics(const char *text, int64_t *instant);

/* Formats, all new strings. */
char *instant_rfc3339(int64_t instant);                        /* 2021-07-19T08:14:51Z */
char *instant_rfc3339_offset(int64_t instant, int offset);     /* 2021-07-19T10:14:51+02:00 */
char *instant_rfc5322(int64_t instant);                        /* Mon, 19 Jul 2021 08:15:02 +0000 */
char *instant_words(int64_t instant, const struct zone *zone); /* 2021-07-19 08:14:51 */
char *instant_day(int64_t instant, const struct zone *zone);   /* Thu 22 Jul 2021 */
char *instant_date(int64_t instant, const struct zone *zone);  /* 2021-07-22 */
char *instant_minute(int64_t instant, const struct zone *zone); /* 08:00 */
char *instant_label(int64_t instant, const struct zone *zone);  /* Thu 22 Jul 2021, 08:00 PDT */
char *offset_words(int offset);                                 /* UTC+02:00 */
char *duration_words(int64_t seconds); /* 51h45m, 3d, 12s; the sign is dropped */

/* Reads "90s", "20m", "1h30m", "6h", "90d" into seconds; false if it is none. */
bool duration_parse(const char *text, int64_t *seconds);

#endif

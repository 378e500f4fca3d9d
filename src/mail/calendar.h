#ifndef MAIL_CALENDAR_H
#define MAIL_CALENDAR_H

#include "mail/message.h"

/* Between the files that read calendar parts; nothing else includes this. */

enum {
	CALENDAR_OCTETS = 64 * 1024, /* a longer part is not read: libical is quadratic in lines */
	CALENDAR_BEGINS = 500,       /* nor one with more components: its depth costs stack */
	CALENDAR_EVENTS = 20         /* events kept of one object (TR-07) */
};

/* What stands in the way of letting libical read TEXT, for a flag; NULL if nothing. */
const char *calendar_danger(const char *text);

/*
 * TEXT (any line ends, folded) as the few properties that an answer is read
 * from, one each line and every component closed. New; "" when it holds none.
 * SEQUENCE, DTSTAMP, RECURRENCE-ID and DTSTART come back as X-RAW-SEQUENCE and so on:
 * libical would turn a huge SEQUENCE into another number (CI-17) and a time
 * into a zone (CI-26).
 */
char *calendar_filter(const char *text);

/* One VCALENDAR of a part. */
struct calendar_object {
	char *method;   /* upper-case, or NULL */
	GArray *events; /* of struct rsvp */
};
void calendar_object_clear(struct calendar_object *object);

/*
 * Reads the objects of a filtered text; an event outside any VCALENDAR makes
 * one too. AUTHOR (may be NULL) is the sender's address: it selects one of
 * several ATTENDEEs (CI-10). New, of struct calendar_object.
 */
GArray *calendar_objects(const char *filtered, const char *author);

#endif

#ifndef CALL_READER_H
#define CALL_READER_H

#include "call/call.h"

#include <confuse.h>

/*
 * Reading a configuration that is allowed to be wrong in many places at once:
 * every finding is noted with its line, reading goes on, and all of them are
 * reported together, in the order of the file.
 */
struct reader {
	const char *file; /* as given, for messages */
	char *folder;     /* relative paths start here */
	GArray *findings, *warnings;
	GHashTable *lines; /* "call x/session y/start" to its line (from 1) */
};

/* One section of the file, or the file itself, while it is read. */
struct section {
	struct reader *reader;
	cfg_t *cfg;
	char *key;        /* "call x/session y", "" for the file */
	unsigned line;    /* where it opens */
	const char *name; /* its title, or NULL */
};

/* The line of KEY in LINES, or of the nearest section around it that is there; else 1. */
unsigned lines_find(GHashTable *lines, const char *key);

void reader_init(struct reader *reader, const char *file);
void reader_clear(struct reader *reader);

/* Notes that the file is wrong at LINE: "what; what to do". */
void reader_note(struct reader *reader, unsigned line, const char *format, ...) G_GNUC_PRINTF(3, 4);

/* The same for what works and is probably not meant. */
void reader_warn(struct reader *reader, unsigned line, const char *format, ...) G_GNUC_PRINTF(3, 4);

/* All warnings as "file:line: ...", in the order of the file; new. */
char **reader_warnings(struct reader *reader);

/* The line of KEY ("call x/session y/start"), or of the nearest section around it that is given. */
unsigned reader_line(const struct reader *reader, const char *key);

/* True if nothing was noted; else false, with all findings joined in ERROR (EX_CONFIG). */
bool reader_finish(struct reader *reader, GError **error);

/* The section TYPE number INDEX inside PARENT. Clear it with section_clear(). */
void section_open(
    struct section *section, const struct section *parent, const char *type, unsigned index);
void section_clear(struct section *section);

/* The line of OPTION, or that of the section if it is not given. */
unsigned section_line(const struct section *section, const char *option);

/* Whether OPTION is given, also as an empty list. */
bool section_has(const struct section *section, const char *option);

/* Notes a finding about OPTION. */
void section_note(const struct section *section, const char *option, const char *format, ...)
    G_GNUC_PRINTF(3, 4);

/* The cleaned line of text, new; NULL if not given. An empty value is a finding. */
char *section_text(const struct section *section, const char *option);

/* The same, and not giving it is a finding too. */
char *section_required(const struct section *section, const char *option);

/* A list of cleaned lines, new; empty if not given. An empty item is a finding. */
char **section_list(const struct section *section, const char *option);

/* A whole number in decimal, LOW to HIGH; FALLBACK if not given or wrong. */
unsigned section_number(const struct section *section, const char *option, unsigned low,
    unsigned high, unsigned fallback);

/* true or false (yes, no, on, off); FALLBACK if not given or wrong. */
bool section_flag(const struct section *section, const char *option, bool fallback);

/* Seconds of a duration ("90d"); FALLBACK if not given or wrong. */
int64_t section_duration(const struct section *section, const char *option, int64_t fallback);

/* The index of the value in the NULL-terminated NAMES; FALLBACK if not given or wrong. */
unsigned section_choice(
    const struct section *section, const char *option, const char *const *names, unsigned fallback);

/* An absolute path, new; NULL if not given. */
char *section_path(const struct section *section, const char *option);

/* An https URL without a password, new; NULL if not given or wrong. */
char *section_https(const struct section *section, const char *option);

/* One address, normalised, new; NULL if wrong. Not giving it is a finding. */
char *section_address(const struct section *section, const char *option);

/* Notes a finding unless the section's name is [a-z0-9-], 1 to 40 characters. */
void section_check_name(const struct section *section, const char *type);

/* doors.c */
struct inbox *inbox_read(const struct section *section);

/* An inbox without a section: the Maildir PATH (absolute). */
struct inbox *inbox_of_maildir(const char *name, const char *path);
void outbox_read(struct outbox *outbox, const struct section *section);
void credentials_clear(struct credentials *login);
void inbox_free(struct inbox *inbox);

/* section.c */
struct call *call_read(const struct section *section);
void call_free(struct call *call);

#endif

#ifndef CMD_EXPORT_H
#define CMD_EXPORT_H

#include "cmd/cmd.h"

#include <stdio.h>

/* Between the files of the command "export": what is exported, and where to. Borrowed. */
struct export
{
	const struct app *app;
	struct store *store;
	const char *call;          /* only this one's, or NULL */
	const char *address;       /* only what is held about this person, as given, or NULL */
	const char *person;        /* its address_key(), or NULL */
	const char *const *others; /* whose addresses they may read: their key and the calls' */
	int64_t now;
	FILE *out; /* whoever opened it asks ferror() */
};

/* Writes to OUT; false with ERROR if the store fails. */
typedef bool (*exporter)(const struct export *export, GError **error);

/* The stories, as a table. */
bool export_csv(const struct export *export, GError **error);

/*
 * One JSON document, an object on each line of its lists: the calls; stories with their versions,
 * notes, invitations, letters and trail; every mail with the answers of calendars in it, and its
 * trail when it belongs to no story (of a person always); invitations and letters without a story,
 * and wishes to be reminded. Of a person nothing that others wrote, and nobody else's address.
 */
bool export_json(const struct export *export, GError **error);

/* The mails, byte by byte as they were received, as mboxrd. */
bool export_mbox(const struct export *export, GError **error);

/* The sessions of the one call, as a calendar. */
bool export_ics(const struct export *export, GError **error);

/* All that is held about a person as one tar: an index in plain words, stories as text, mails and
 * letters as .eml, answers, the trail, and the JSON document. */
bool export_archive(const struct export *export, GError **error);

/* The mails of the scope, of struct incoming; also those that could not be read and say that they
 * are from the person. */
GPtrArray *export_mails(const struct export *export, GError **error);

/* The stories of the scope; the trail of one story or mail, with WHY free of others' addresses. */
GPtrArray *export_stories(const struct export *export, GError **error);
GPtrArray *export_trail(const struct export *export, int64_t mail, int64_t story, GError **error);

/* Whether ADDRESS (may be NULL) is the person's; always in an export of everything. */
bool export_is_theirs(const struct export *export, const char *address);

#endif

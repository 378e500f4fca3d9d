#ifndef MAIL_REPORT_H
#define MAIL_REPORT_H

#include "mail/message.h"

/* Between the files that read delivery reports; nothing else includes this. */

/* Everything of one mail that a report is read from. Owned. */
struct notice {
	char *status;   /* fields of the delivery-status parts; without any, the text */
	char *text;     /* what the mail system says in words; "" if nothing */
	char *returned; /* header lines of the returned mail, or NULL */
	char *failed;   /* X-Failed-Recipients, or NULL */
	char *sender;   /* From as it was written, lower-case; "" if none */
	bool is_report; /* multipart/report, of whatever type */
	bool is_dsn;    /* report-type=delivery-status, or such a part */
	bool is_feedback, is_receipt;
	bool returns; /* a mail, or the header of one, came along as a part */
};

/* What went wrong, as far as words and codes tell. */
struct failure {
	char status[12];   /* "5.1.1", "" when nothing gives one */
	const char *cause; /* static, NULL when unknown */
	bool coded;        /* a reply code or status was found */
	bool permanent;
	bool dead;
};

/*
 * Reads DIAGNOSTIC, the words of a mail server, together with the Status field
 * (NULL: none). A precise status beats a general one ("5.0.0"), a word about the
 * cause beats both. Without any code a failure is permanent unless it says otherwise.
 */
struct failure failure_read(const char *status, const char *diagnostic);

/* True unless WORDS speak of a failure that may pass. */
bool sounds_permanent(const char *words);

/*
 * The address that starts exactly at TEXT, bare or in angle brackets, as
 * address_normal() writes it; new, NULL if there is none. *END is behind it.
 */
char *address_scan(const char *text, const char **end);

/* Every address in TEXT in order, without repeats; at most 100. New, of char *. */
GPtrArray *addresses_in(const char *text);

/* The value of the first field NAME among the header lines of FIELDS, unfolded, new; or NULL. */
char *field_value(const char *fields, const char *name);

/* Reports for each group of FIELDS (RFC 3464, decoded, \n line ends), added to REPORTS. */
void report_from_fields(GArray *reports, const char *fields);

/* REPORT_FEEDBACK or REPORT_DELIVERED if TEXT is such a notification of Amazon SES in JSON, else
 * REPORT_NONE. */
enum report_kind json_report_kind(const char *text);

/* Reports for the recipients of an Amazon SES notification in JSON, added to REPORTS. */
void report_from_json(GArray *reports, const char *text);

/*
 * Reports for the recipients that the words of NOTICE name, added to REPORTS. OWN (NULL-terminated)
 * are the addresses that the mail is from and to, which it names for other reasons.
 */
void report_from_words(GArray *reports, const struct notice *notice, char **own);

/* Where the returned mail begins in TEXT; its length if none is there. */
gsize returned_offset(const char *text);

/* True if the words, sender and subject are those of a mail system that reports a failure (TR-15).
 */
bool is_failure_notice(const struct message *message, const struct notice *notice);

/* True if the mail is a provider's complaint about a mail that it returns, with no type that says
 * so.
 */
bool is_complaint(const struct message *message, const struct notice *notice);

/* True if the mail says that it was delivered or passed on, in a subject or first words. */
bool is_success_notice(const struct message *message, const struct notice *notice);

/* A report with owned copies of what FAILURE found. */
struct report report_make(const char *recipient, const char *action, const char *diagnostic,
    const struct failure *failure);

#endif

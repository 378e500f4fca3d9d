#ifndef BASE_CLEAN_H
#define BASE_CLEAN_H

#include <glib.h>
#include <stdbool.h>

/*
 * The one gate for hostile text: one function for each sink and no other way
 * out (RULES OS-01 to OS-13, P-22). Text that enters callbox passes
 * clean_text() or clean_line() once, right after it was decoded; text that
 * leaves passes the function of its sink. All return new strings.
 */

enum {
	CLEAN_SUBJECT_SHOWN = 80,  /* characters of a title quoted to anybody (P-18) */
	CLEAN_LINE_STORED = 998,   /* characters of a header value kept */
	CLEAN_COMMENT = 1000,      /* characters of an RSVP comment (OS-07) */
	CLEAN_TEXT_STORED = 262144 /* octets of derived text kept (ST-18) */
};

/*
 * Text of several lines: valid UTF-8 (U+FFFD for bad bytes), NFC, line ends as
 * "\n", without C0 (but \n and \t), DEL, C1, bidirectional and zero-width
 * controls (OS-05; ZWJ and ZWNJ stay), at most 8 combining marks in a row, at most
 * MAX octets (0: no limit). LENGTH is -1 for a NUL-terminated string; a NUL inside is dropped.
 */
char *clean_text(const char *text, gssize length, size_t max);

/* The same, as one trimmed line: every run of white space is one space; at most MAX characters (0:
 * no limit). */
char *clean_line(const char *text, gssize length, size_t max);

/* How many of the LENGTH octets at TEXT are plain up to the first that is not: printable ASCII,
 * "\n" and "\t", which need no cleaning and no checking. */
size_t clean_plain(const char *text, size_t length);

/* How many of the LENGTH octets at TEXT are UTF-8 up to the first that is not, or NUL. */
size_t clean_well_formed(const char *text, size_t length);

/* How many of the LENGTH octets at TEXT, where no character of UTF-8 begins, one U+FFFD stands for:
 * the beginning of a character, or one octet (Unicode, "maximal subparts"). */
size_t clean_ill_formed(const char *text, size_t length);

/* HTML text and quoted attribute values: & < > " ' escaped. TEXT was cleaned. */
char *clean_html(const char *text);

/* One CSV cell, quoted, a leading ' before = + - @ (also their wide forms), TAB, CR, LF (B-25). */
char *clean_csv(const char *text);

/* For a terminal: control characters in visible form (\x1b); line ends and tabs are kept. */
char *clean_terminal(const char *text);

/* One logfmt value: quoted if needed, control characters as \xNN, at most 300 octets. */
char *clean_log(const char *text);

/*
 * Each line of TEXT behind PREFIX ("| "), long lines folded so that PREFIX and text are at most
 * WIDTH columns (0: not folded), OS-06. No line end after the last line; one in TEXT is dropped.
 */
char *clean_prefixed(const char *text, const char *prefix, unsigned width);

/* Text without our own tokens: LOCAL+token@ becomes LOCAL+…@ for any 16 or more base32 characters,
 * and so does a Message-ID of ours, cb1.….2@ (OS-10). */
char *clean_tokens(const char *text);

/* TEXT with every address that KEPT (address_key()s, NULL-terminated) does not name as "(another
 * address)": for a person who may not read others'. */
char *clean_addresses(const char *text, const char *const *kept);

/* True if URL is https: or mailto: with no space, control or quote (OS-13). */
bool clean_url_ok(const char *url);

#endif

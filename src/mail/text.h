#ifndef MAIL_TEXT_H
#define MAIL_TEXT_H

#include <glib.h>
#include <stdbool.h>

/* Bytes of a text part -> clean text (RULES ST-06, ST-07, ST-14). All pure. */

/*
 * Converts LENGTH bytes said to be in CHARSET (NULL: none said) to valid UTF-8
 * by the ladder of ST-06. *GUESSED is set when another charset than the declared
 * one was used, *BAD when more than 1 % became U+FFFD. Not cleaned.
 */
char *charset_decode(
    const char *bytes, gsize length, const char *charset, bool *guessed, bool *bad);

/* Bytes of a header outside encoded words, which name no charset: UTF-8, or by its escapes
 * ISO-2022-JP; all else is U+FFFD, since nobody can know what it was (B-11). Not cleaned. */
char *charset_raw(const char *bytes, gsize length);

/* Opens every allowed converter once (sandbox warm-up). */
void charset_warm_up(void);

/* Decodes one raw header value: encoded words (also split inside a character), raw 8-bit; cleaned
 * to one line. */
char *header_decode(const char *raw);

/* Undoes format=flowed (RFC 3676). TEXT has \n line ends. */
char *flowed_decode(const char *text, bool delsp);

/* TEXT (\n) without the armour of a clear signature (OpenPGP), new; NULL if it has none that is
 * whole. The signature is not checked. */
char *armor_open(const char *text);

/* HTML (UTF-8) to text as a reader would want it. *INCOMPLETE when libxml2 stopped early (B-67),
 * *HIDDEN when over 10 % was hidden. */
char *html_to_text(const char *html, gsize length, bool *incomplete, bool *hidden);

/*
 * How many visible characters html_to_text() would make of HTML at most: the octets
 * between tags, without reading them; G_MAXSIZE if that cannot be told so, or if reading it might
 * set one of its notes.
 */
gsize html_visible_most(const char *html);

/* A reply, taken apart. */
struct reply_parts {
	char *reply;       /* what the person wrote: the beginning of the text */
	char *removed;     /* the rest, to its end; "" if nothing but white space would be in it */
	bool inline_reply; /* answers between or below quoted lines, kept with the quotes */
};

/*
 * Splits TEXT (clean, \n). IN_THREAD (the mail has In-Reply-To, References or a
 * Re: subject): quotes, attributions and header blocks are taken off too;
 * otherwise only signature and mobile footer (ST-08 to ST-12). Nothing the
 * person wrote is lost; if nothing would be left, everything stays.
 * The text is recomposed by setting REMOVED behind REPLY, octet by octet (ST-01).
 */
void reply_split(struct reply_parts *parts, const char *text, bool in_thread);
void reply_parts_clear(struct reply_parts *parts);

#endif

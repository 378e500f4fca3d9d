/*
 * The parts of one outgoing mail. Their headings are fixed but for names and
 * tokens of our own, so they are written as they stand: GMime's tree of objects would
 * make the same octets at many times the cost.
 */
#include "letter/body.h"

#include "letter/quoted.h"

#include <gmime/gmime.h>
#include <string.h>

static char *base64(const void *octets, gsize length)
{
	GMimeEncoding encoding;

	g_mime_encoding_init_encode(&encoding, GMIME_CONTENT_ENCODING_BASE64);
	g_autofree char *encoded = g_malloc(g_mime_encoding_outlen(&encoding, length) + 1);
	encoded[g_mime_encoding_flush(&encoding, octets, length, encoded)] = '\0';
	GString *lines = g_string_sized_new(length * 3 / 2);
	const char *line = encoded;
	for (const char *end; (end = strchr(line, '\n')) != NULL; line = end + 1) {
		g_string_append_len(lines, line, end - line);
		g_string_append(lines, "\r\n");
	}
	g_string_append(lines, line);
	return g_string_free(lines, FALSE);
}

static void append_text(GString *out, const char *subtype, const char *text)
{
	g_string_append(out, "Content-Type: text/");
	g_string_append(out, subtype);
	g_string_append(out, "; charset=utf-8\r\n"
			     "Content-Transfer-Encoding: quoted-printable\r\n\r\n");
	quoted_append(out, text);
}

static void append_calendar(GString *out, const struct letter *letter, const char *ics)
{
	g_string_append(out, "Content-Type: text/calendar; charset=utf-8; method=");
	g_string_append(out, letter->ics_method);
	g_string_append(out, "; component=VEVENT\r\n"
			     "Content-Transfer-Encoding: base64\r\n\r\n");
	g_string_append(out, ics);
}

static void append_attachment(GString *out, const char *ics)
{
	g_string_append(out, "Content-Type: application/ics; name=invite.ics\r\n"
			     "Content-Transfer-Encoding: base64\r\n"
			     "Content-Disposition: attachment; filename=invite.ics\r\n\r\n");
	g_string_append(out, ics);
}

static void append_picture(GString *out, const struct letter *letter)
{
	gsize length;
	const void *data = g_bytes_get_data(letter->png, &length);
	g_autofree char *png = base64(data, length);

	g_string_append_printf(out,
	    "Content-Type: image/png\r\n"
	    "Content-Transfer-Encoding: base64\r\n"
	    "Content-Id: <%s>\r\n"
	    "Content-Disposition: inline\r\n\r\n%s",
	    letter->png_cid, png);
}

/* A multipart whose boundary is MARK, "-" and the letter's token. */
static void begin(GString *out, const char *subtype, char mark, const struct letter *letter)
{
	g_string_append_printf(
	    out, "Content-Type: multipart/%s; boundary=%c-%s\r\n", subtype, mark, letter->boundary);
}

static void seam(GString *out, char mark, const struct letter *letter, const char *rest)
{
	g_string_append(out, "\r\n--");
	g_string_append_c(out, mark);
	g_string_append_c(out, '-');
	g_string_append(out, letter->boundary);
	g_string_append(out, rest);
}

/* Between the parts of it, which each end with a line end of their own. */
static void next(GString *out, char mark, const struct letter *letter)
{
	seam(out, mark, letter, "\r\n");
}

static void end(GString *out, char mark, const struct letter *letter)
{
	seam(out, mark, letter, "--\r\n");
}

static void append_html(GString *out, const struct letter *letter)
{
	if (letter->png == NULL) {
		append_text(out, "html", letter->html);
		return;
	}
	begin(out, "related", 'R', letter);
	next(out, 'R', letter);
	append_text(out, "html", letter->html);
	next(out, 'R', letter);
	append_picture(out, letter);
	end(out, 'R', letter);
}

/* ICS: encoded, or NULL. */
static void append_alternative(GString *out, const struct letter *letter, const char *ics)
{
	begin(out, "alternative", 'A', letter);
	next(out, 'A', letter);
	append_text(out, "plain", letter->text);
	next(out, 'A', letter);
	append_html(out, letter);
	if (ics != NULL) {
		next(out, 'A', letter);
		append_calendar(out, letter, ics);
	}
	end(out, 'A', letter);
}

void body_append(GString *out, const struct letter *letter)
{
	if (letter->ics == NULL) {
		append_alternative(out, letter, NULL);
		return;
	}
	g_autofree char *ics = base64(letter->ics, strlen(letter->ics));
	begin(out, "mixed", 'M', letter);
	next(out, 'M', letter);
	append_alternative(out, letter, ics);
	next(out, 'M', letter);
	append_attachment(out, ics);
	end(out, 'M', letter);
}

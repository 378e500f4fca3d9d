/*
 * Raw mails as one mailbox, mboxrd: a line "From " before each, one more ">" before every line that
 * is "From " behind any number of them, and an empty line behind. Taking that away gives each
 * mail's own octets back; only one that ends within a line gets a line end.
 */
#include "cmd/export.h"

#include "base/address.h"

#include <string.h>

static bool is_quoted(const char *line, size_t length)
{
	size_t marks = 0;

	while (marks < length && line[marks] == '>')
		marks++;
	return length - marks >= 5 && memcmp(line + marks, "From ", 5) == 0;
}

static void write_octets(FILE *out, const char *octets, size_t length)
{
	for (size_t at = 0, end; at < length; at = end) {
		const char *stop = memchr(octets + at, '\n', length - at);
		end = stop == NULL ? length : (size_t)(stop - octets) + 1;
		if (is_quoted(octets + at, end - at))
			fputc('>', out);
		fwrite(octets + at, 1, end - at, out);
	}
	if (length > 0 && octets[length - 1] != '\n')
		fputc('\n', out);
	fputc('\n', out);
}

/* "From ada@example.net Mon Jul 19 08:14:51 2021": the words are those of ctime(3), whatever the
 * locale. */
static void write_head(FILE *out, const struct incoming *mail)
{
	static const char days[] = "MonTueWedThuFriSatSun";
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	const char *from =
	    mail->from != NULL && address_valid(mail->from) && strpbrk(mail->from, " \"") == NULL
		? mail->from
		: "MAILER-DAEMON";
	struct civil c;

	civil_at(&c, zone_utc(), mail->received);
	fprintf(out, "From %s %.3s %.3s %2d %02d:%02d:%02d %04d\n", from,
	    days + 3 * (c.weekday - 1), months + 3 * (c.month - 1), c.day, c.hour, c.minute,
	    c.second, c.year);
}

bool export_mbox(const struct export *export, GError **error)
{
	g_autoptr(GPtrArray) mails = export_mails(export, error);

	for (guint i = 0; mails != NULL && i < mails->len; i++) {
		const struct incoming *mail = g_ptr_array_index(mails, i);
		AUTO(raw) *raw = store_raw(export->store, mail->id, error);
		gsize length;
		if (raw == NULL)
			return false;
		const char *octets = g_bytes_get_data(raw->bytes, &length);
		write_head(export->out, mail);
		write_octets(export->out, octets, length);
	}
	return mails != NULL;
}

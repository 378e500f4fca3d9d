/* Masking a person: every way an address can be written, and nothing else. */
#include "store/mask.h"

#include <string.h>

struct row {
	const char *name, *in, *out; /* OUT is NULL: nothing is found */
	gsize length;                /* of both, when there are zeros in them; 0: up to the first */
};

static const struct row rows[] = {
    {"plain", "write to ada@example.net today", "write to xxxxxxxxxxxxxxx today"},
    {"in any case", "ADA@Example.NET", "xxxxxxxxxxxxxxx"},
    {"at the end of a sentence", "it was ada@example.net.", "it was xxxxxxxxxxxxxxx."},
    {"twice", "ada@example.net,ada@example.net", "xxxxxxxxxxxxxxx,xxxxxxxxxxxxxxx"},
    {"as a link", "<a href=\"mailto:ada@example.net\">", "<a href=\"mailto:xxxxxxxxxxxxxxx\">"},
    {"with another local part", "nada@example.net", NULL},
    {"with another domain", "ada@example.network ada@example.net-x", NULL},
    {"with a local part before a dot", "x.ada@example.net", NULL},
    {"with a tag", "to ada+list@example.net!", "to xxxxxxxxxxxxxxxxxxxx!"},
    {"with an empty tag", "ada+@example.net", "xxxxxxxxxxxxxxxx"},
    {"a tag without an end", "ada+list of things@example.net", NULL},
    {"in a URL", "mailto:ada%40example.net?subject=Hi", "mailto:xxxxxxxxxxxxxxxxx?subject=Hi"},
    {"in a URL with a tag and a capital", "<a href='mailto:Ada%2Bx%40Example%2Enet'>",
	"<a href='mailto:xxxxxxxxxxxxxxxxxxxxxxx'>"},
    {"in a URL, every letter", "%61%64%61%40example.net%2F", "xxxxxxxxxxxxxxxxxxxxxxx%2F"},
    {"in a URL, another's", "%6Eada%40example.net", NULL},
    {"behind a per cent sign", "100%ada@example.net", "100%xxxxxxxxxxxxxxx"},
    {"a URL in quoted-printable", "=3D\"mailto:ada=2540exam=\r\nple.net",
	"=3D\"mailto:xxx=78xxxxxx=\r\nxxxxxxx"},
    {"HTML references",
	"ada&#64;example&period;net &#x61;da&#X40;example.net ada&commat;example.net",
	"xxxxxxxxxxxxxxxxxxxxxxxxxx xxxxxxxxxxxxxxxxxxxxxxxxx xxxxxxxxxxxxxxxxxxxxxx"},
    {"no HTML reference", "ada&#64 example.net ada&#9999;example.net ada&copy;example.net", NULL},
    {"UTF-16", "\0a\0d\0a\0@\0e\0x\0a\0m\0p\0l\0e\0.\0n\0e\0t\0!",
	"\0x\0x\0x\0x\0x\0x\0x\0x\0x\0x\0x\0x\0x\0x\0x\0!", 32},
    {"UTF-16, another's", "n\0a\0d\0a\0@\0e\0x\0a\0m\0p\0l\0e\0.\0n\0e\0t\0", NULL, 32},
    {"an @ in quoted-printable", "to ada=40example.net =\n", "to xxx=78xxxxxxxxxxx =\n"},
    {"over a soft line break", "to ada@exam=\r\nple.net.", "to xxxxxxxx=\r\nxxxxxxx."},
    {"behind a soft line break", "n=\nada@example.net", NULL},
    {"behind an encoded sign", "x=3Dada@example.net", "x=3Dxxxxxxxxxxxxxxx"},
    {"behind an encoded letter", "=6Eada@example.net", NULL},
    {"every letter encoded", "=61=64=61=40=65xample.net", "=78=78=78=78=78xxxxxxxxxx"},
    {"a known name before it", "says Ada Quartz <ada@example.net>",
	"says xxx xxxxxx <xxxxxxxxxxxxxxx>"},
    {"a known name in HTML", "<p>Ada Quartz &lt;ada@example.net&gt;",
	"<p>xxx xxxxxx &lt;xxxxxxxxxxxxxxx&gt;"},
    {"a known name in brackets and quoted-printable", "Ada=20Qua=\nrtz (ada=40example.net)",
	"xxx=78xxx=\nxxx (xxx=78xxxxxxxxxxx)"},
    {"a known name with a word between", "Ada Quartz of ada@example.net",
	"Ada Quartz of xxxxxxxxxxxxxxx"},
    {"another's name before it", "says Bob Basalt <ada@example.net>",
	"says Bob Basalt <xxxxxxxxxxxxxxx>"},
    {"a bare name", "Ada Quartz was there", NULL},
    {"any name in a header", "To: Bob <b@example.com>, Adele Q <ada@example.net>\r\n\r\nhi",
	"To: Bob <b@example.com>, xxxxx x <xxxxxxxxxxxxxxx>\r\n\r\nhi"},
    {"a quoted name in a folded header", "Cc: \"Q, Ada\"\r\n <ada@example.net>\r\n\r\nhi",
	"Cc: \"xx xxx\"\r\n <xxxxxxxxxxxxxxx>\r\n\r\nhi"},
    {"an encoded name in a header", "To: =?utf-8?Q?Ad=C3=A9le?= <ada@example.net>\r\n\r\nhi",
	"To: xxxxxxxxxxxx=78=78xxxx <xxxxxxxxxxxxxxx>\r\n\r\nhi"},
    {"a subject is no name", "Subject: all about <ada@example.net>\r\n\r\nhi",
	"Subject: all about <xxxxxxxxxxxxxxx>\r\n\r\nhi"},
    {"base64, the first phase", "\r\n\r\nYWRhQGV4YW1wbGUubmV0\r\n",
	"\r\n\r\neHh4eHh4eHh4eHh4eHh4\r\n"},
    {"base64, another phase and a line end within",
	"\r\n\r\nSSBrbm93IGFkYUBleGFtcG\r\nxlLm5ldA==\r\n",
	"\r\n\r\nSSBrbm93IHh4eHh4eHh4eH\r\nh4eHh4eA==\r\n"},
    {"base64 of others", "\r\n\r\nSSBrbm93IG5hZGFAZXhhbXBsZS5uZXQ=\r\n", NULL},
    {"a B-encoded word", "Subject: =?utf-8?B?YWRhQGV4YW1wbGUubmV0?=\r\n\r\nhi",
	"Subject: =?utf-8?B?eHh4eHh4eHh4eHh4eHh4?=\r\n\r\nhi"},
    {"a Q-encoded word", "Subject: =?utf-8?Q?of_ada=40example=2Enet_and?=\r\n\r\nhi",
	"Subject: =?utf-8?Q?of_xxx=78xxxxxxx=78xxx_and?=\r\n\r\nhi"},
    {"an underscore anywhere else", "of_ada@example.net", NULL},
    {"over two Q-encoded words",
	"Subject: =?utf-8?Q?ada=40exam?=\r\n =?UTF-8?q?ple.net?=\r\n\r\nhi",
	"Subject: =?utf-8?Q?xxx=78xxxx?=\r\n =?UTF-8?q?xxxxxxx?=\r\n\r\nhi"},
    {"over two B-encoded words",
	"Subject: =?utf-8?B?ZnJvbSBhZGFA?=\r\n =?utf-8?B?ZXhhbXBsZS5uZXQ=?=\r\n\r\nhi",
	"Subject: =?utf-8?B?ZnJvbSB4eHh4?=\r\n =?utf-8?B?eHh4eHh4eHh4eHg=?=\r\n\r\nhi"},
    {"over two of which the first is short",
	"Subject: =?utf-8?B?YWRh?= =?utf-8?B?QGV4YW1wbGUubmV0?=\r\n\r\nhi",
	"Subject: =?utf-8?B?eHh4?= =?utf-8?B?eHh4eHh4eHh4eHh4?=\r\n\r\nhi"},
    {"base64 in base64", "\r\n\r\nRnJvbTogeAoKWVdSaFFHVjRZVzF3YkdVdWJtVjAK\r\n",
	"\r\n\r\nRnJvbTogeAoKZUhoNGVIaDRlSGg0ZUhoNGVIaDQK\r\n"},
    {"words that look like base64", "Hello\nworld\nAAAA\n", NULL},
    {"a line end cut in two", "To: <ada@example.net>\n\r", "To: <xxxxxxxxxxxxxxx>\n\r"},
    {"nothing", "", NULL},
};

static void test_row(const void *data)
{
	const struct row *row = data;
	g_autoptr(GPtrArray) addresses = g_ptr_array_new(), names = g_ptr_array_new();
	struct persona persona = {addresses, names};
	gsize length = row->length != 0 ? row->length : strlen(row->in);
	/* A block of its own without a zero behind it, so that reading too far is seen. */
	g_autoptr(GBytes) in = g_bytes_new_take(g_memdup2(row->in, length), length);

	g_ptr_array_add(addresses, (char[]){"ada@example.net"});
	g_ptr_array_add(names, (char[]){"ada quartz"});
	g_assert_cmpint(mask_finds(in, &persona), ==, row->out != NULL);
	g_autoptr(GBytes) out = mask_octets(in, &persona);
	const char *expected = row->out != NULL ? row->out : row->in;
	g_assert_cmpmem(g_bytes_get_data(out, NULL), g_bytes_get_size(out), expected, length);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strdup_printf("/mask/%s", rows[i].name);
		g_test_add_data_func(path, &rows[i], test_row);
	}
	return g_test_run();
}

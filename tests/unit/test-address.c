/* Addresses: what may go into an envelope, and when two are the same person. */
#include "base/address.h"

#include <glib.h>

/* PROVES OS-01, TR-10, ST-19 */
static void test_valid(void)
{
	static const struct {
		const char *address;
		bool valid;
	} rows[] = {
	    {"ada@example.net", true},
	    {"ada.lovelace+x@mail.example.net", true},
	    {"ada..l.@docomo.example", true},
	    {"root@localhost", true},
	    {"", false},
	    {"ada", false},
	    {"@example.net", false},
	    {"ada@", false},
	    {"ada@example..net", false},
	    {"ada@-example.net", false},
	    {"ada@example-.net", false},
	    {"ada@example.net.", false},
	    {"a da@example.net", false},
	    {"<ada@example.net>", false},
	    {"a@b@example.net", false},
	    {"a,b@example.net", false},
	    {"v@example.net\r\nRCPT TO:<x@example.net>", false},
	    {"ad\xc3\xa4@example.net", false},
	    {"ada@ex\xc3\xa4mple.net", false},
	    {"aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffggggg@x.org", false},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_test_message("%s", rows[i].address);
		g_assert_cmpint(address_valid(rows[i].address), ==, rows[i].valid);
	}
}

static void test_forms(void)
{
	static const struct {
		const char *in, *normal, *key, *wire;
	} rows[] = {
	    {"Ada@Example.NET", "Ada@example.net", "ada@example.net", "Ada@example.net"},
	    {" <mailto:ada+x@example.net> ", "ada+x@example.net", "ada@example.net",
		"ada+x@example.net"},
	    {"MAILTO:ada@example.net.", "ada@example.net", "ada@example.net", "ada@example.net"},
	    {"a..b@docomo.example", "a..b@docomo.example", "a..b@docomo.example",
		"\"a..b\"@docomo.example"},
	    {"\"a..b\"@docomo.example", "a..b@docomo.example", "a..b@docomo.example",
		"\"a..b\"@docomo.example"},
	    {"ada@b\xc3\xbc"
	     "cher.example",
		"ada@xn--bcher-kva.example", "ada@xn--bcher-kva.example",
		"ada@xn--bcher-kva.example"},
	    {"+ada@example.net", "+ada@example.net", "+ada@example.net", "+ada@example.net"},
	    {"ada", NULL, NULL, NULL},
	    {"@example.net", NULL, NULL, NULL},
	    {"ada@", NULL, NULL, NULL},
	    {"ada@\xff\xff.example", NULL, NULL, NULL},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *normal = address_normal(rows[i].in);
		g_autofree char *key = address_key(rows[i].in);
		g_test_message("%s", rows[i].in);
		g_assert_cmpstr(normal, ==, rows[i].normal);
		g_assert_cmpstr(key, ==, rows[i].key);
		if (normal != NULL) {
			g_autofree char *wire = address_wire(normal);
			g_assert_cmpstr(wire, ==, rows[i].wire);
		}
	}
}

/* PROVES CI-08 */
static void test_same(void)
{
	g_assert_true(address_same("Ada@example.NET", "ada@example.net"));
	g_assert_false(address_same("ada+x@example.net", "ada@example.net"));
	g_assert_false(address_same("ada", "ada"));
	g_assert_cmpstr(address_domain("a@b@example.net"), ==, "example.net");
	g_assert_cmpstr(address_domain("nobody"), ==, "");
}

static void test_tag(void)
{
	static const struct {
		const char *address, *separator, *tag;
	} rows[] = {
	    {"stories+k4vq@example.org", "+", "k4vq"},
	    {"Stories+K4VQ@Example.org", "+", "k4vq"},
	    {"stories-k4-vq@example.org", "-", "k4-vq"},
	    {"stories@example.org", "+", NULL},
	    {"stories+@example.org", "+", NULL},
	    {"stories+k4vq@example.com", "+", NULL},
	    {"storiesx+k4vq@example.org", "+", NULL},
	    {"stories+k4vq@example.org", "", NULL},
	    {"s@example.org", "+", NULL},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *tag =
		    address_tag(rows[i].address, "stories@example.org", rows[i].separator);
		g_test_message("%s", rows[i].address);
		g_assert_cmpstr(tag, ==, rows[i].tag);
	}
	g_autofree char *tagged = address_with_tag("stories@example.org", "+", "k4vq");
	g_assert_cmpstr(tagged, ==, "stories+k4vq@example.org");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/address/only a strict address goes into an envelope", test_valid);
	g_test_add_func("/address/stored, compared and written forms", test_forms);
	g_test_add_func("/address/the same mailbox", test_same);
	g_test_add_func("/address/tags before the at sign", test_tag);
	return g_test_run();
}

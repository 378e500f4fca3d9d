/*
 * A message across the pipe: every field comes back, and no bytes that are not
 * exactly a packed message do. The tables of layout.c fill the message, so a
 * new field is tested without a word here.
 */
#include "base/error.h"
#include "mail/layout.h"

#include <string.h>

static unsigned serial;

static char *some_text(void)
{
	return g_strdup_printf("text %u é", ++serial);
}

static void fill(const struct layout *layout, void *at);

static void *filled(const struct layout *layout)
{
	void *at = g_malloc0(layout->size);
	layout_init(layout, at);
	fill(layout, at);
	return at;
}

static void fill_array(const struct layout *layout, GArray *array)
{
	for (int i = 0; i < 2; i++) {
		g_autofree void *at = filled(layout);
		g_array_append_vals(array, at, 1);
	}
}

static void fill_field(const struct field *f, void *slot)
{
	void **pointer = slot;
	switch (f->type) {
	case FIELD_TEXT:
	case FIELD_MAYBE:
		g_free(*pointer);
		*pointer = some_text();
		break;
	case FIELD_BOOL:
		*(bool *)slot = true;
		break;
	case FIELD_INT:
		*(int *)slot = (int)++serial;
		break;
	case FIELD_ENUM:
		*(int *)slot = f->max;
		break;
	case FIELD_LONG:
		*(int64_t *)slot = (int64_t)++serial << 33;
		break;
	case FIELD_STRV:
		g_strfreev(*pointer);
		*pointer = g_strsplit("one two", " ", 0);
		break;
	case FIELD_TEXTS:
		g_ptr_array_add(*pointer, some_text());
		break;
	case FIELD_POINTER:
		*pointer = filled(f->layout);
		break;
	case FIELD_LIST:
		g_ptr_array_add(*pointer, filled(f->layout));
		break;
	case FIELD_ARRAY:
		fill_array(f->layout, *pointer);
		break;
	case FIELD_INSIDE:
		fill(f->layout, slot);
		break;
	}
}

static void fill(const struct layout *layout, void *at)
{
	for (size_t i = 0; i < layout->fields; i++)
		fill_field(&layout->field[i], (char *)at + layout->field[i].offset);
}

static GBytes *packed(void)
{
	AUTO(message) *message = filled(&message_layout);
	return message_pack(message);
}

static void test_round_trip(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) first = packed();
	AUTO(message) *back = message_unpack(first, &error);
	g_assert_no_error(error);
	g_assert_cmpstr(((struct mailbox *)back->from->pdata[0])->address, ==, "text 1 é");
	g_assert_cmpint(back->readable, ==, READ_HELD);
	g_assert_true(back->loop_nested);
	g_autoptr(GBytes) second = message_pack(back);
	g_assert_true(g_bytes_equal(first, second));
}

static void test_every_cut(void)
{
	g_autoptr(GBytes) whole = packed();
	for (gsize length = 0; length < g_bytes_get_size(whole); length++) {
		g_autoptr(GBytes) cut = g_bytes_new_from_bytes(whole, 0, length);
		g_autoptr(GError) error = NULL;
		AUTO(message) *back = message_unpack(cut, &error);
		g_assert_null(back);
		g_assert_error(error, CALLBOX_ERROR, EX_DATAERR);
	}
}

/* Whatever is accepted must be exactly what packing makes. */
static void test_every_changed_octet(void)
{
	g_autoptr(GBytes) whole = packed();
	gsize size;
	const unsigned char *data = g_bytes_get_data(whole, &size);
	for (gsize i = 0; i < size; i++) {
		unsigned char *copy = g_memdup2(data, size);
		copy[i] = i % 2 ? 0xff : 0;
		g_autoptr(GBytes) changed = g_bytes_new_take(copy, size);
		AUTO(message) *back = message_unpack(changed, NULL);
		if (!back)
			continue;
		g_autoptr(GBytes) again = message_pack(back);
		g_assert_true(g_bytes_equal(changed, again));
	}
}

static const struct {
	const char *name, *text;
	size_t length;
	bool good;
} texts[] = {
    {"long characters between ASCII",
	"a\xc3\xa9"
	"b\xe2\x82\xac\n\x01",
	8, true},
    {"a NUL", "some text\0more", 14, false},
    {"a NUL behind a long character", "\xc3\xa9\0", 3, false},
    {"a character cut by ASCII", "\xe2\x82z\xac", 4, false},
    {"a character cut by the end", "text \xc3", 6, false},
    {"a character that begins behind a control", "\x01\xa9", 2, false},
};

/* A subject whose octets are replaced where they are packed. */
static void test_texts(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_test_message("%s", texts[i].name);
		AUTO(message) *message = message_new();
		g_free(message->subject);
		message->subject = g_strnfill(texts[i].length, '#');
		g_autoptr(GBytes) whole = message_pack(message);
		gsize size;
		const void *data = g_bytes_get_data(whole, &size);
		char *copy = g_memdup2(data, size);
		memcpy(memchr(copy, '#', size), texts[i].text, texts[i].length);
		g_autoptr(GBytes) changed = g_bytes_new_take(copy, size);
		AUTO(message) *back = message_unpack(changed, NULL);
		g_assert_cmpint(back != NULL, ==, texts[i].good);
	}
}

static void test_octets_left_over(void)
{
	g_autoptr(GBytes) whole = packed();
	gsize size;
	const void *data = g_bytes_get_data(whole, &size);
	g_autofree char *longer = g_malloc0(size + 1);
	memcpy(longer, data, size);
	g_autoptr(GBytes) bytes = g_bytes_new(longer, size + 1);
	AUTO(message) *back = message_unpack(bytes, NULL);
	g_assert_null(back);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/pack/every field comes back", test_round_trip);
	g_test_add_func("/pack/texts are checked", test_texts);
	g_test_add_func("/pack/a cut message is refused", test_every_cut);
	g_test_add_func("/pack/a changed octet is refused or read", test_every_changed_octet);
	g_test_add_func("/pack/an octet too many is refused", test_octets_left_over);
	return g_test_run();
}

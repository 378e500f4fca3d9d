/*
 * A message as bytes, for the pipe out of the sandbox. Numbers are in the
 * machine's order (both ends are the same program), a text is its length and
 * its octets, an array its count and its elements; the tables of layout.c say
 * what comes when. The reader takes every byte as written by an attacker who
 * owns the child: each length is checked against what is left, each text must
 * be UTF-8 without NUL, and nothing may be left over.
 */
#include "base/clean.h"
#include "base/error.h"
#include "mail/layout.h"

#include <string.h>

enum { NO_TEXT = 0xffffffff, MAGIC = 0x314d4243 };

static void put(GByteArray *out, const void *bytes, size_t length)
{
	g_byte_array_append(out, bytes, length);
}

static void put_number(GByteArray *out, uint32_t number)
{
	put(out, &number, sizeof number);
}

static void put_text(GByteArray *out, const char *text)
{
	size_t length = text ? strlen(text) : 0;
	put_number(out, text ? (uint32_t)length : NO_TEXT);
	if (length)
		put(out, text, length);
}

static void put_texts(GByteArray *out, char *const *texts, size_t count)
{
	put_number(out, count);
	for (size_t i = 0; i < count; i++)
		put_text(out, texts[i]);
}

static void put_struct(GByteArray *out, const struct layout *layout, const void *at);

static void put_list(GByteArray *out, const struct layout *layout, const GPtrArray *list)
{
	put_number(out, list->len);
	for (guint i = 0; i < list->len; i++)
		put_struct(out, layout, list->pdata[i]);
}

static void put_array(GByteArray *out, const struct layout *layout, const GArray *array)
{
	put_number(out, array->len);
	for (guint i = 0; i < array->len; i++)
		put_struct(out, layout, array->data + i * layout->size);
}

static void put_pointer(GByteArray *out, const struct layout *layout, const void *at)
{
	put_number(out, at != NULL);
	if (at)
		put_struct(out, layout, at);
}

static void put_field(GByteArray *out, const struct field *f, const void *slot)
{
	void *const *pointer = slot;
	switch (f->type) {
	case FIELD_TEXT:
	case FIELD_MAYBE:
		put_text(out, *pointer);
		break;
	case FIELD_BOOL:
		put_number(out, *(const bool *)slot);
		break;
	case FIELD_INT:
	case FIELD_ENUM:
		put(out, slot, sizeof(uint32_t));
		break;
	case FIELD_LONG:
		put(out, slot, sizeof(int64_t));
		break;
	case FIELD_STRV:
		put_texts(out, *pointer, g_strv_length(*pointer));
		break;
	case FIELD_TEXTS: {
		const GPtrArray *texts = *pointer;
		put_texts(out, (char *const *)texts->pdata, texts->len);
		break;
	}
	case FIELD_POINTER:
		put_pointer(out, f->layout, *pointer);
		break;
	case FIELD_LIST:
		put_list(out, f->layout, *pointer);
		break;
	case FIELD_ARRAY:
		put_array(out, f->layout, *pointer);
		break;
	case FIELD_INSIDE:
		put_struct(out, f->layout, slot);
		break;
	}
}

static void put_struct(GByteArray *out, const struct layout *layout, const void *at)
{
	for (size_t i = 0; i < layout->fields; i++)
		put_field(out, &layout->field[i], (const char *)at + layout->field[i].offset);
}

GBytes *message_pack(const struct message *message)
{
	GByteArray *out = g_byte_array_sized_new(4096);
	put_number(out, MAGIC);
	put_struct(out, &message_layout, message);
	return g_byte_array_free_to_bytes(out);
}

/* What is left to read; broken once anything was wrong, and then reads as zeros. */
struct reader {
	const unsigned char *at;
	size_t left;
	bool broken;
};

static void take(struct reader *r, void *into, size_t length)
{
	if (r->broken || r->left < length) {
		r->broken = true;
		memset(into, 0, length);
		return;
	}
	memcpy(into, r->at, length);
	r->at += length;
	r->left -= length;
}

static uint32_t take_number(struct reader *r)
{
	uint32_t number;
	take(r, &number, sizeof number);
	return number;
}

static uint32_t take_up_to(struct reader *r, uint32_t max)
{
	uint32_t number = take_number(r);
	if (number > max)
		r->broken = true;
	return r->broken ? 0 : number;
}

/* How many elements follow; each takes at least four octets. */
static uint32_t take_count(struct reader *r)
{
	return take_up_to(r, MIN(r->left / sizeof(uint32_t), G_MAXINT32));
}

static char *take_maybe(struct reader *r)
{
	uint32_t length = take_number(r);
	if (length == NO_TEXT || r->broken)
		return NULL;
	if (length > r->left || clean_well_formed((const char *)r->at, length) < length) {
		r->broken = true;
		return NULL;
	}
	char *text = g_malloc(length + 1);
	memcpy(text, r->at, length);
	text[length] = '\0';
	r->at += length;
	r->left -= length;
	return text;
}

static char *take_text(struct reader *r)
{
	char *text = take_maybe(r);
	if (text)
		return text;
	r->broken = true;
	return g_strdup("");
}

static void take_texts(struct reader *r, GPtrArray *texts)
{
	for (uint32_t count = take_count(r); count > 0 && !r->broken; count--)
		g_ptr_array_add(texts, take_text(r));
}

static char **take_strv(struct reader *r)
{
	GPtrArray *texts = g_ptr_array_new();
	take_texts(r, texts);
	g_ptr_array_add(texts, NULL);
	return (char **)g_ptr_array_free(texts, FALSE);
}

static void take_struct(struct reader *r, const struct layout *layout, void *at);

static void *take_new(struct reader *r, const struct layout *layout)
{
	void *at = g_malloc0(layout->size);
	layout_init(layout, at);
	take_struct(r, layout, at);
	return at;
}

static void take_list(struct reader *r, const struct layout *layout, GPtrArray *list)
{
	for (uint32_t count = take_count(r); count > 0 && !r->broken; count--)
		g_ptr_array_add(list, take_new(r, layout));
}

static void take_array(struct reader *r, const struct layout *layout, GArray *array)
{
	for (uint32_t count = take_count(r); count > 0 && !r->broken; count--) {
		g_array_set_size(array, array->len + 1);
		void *at = array->data + (array->len - 1) * layout->size;
		layout_init(layout, at);
		take_struct(r, layout, at);
	}
}

static void take_field(struct reader *r, const struct field *f, void *slot)
{
	void **pointer = slot;
	switch (f->type) {
	case FIELD_TEXT:
		g_free(*pointer);
		*pointer = take_text(r);
		break;
	case FIELD_MAYBE:
		*pointer = take_maybe(r);
		break;
	case FIELD_BOOL:
		*(bool *)slot = take_up_to(r, 1);
		break;
	case FIELD_INT:
		take(r, slot, sizeof(uint32_t));
		break;
	case FIELD_ENUM:
		*(uint32_t *)slot = take_up_to(r, (uint32_t)f->max);
		break;
	case FIELD_LONG:
		take(r, slot, sizeof(int64_t));
		break;
	case FIELD_STRV:
		g_strfreev(*pointer);
		*pointer = take_strv(r);
		break;
	case FIELD_TEXTS:
		take_texts(r, *pointer);
		break;
	case FIELD_POINTER:
		if (take_up_to(r, 1))
			*pointer = take_new(r, f->layout);
		break;
	case FIELD_LIST:
		take_list(r, f->layout, *pointer);
		break;
	case FIELD_ARRAY:
		take_array(r, f->layout, *pointer);
		break;
	case FIELD_INSIDE:
		take_struct(r, f->layout, slot);
		break;
	}
}

static void take_struct(struct reader *r, const struct layout *layout, void *at)
{
	for (size_t i = 0; i < layout->fields; i++)
		take_field(r, &layout->field[i], (char *)at + layout->field[i].offset);
}

struct message *message_unpack(GBytes *bytes, GError **error)
{
	struct reader r = {0};
	r.at = g_bytes_get_data(bytes, &r.left);
	r.broken = take_number(&r) != MAGIC;
	AUTO(message) *message = message_new();
	take_struct(&r, &message_layout, message);
	if (!r.broken && r.left == 0)
		return g_steal_pointer(&message);
	fail(error, EX_DATAERR,
	    "reading the answer of the parse child failed: it is not a packed message; "
	    "the mail is to be held");
	return NULL;
}

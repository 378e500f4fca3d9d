/* Stories for a spreadsheet. Numbers stay numbers; every other cell passes the gate. */
#include "cmd/csv.h"

#include "base/clean.h"
#include "rule/record.h"

static void print_cell(FILE *out, const char *text)
{
	g_autofree char *bare = clean_tokens(text == NULL ? "" : text);
	g_autofree char *safe = clean_csv(bare);

	fputs(safe, out);
}

static void print_heads(FILE *out)
{
	fputs("id,received,verdict,margin_seconds,state,kind,from,from_name,subject,text\r\n", out);
}

static void print_story(FILE *out, const struct story *s)
{
	const struct revision *r = &s->record;
	g_autofree char *id = story_id(s);
	g_autofree char *received = instant_rfc3339(r->received);
	const char *before[] = {id, received, verdict_name(r->verdict)};
	const char *behind[] = {
	    state_name(s->state), s->tag, s->address, s->name, r->title, r->text};

	for (gsize i = 0; i < G_N_ELEMENTS(before); i++) {
		print_cell(out, before[i]);
		fputc(',', out);
	}
	fprintf(out, "%" G_GINT64_FORMAT, r->margin);
	for (gsize i = 0; i < G_N_ELEMENTS(behind); i++) {
		fputc(',', out);
		print_cell(out, behind[i]);
	}
	fputs("\r\n", out);
}

void csv_stories(FILE *out, GPtrArray *stories)
{
	print_heads(out);
	for (guint i = 0; i < stories->len; i++)
		print_story(out, g_ptr_array_index(stories, i));
}

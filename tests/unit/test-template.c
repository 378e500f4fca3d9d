/* The six sections of mustache/spec that templates rely on, one behaviour a row. */
#include "letter/template.h"

#include <string.h>

static const struct {
	const char *name, *source, *facts, *partials, *want;
} rows[] = {
    /* comments */
    {"a comment is removed", "12345{{! a comment }}67890", "{}", NULL, "1234567890"},
    {"a comment of several lines", "12345{{!\n  one\n  two\n}}67890\n", "{}", NULL, "1234567890\n"},
    {"a comment alone takes its line", "Begin.\n{{! alone }}\nEnd.\n", "{}", NULL,
	"Begin.\nEnd.\n"},
    {"an indented comment alone too", "Begin.\n  {{! alone }}\nEnd.\n", "{}", NULL,
	"Begin.\nEnd.\n"},
    {"a comment alone before CRLF", "|\r\n{{! alone }}\r\n|", "{}", NULL, "|\r\n|"},
    {"a comment alone on the first line", "  {{! alone }}\n!", "{}", NULL, "!"},
    {"a comment alone on the last line", "!\n  {{! alone }}", "{}", NULL, "!\n"},
    {"several lines of comment alone", "Begin.\n  {{!\n    x\n  }}\nEnd.\n", "{}", NULL,
	"Begin.\nEnd.\n"},
    {"a comment after text keeps the line", "  12 {{! 34 }}\n", "{}", NULL, "  12 \n"},
    {"space around a comment stays", "1 {{! c }} 2", "{}", NULL, "1  2"},
    {"a comment is no name", "({{! c }}{{!c}})", "{\"c\": 1, \"! c\": 2}", NULL, "()"},

    /* delimiters */
    {"delimiters change", "{{=<% %>=}}(<%text%>)", "{\"text\": \"Hey!\"}", NULL, "(Hey!)"},
    {"delimiters of special characters", "({{=[ ]=}}[text])", "{\"text\": \"It\"}", NULL, "(It)"},
    {"delimiters of one bar", "{{=| |=}}(|text|)", "{\"text\": \"It\"}", NULL, "(It)"},
    {"delimiters change inside sections",
	"[\n{{#s}}\n  {{d}}\n  |d|\n{{/s}}\n\n{{= | | =}}\n|#s|\n  {{d}}\n  |d|\n|/s|\n]\n",
	"{\"s\": true, \"d\": \"I\"}", NULL, "[\n  I\n  |d|\n\n  {{d}}\n  I\n]\n"},
    {"delimiters change inside inverted sections",
	"[\n{{^s}}\n  {{d}}\n  |d|\n{{/s}}\n\n{{= | | =}}\n|^s|\n  {{d}}\n  |d|\n|/s|\n]\n",
	"{\"s\": false, \"d\": \"I\"}", NULL, "[\n  I\n  |d|\n\n  {{d}}\n  I\n]\n"},
    {"delimiters change within a section and stay changed", "{{#s}}{{=| |=}}|d||/s||d|",
	"{\"s\": true, \"d\": \"I\"}", NULL, "II"},
    {"a partial does not inherit delimiters", "[ {{>include}} ]\n{{= | | =}}\n[ |>include| ]\n",
	"{\"value\": \"yes\"}", "{\"include\": \".{{value}}.\"}", "[ .yes. ]\n[ .yes. ]\n"},
    {"a partial's delimiters stay in it", "[ {{>include}} ]\n[ .{{value}}.  .|value|. ]\n",
	"{\"value\": \"yes\"}", "{\"include\": \".{{value}}. {{= | | =}} .|value|.\"}",
	"[ .yes.  .yes. ]\n[ .yes.  .|value|. ]\n"},
    {"space around a change stays", "| {{=@ @=}} |", "{}", NULL, "|  |"},
    {"space before a change on a line stays", " | {{=@ @=}}\n", "{}", NULL, " | \n"},
    {"a change alone takes its line", "Begin.\n{{=@ @=}}\nEnd.\n", "{}", NULL, "Begin.\nEnd.\n"},
    {"an indented change alone", "Begin.\n  {{=@ @=}}\nEnd.\n", "{}", NULL, "Begin.\nEnd.\n"},
    {"a change alone before CRLF", "|\r\n{{= @ @ =}}\r\n|", "{}", NULL, "|\r\n|"},
    {"a change alone on the first line", "  {{=@ @=}}\n=", "{}", NULL, "="},
    {"a change alone on the last line", "=\n  {{=@ @=}}", "{}", NULL, "=\n"},
    {"white space within a change", "|{{= @   @ =}}|", "{}", NULL, "||"},
    {"raw values with other delimiters", "{{=| |=}}|{x}| |&x|", "{\"x\": \"<\"}", NULL, "< <"},

    /* interpolation */
    {"text passes", "Hello from {Mustache}!\n", "{}", NULL, "Hello from {Mustache}!\n"},
    {"a name becomes its value", "Hello, {{subject}}!\n", "{\"subject\": \"world\"}", NULL,
	"Hello, world!\n"},
    {"values are not templates", "{{template}}: {{planet}}",
	"{\"template\": \"{{planet}}\", \"planet\": \"Earth\"}", NULL, "{{planet}}: Earth"},
    {"HTML is escaped", "{{x}}", "{\"x\": \"& \\\" < >\"}", NULL, "&amp; &quot; &lt; &gt;"},
    {"three braces do not escape", "{{{x}}}", "{\"x\": \"& \\\" < >\"}", NULL, "& \" < >"},
    {"an ampersand does not escape", "{{&x}}", "{\"x\": \"& \\\" < >\"}", NULL, "& \" < >"},
    {"a whole number", "{{n}} {{{n}}} {{&n}}", "{\"n\": 85}", NULL, "85 85 85"},
    {"a decimal number", "{{n}} {{{n}}} {{&n}}", "{\"n\": 1.21}", NULL, "1.21 1.21 1.21"},
    {"null is empty", "({{n}}{{{n}}}{{&n}})", "{\"n\": null}", NULL, "()"},
    {"a missing name is empty", "({{n}}{{{n}}}{{&n}})", "{}", NULL, "()"},
    {"a dotted name is a short section", "{{a.b}}={{#a}}{{b}}{{/a}}", "{\"a\": {\"b\": \"<\"}}",
	NULL, "&lt;=&lt;"},
    {"a dotted name unescaped", "{{{a.b}}} {{&a.b}}", "{\"a\": {\"b\": \"<\"}}", NULL, "< <"},
    {"a long dotted name", "{{a.b.c.d.e.n}}",
	"{\"a\": {\"b\": {\"c\": {\"d\": {\"e\": {\"n\": \"Phil\"}}}}}}", NULL, "Phil"},
    {"a broken chain is empty", "({{a.b.c}})", "{\"a\": {}}", NULL, "()"},
    {"a broken chain does not start again", "({{a.b.c.name}})",
	"{\"a\": {\"b\": {}}, \"c\": {\"name\": \"Jim\"}}", NULL, "()"},
    {"the first part is looked up as usual", "{{#a}}{{b.c.d.e.n}}{{/a}}",
	"{\"a\": {\"b\": {\"c\": {\"d\": {\"e\": {\"n\": \"Phil\"}}}}}, "
	"\"b\": {\"c\": {\"d\": {\"e\": {\"n\": \"Wrong\"}}}}}",
	NULL, "Phil"},
    {"the first match binds the chain", "({{#a}}{{b.c}}{{/a}})",
	"{\"a\": {\"b\": {}}, \"b\": {\"c\": \"ERROR\"}}", NULL, "()"},
    {"a dotted name is never one key", "({{a.b}})", "{\"a.b\": \"c\"}", NULL, "()"},
    {"and no key masks it", "{{a.b}}", "{\"a.b\": \"c\", \"a\": {\"b\": \"d\"}}", NULL, "d"},
    {"the implicit iterator", "{{#l}}({{.}}{{{.}}}{{&.}}){{/l}}", "{\"l\": [\"<\", 2]}", NULL,
	"(&lt;<<)(222)"},
    {"space around a value stays", "| {{s}} {{{s}}} {{&s}} |", "{\"s\": \"-\"}", NULL, "| - - - |"},
    {"a value alone keeps its line", "  {{s}}\n  {{{s}}}\n  {{&s}}\n", "{\"s\": \"-\"}", NULL,
	"  -\n  -\n  -\n"},
    {"white space within a tag", "|{{ s }}{{{ s }}}{{& s }}|", "{\"s\": \"-\"}", NULL, "|---|"},

    /* sections */
    {"a true section is shown", "{{#b}}shown{{/b}}", "{\"b\": true}", NULL, "shown"},
    {"a false one is not", "({{#b}}shown{{/b}})", "{\"b\": false}", NULL, "()"},
    {"nor null", "({{#b}}shown{{/b}})", "{\"b\": null}", NULL, "()"},
    {"nor what is missing", "({{#b}}shown{{/b}})", "{}", NULL, "()"},
    {"an object is a context", "{{#c}}Hi {{name}}.{{/c}}", "{\"c\": {\"name\": \"Joe\"}}", NULL,
	"Hi Joe."},
    {"outer names are seen inside", "{{#sec}}{{a}}, {{b}}, {{c.d}}{{/sec}}",
	"{\"a\": 1, \"b\": 2, \"sec\": {\"b\": 3}, \"c\": {\"d\": 4}}", NULL, "1, 3, 4"},
    {"a scalar is a context too", "{{#foo}}{{.}} is {{foo}}{{/foo}}", "{\"foo\": \"bar\"}", NULL,
	"bar is bar"},
    {"contexts stack up", "{{#t}}{{#m}}{{T}}{{m.M}}{{#b}}{{B}}{{M}}{{T}}{{/b}}{{/m}}{{/t}}",
	"{\"t\": {\"T\": \"A\"}, \"m\": {\"M\": 1}, \"b\": {\"B\": \"X\"}}", NULL, "A1X1A"},
    {"a list repeats", "{{#l}}{{n}}{{/l}}", "{\"l\": [{\"n\": 1}, {\"n\": 2}, {\"n\": 3}]}", NULL,
	"123"},
    {"an empty list is false", "({{#l}}x{{/l}})", "{\"l\": []}", NULL, "()"},
    {"two sections of a name", "{{#b}}\n* 1\n{{/b}}\n* 2\n{{#b}}\n* 3\n{{/b}}\n", "{\"b\": true}",
	NULL, "* 1\n* 2\n* 3\n"},
    {"nested true", "|A{{#b}}B{{#b}}C{{/b}}D{{/b}}E|", "{\"b\": true}", NULL, "|ABCDE|"},
    {"nested false", "|A{{#b}}B{{#b}}C{{/b}}D{{/b}}E|", "{\"b\": false}", NULL, "|AE|"},
    {"a miss in a section", "({{#none}}x{{/none}})", "{}", NULL, "()"},
    {"an iterator over strings", "{{#l}}({{.}}){{/l}}", "{\"l\": [\"a\", \"b\"]}", NULL, "(a)(b)"},
    {"an iterator over numbers", "{{#l}}({{.}}){{/l}}", "{\"l\": [1, 1.5]}", NULL, "(1)(1.5)"},
    {"an iterator over lists", "{{#l}}({{#.}}{{.}}{{/.}}){{/l}}",
	"{\"l\": [[1, 2], [\"a\", \"b\"]]}", NULL, "(12)(ab)"},
    {"an iterator over objects", "{{#l}}({{#.}}{{v}}{{/.}}){{/l}}",
	"{\"l\": [{\"v\": 1}, {\"v\": 2}]}", NULL, "(1)(2)"},
    {"an iterator at the root", "{{#.}}({{value}}){{/.}}",
	"[{\"value\": \"a\"}, {\"value\": \"b\"}]", NULL, "(a)(b)"},
    {"a dotted section", "{{#a.b.c}}Here{{/a.b.c}}", "{\"a\": {\"b\": {\"c\": true}}}", NULL,
	"Here"},
    {"a false dotted section", "({{#a.b.c}}Here{{/a.b.c}})", "{\"a\": {\"b\": {\"c\": false}}}",
	NULL, "()"},
    {"a broken dotted section", "({{#a.b.c}}Here{{/a.b.c}})", "{\"a\": {}}", NULL, "()"},
    {"space around a section stays", " | {{#b}}\t|\t{{/b}} | \n", "{\"b\": true}", NULL,
	" | \t|\t | \n"},
    {"space within a section stays", " | {{#b}} {{! c }}\n {{/b}} | \n", "{\"b\": true}", NULL,
	" |  \n  | \n"},
    {"sections in lines keep them", " {{#b}}YES{{/b}}\n {{#b}}GOOD{{/b}}\n", "{\"b\": true}", NULL,
	" YES\n GOOD\n"},
    {"sections alone take their lines", "| A\n{{#b}}\n|\n{{/b}}\n| B\n", "{\"b\": true}", NULL,
	"| A\n|\n| B\n"},
    {"indented ones too", "| A\n  {{#b}}\n|\n  {{/b}}\n| B\n", "{\"b\": true}", NULL,
	"| A\n|\n| B\n"},
    {"a section alone before CRLF", "|\r\n{{#b}}\r\n{{/b}}\r\n|", "{\"b\": true}", NULL, "|\r\n|"},
    {"a section alone on the first line", "  {{#b}}\n#{{/b}}\n/", "{\"b\": true}", NULL, "#\n/"},
    {"a section closed on the last line", "#{{#b}}\n/\n  {{/b}}", "{\"b\": true}", NULL, "#\n/\n"},
    {"white space within a section tag", "|{{# b }}={{/ b }}|", "{\"b\": true}", NULL, "|=|"},
    {"an empty text is false", "({{#s}}x{{/s}})", "{\"s\": \"\"}", NULL, "()"},

    /* inverted */
    {"inverted false is shown", "{{^b}}shown{{/b}}", "{\"b\": false}", NULL, "shown"},
    {"inverted true is not", "({{^b}}shown{{/b}})", "{\"b\": true}", NULL, "()"},
    {"inverted null is shown", "{{^b}}shown{{/b}}", "{\"b\": null}", NULL, "shown"},
    {"an inverted object is not", "({{^c}}x{{/c}})", "{\"c\": {\"n\": 1}}", NULL, "()"},
    {"an inverted list is not", "({{^l}}x{{/l}})", "{\"l\": [{\"n\": 1}]}", NULL, "()"},
    {"an inverted empty list is", "{{^l}}Yay{{/l}}", "{\"l\": []}", NULL, "Yay"},
    {"two inverted of a name", "{{^b}}\n* 1\n{{/b}}\n* 2\n{{^b}}\n* 3\n{{/b}}\n", "{\"b\": false}",
	NULL, "* 1\n* 2\n* 3\n"},
    {"nested inverted", "|A{{^b}}B{{^b}}C{{/b}}D{{/b}}E|", "{\"b\": false}", NULL, "|ABCDE|"},
    {"nested inverted true", "|A{{^b}}B{{^b}}C{{/b}}D{{/b}}E|", "{\"b\": true}", NULL, "|AE|"},
    {"an inverted miss", "{{^none}}Cannot find{{/none}}", "{}", NULL, "Cannot find"},
    {"inverted dotted true", "({{^a.b}}x{{/a.b}})", "{\"a\": {\"b\": true}}", NULL, "()"},
    {"inverted dotted false", "{{^a.b}}x{{/a.b}}", "{\"a\": {\"b\": false}}", NULL, "x"},
    {"inverted broken chain", "{{^a.b.c}}x{{/a.b.c}}", "{\"a\": {}}", NULL, "x"},
    {"space around inverted stays", " | {{^b}}\t|\t{{/b}} | \n", "{\"b\": false}", NULL,
	" | \t|\t | \n"},
    {"space within inverted stays", " | {{^b}} {{! c }}\n {{/b}} | \n", "{\"b\": false}", NULL,
	" |  \n  | \n"},
    {"inverted in lines", " {{^b}}NO{{/b}}\n {{^b}}WAY{{/b}}\n", "{\"b\": false}", NULL,
	" NO\n WAY\n"},
    {"inverted alone", "| A\n{{^b}}\n|\n{{/b}}\n| B\n", "{\"b\": false}", NULL, "| A\n|\n| B\n"},
    {"inverted alone, indented", "| A\n  {{^b}}\n|\n  {{/b}}\n| B\n", "{\"b\": false}", NULL,
	"| A\n|\n| B\n"},
    {"inverted alone before CRLF", "|\r\n{{^b}}\r\n{{/b}}\r\n|", "{\"b\": false}", NULL, "|\r\n|"},
    {"inverted on the first line", "  {{^b}}\n^{{/b}}\n/", "{\"b\": false}", NULL, "^\n/"},
    {"inverted on the last line", "^{{^b}}\n/\n  {{/b}}", "{\"b\": false}", NULL, "^\n/\n"},
    {"white space within an inverted tag", "|{{^ b }}={{/ b }}|", "{\"b\": false}", NULL, "|=|"},

    /* partials */
    {"a partial is included", "\"{{>text}}\"", "{}", "{\"text\": \"from partial\"}",
	"\"from partial\""},
    {"a missing partial is empty", "\"{{>text}}\"", "{}", "{}", "\"\""},
    {"a partial sees the context", "\"{{>p}}\"", "{\"text\": \"content\"}",
	"{\"p\": \"*{{text}}*\"}", "\"*content*\""},
    {"a partial may include itself", "{{>node}}",
	"{\"content\": \"X\", \"nodes\": [{\"content\": \"Y\", \"nodes\": []}]}",
	"{\"node\": \"{{content}}<{{#nodes}}{{>node}}{{/nodes}}>\"}", "X<Y<>>"},
    {"partials nest", "{{>outer}}", "{\"a\": \"hello\", \"b\": \"world\"}",
	"{\"outer\": \"*{{a}} {{>inner}}*\", \"inner\": \"{{b}}!\"}", "*hello world!*"},
    {"space around a partial stays", "| {{>p}} |", "{}", "{\"p\": \"\\t|\\t\"}", "| \t|\t |"},
    {"a partial in a line is not indented", "  {{data}}  {{> p}}\n", "{\"data\": \"|\"}",
	"{\"p\": \">\\n>\"}", "  |  >\n>\n"},
    {"a partial alone before CRLF", "|\r\n{{>p}}\r\n|", "{}", "{\"p\": \">\"}", "|\r\n>|"},
    {"a partial alone on the first line", "  {{>p}}\n>", "{}", "{\"p\": \">\\n>\"}", "  >\n  >>"},
    {"a partial alone on the last line", ">\n  {{>p}}", "{}", "{\"p\": \">\\n>\"}", ">\n  >\n  >"},
    {"lines of a partial are indented, values are not", "\\\n {{>p}}\n/\n",
	"{\"content\": \"<\\n->\"}", "{\"p\": \"|\\n{{{content}}}\\n|\\n\"}",
	"\\\n |\n <\n->\n |\n/\n"},
    {"indentation adds up", " {{>a}}", "{}", "{\"a\": \"x\\n {{>b}}\\ny\", \"b\": \"1\\n2\\n\"}",
	" x\n  1\n  2\n y"},
    {"white space within a partial tag", "|{{> p }}|", "{}", "{\"p\": \"[]\"}", "|[]|"},
};

static const char *from_object(void *data, const char *name)
{
	return json_string_value(json_object_get(data, name));
}

static char *render(const char *source, const char *facts, const char *partials, enum escape escape)
{
	g_autoptr(GError) error = NULL;
	AUTO(template) *template = template_new(source, "test.html", &error);
	json_t *context = json_loads(facts, 0, NULL);
	json_t *others = json_loads(partials == NULL ? "{}" : partials, 0, NULL);
	char *out;

	g_assert_no_error(error);
	g_assert_nonnull(context);
	g_assert_nonnull(others);
	out = template_render(template, context, escape, from_object, others);
	json_decref(context);
	json_decref(others);
	return out;
}

static void test_spec(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *out =
		    render(rows[i].source, rows[i].facts, rows[i].partials, ESCAPE_HTML);
		g_test_message("%s", rows[i].name);
		g_assert_cmpstr(out, ==, rows[i].want);
	}
}

static void test_plain_text_is_not_escaped(void)
{
	g_autofree char *out = render("{{x}}", "{\"x\": \"a < b & c\"}", NULL, ESCAPE_NONE);

	g_assert_cmpstr(out, ==, "a < b & c");
}

/* A partial that includes itself twice would be 2^16 letters and more without a bound. */
static void test_recursion_ends(void)
{
	g_autofree char *once = render("{{>p}}", "{}", "{\"p\": \"x{{>p}}\"}", ESCAPE_HTML);
	g_autofree char *twice = render("{{>p}}", "{}", "{\"p\": \"x{{>p}}{{>p}}\"}", ESCAPE_HTML);

	g_assert_cmpuint(strlen(once), <=, 32);
	g_assert_cmpuint(strlen(twice), <=, 1 << 20);
}

static void test_deep_nesting_is_refused(void)
{
	GString *source = g_string_new(NULL);
	g_autoptr(GError) error = NULL;

	for (unsigned i = 0; i < 10000; i++)
		g_string_append(source, "{{#a}}");
	g_assert_null(template_new(source->str, "deep.txt", &error));
	g_assert_cmpstr(error->message, ==, "deep.txt:1: too many sections within sections");
	g_string_free(source, TRUE);
}

static const struct {
	const char *source, *message;
} malformed[] = {
    {"a\nb {{c", "t.txt:2: this tag has no end"},
    {"a\n{{#b}}\nc", "t.txt:2: this section \"b\" is never closed"},
    {"{{/b}}", "t.txt:1: {{/b}} closes nothing"},
    {"{{#a}}\n{{#b}}\n{{/a}}{{/b}}", "t.txt:3: {{/a}} where {{/b}} of line 2 is due"},
    {"{{}}", "t.txt:1: \"\" is no name"},
    {"\n\n{{a b}}", "t.txt:3: \"a b\" is no name"},
    {"{{a..b}}", "t.txt:1: \"a..b\" is no name"},
    {"{{<parent}}", "t.txt:1: \"<parent\" is no name"},
    {"{{=<% =}}", "t.txt:1: write new delimiters as {{=<% %>=}}"},
    {"{{{a}}", "t.txt:1: this tag has no end"},
};

static void test_malformed(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(malformed); i++) {
		g_autoptr(GError) error = NULL;
		g_assert_null(template_new(malformed[i].source, "t.txt", &error));
		g_assert_cmpstr(error->message, ==, malformed[i].message);
	}
}

static const struct {
	const char *source, *message;
} checked[] = {
    {"{{a}}{{#l}}{{x}}{{a}}{{.}}{{/l}}{{o.p}}{{^a}}{{o.p}}{{/a}}{{>ok}}", NULL},
    {"x\n{{b}}", "t.txt:2: unknown name \"b\"; write one of: a, l, o, long"},
    {"x\n{{nothing}}", "t.txt:2: unknown name \"nothing\"; write one of: a, l, o, long"},
    {"{{#l}}\n{{y}}{{/l}}\n{{q}}", "t.txt:2: unknown name \"y\"; write one of: x, a, l, o, long\n"
				   "t.txt:3: unknown name \"q\"; write one of: a, l, o, long"},
    {"{{o.z}}", "t.txt:1: unknown name \"o.z\"; write one of: a, l, o, long"},
    {"{{^b}}{{/b}}", "t.txt:1: unknown name \"b\"; write one of: a, l, o, long"},
    {"{{>gone}}", "t.txt:1: there is no partial \"gone\""},
    {"\n{{>typo}}", "t.txt:2: in typo:3: unknown name \"lnog\"; perhaps \"long\" is meant"},
    {"{{>self}}",
	"t.txt:1: in self:2: only within a section can this come to an end: partial \"self\""},
    {"{{>one}}", "t.txt:1: in one:1: in two:1: only within a section can this come to an end: "
		 "partial \"one\""},
    {"{{>tree}}", NULL},
};

static void test_check(void)
{
	json_t *sample = json_loads(
	    "{\"a\": 1, \"l\": [{\"x\": 1}], \"o\": {\"p\": null}, \"long\": 1}", 0, NULL);
	json_t *partials = json_loads(
	    "{\"ok\": \"{{a}}\", \"typo\": \"\\n\\n{{lnog}}\", \"self\": \"\\n{{>self}}\", "
	    "\"one\": \"{{>two}}\", \"two\": \"{{>one}}\", \"tree\": \"{{#l}}{{>tree}}{{/l}}\"}",
	    0, NULL);

	for (gsize i = 0; i < G_N_ELEMENTS(checked); i++) {
		g_autoptr(GError) error = NULL;
		AUTO(template) *template = template_new(checked[i].source, "t.txt", NULL);
		bool ok = template_check(template, sample, from_object, partials, &error);
		g_assert_cmpint(ok, ==, checked[i].message == NULL);
		g_assert_cmpstr(ok ? NULL : error->message, ==, checked[i].message);
	}
	json_decref(sample);
	json_decref(partials);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/template/mustache spec, six sections", test_spec);
	g_test_add_func("/template/plain text is not escaped", test_plain_text_is_not_escaped);
	g_test_add_func("/template/recursion ends", test_recursion_ends);
	g_test_add_func("/template/deep nesting is refused", test_deep_nesting_is_refused);
	g_test_add_func("/template/a malformed template names its line", test_malformed);
	g_test_add_func("/template/unknown names are found at start", test_check);
	return g_test_run();
}

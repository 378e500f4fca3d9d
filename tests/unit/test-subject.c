/* Subjects of answers, and which domains belong together. */
#include "mail/subject.h"
#include "sort/domain.h"

#include <glib.h>

/* PROVES RE-19 */
static const struct {
	const char *name, *subject, *bare;
} subjects[] = {
    {"nothing to take off", "A story", "A story"},
    {"several languages, and a wide colon", "AW: Re：回复: Story", "Story"},
    {"a counter", "Re[2]: fwd (3) : Story", "Story"},
    {"a counter as a power", "Re^2: Story", "Story"},
    {"a power of nothing stays", "Re^: Story", "Re^: Story"},
    {"the shorter word of two", "Rép : 回信: Story", "Story"},
    {"a list's tag stays", "Re: [calls] Re: Story", "[calls] Re: Story"},
    {"a word that begins alike stays", "Regarding: Story", "Regarding: Story"},
    {"a prefix without a colon stays", "Re Story", "Re Story"},
    {"a counter that is none stays", "Re[x]: Story", "Re[x]: Story"},
    {"nothing else", "Re:", ""},
    {"nothing", "", ""},
};

static void test_subject(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(subjects); i++) {
		g_autofree char *bare = bare_subject(subjects[i].subject);
		g_test_message("%s", subjects[i].name);
		g_assert_cmpstr(bare, ==, subjects[i].bare);
	}
}

/* A mail that is passed on quotes nothing that its sender answers (ST-08). */
static void test_replies(void)
{
	static const char *const replies[] = {
	    "Re: Story", "AW: Fwd: Story", "回信：Story", "re^3: x"};
	static const char *const others[] = {
	    "Story", "Fwd: Re: Story", "Regarding: Story", "Re Story", ""};

	for (gsize i = 0; i < G_N_ELEMENTS(replies); i++)
		g_assert_true(subject_is_reply(replies[i]));
	for (gsize i = 0; i < G_N_ELEMENTS(others); i++)
		g_assert_false(subject_is_reply(others[i]));
}

static const struct {
	const char *domain, *organization;
} domains[] = {
    {"example.org", "example.org"},
    {"mail.eu.example.org", "example.org"},
    {"mail.example.co.uk", "example.co.uk"},
    {"example.ac.jp", "example.ac.jp"},
    {"co.uk", "co.uk"},
    {"a.co.example", "co.example"},
    {"localhost", "localhost"},
    {"", ""},
};

static void test_domains(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(domains); i++)
		g_assert_cmpstr(
		    domain_organizational(domains[i].domain), ==, domains[i].organization);
	g_assert_true(domain_aligned("Mail.Example.ORG", "example.org"));
	g_assert_false(domain_aligned("a.co.uk", "b.co.uk"));
	g_assert_false(domain_aligned("", ""));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/subject/prefixes come off one by one", test_subject);
	g_test_add_func("/subject/what is passed on is no answer", test_replies);
	g_test_add_func("/domain/the last two labels, or three", test_domains);
	return g_test_run();
}

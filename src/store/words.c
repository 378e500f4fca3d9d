/* Words instead of numbers, so that a person who opens the database can read it. */
#include "store/words.h"

static const char *const readables[] = {
    [READ_TEXT] = "text",
    [READ_EMPTY] = "empty",
    [READ_ATTACHMENT] = "attachment",
    [READ_ENCRYPTED] = "encrypted",
    [READ_PARTIAL] = "partial",
    [READ_HELD] = "held",
};

enum arrival_rule arrival_rule_from_word(const char *word)
{
	for (int rule = ARRIVAL_TRUSTED; rule <= ARRIVAL_DELIVERY; rule++)
		if (g_strcmp0(word, arrival_rule_name(rule)) == 0)
			return rule;
	return ARRIVAL_TRUSTED;
}

enum letter_state letter_state_from_word(const char *word)
{
	for (int state = LETTER_QUEUED; state <= LETTER_HELD; state++)
		if (g_strcmp0(word, letter_state_name(state)) == 0)
			return state;
	return LETTER_QUEUED;
}

enum readable readable_from_word(const char *word)
{
	for (size_t i = 0; i < G_N_ELEMENTS(readables); i++)
		if (g_strcmp0(word, readables[i]) == 0)
			return (enum readable)i;
	return READ_TEXT;
}

enum story_state state_from_word(const char *word)
{
	enum story_state state = STATE_RECEIVED;

	if (word != NULL)
		state_from_name(word, &state);
	return state;
}

enum coming coming_from_word(const char *word)
{
	for (int coming = COMING_UNKNOWN; coming <= COMING_IN_WORDS; coming++)
		if (g_strcmp0(word, coming_name(coming)) == 0)
			return coming;
	return COMING_UNKNOWN;
}

const char *readable_word(enum readable readable)
{
	return readables[readable];
}

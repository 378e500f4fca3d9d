#ifndef STORE_WORDS_H
#define STORE_WORDS_H

#include "rule/record.h"

/* Enums as words in the database and back; an unknown word reads as the first of its kind. */
enum arrival_rule arrival_rule_from_word(const char *word);
enum letter_state letter_state_from_word(const char *word);
enum readable readable_from_word(const char *word);
enum story_state state_from_word(const char *word);
enum coming coming_from_word(const char *word);
const char *readable_word(enum readable readable);

#endif

#ifndef LETTER_DIGEST_FACT_H
#define LETTER_DIGEST_FACT_H

#include "letter/digest.h"
#include "rule/order.h"

/* How the parts of the digest write their facts. Every name is always set (template_check). */

enum {
	DIGEST_FULL = 40,   /* new stories told in full */
	DIGEST_ROWS = 60,   /* rows of any other list: a mail above 100 KB is clipped by Gmail */
	DIGEST_COLUMNS = 60 /* of the plain part */
};

/* Cleans TEXT (NULL is "") as one line without our tokens, at most MAX characters with "…". */
char *fact_line(const char *text, size_t max);

/* The same for a line of its own in the plain part: folded to its columns. HTML takes the line ends
 * for spaces. */
char *fact_heading(const char *text, size_t max);

/* The first lines of TEXT (NULL is "") with something on them, without our tokens: four lines or
 * 280 characters, and " …" if there was more; new. */
char *fact_excerpt(const char *text);

/* Sets NAME of FACTS to TEXT, which was cleaned; takes nothing. */
void fact_set(json_t *facts, const char *name, const char *text);
void fact_flag(json_t *facts, const char *name, bool value);

/* Sets NAME and the flag "has_NAME". */
void fact_maybe(json_t *facts, const char *name, const char *text);

/* Sets NAME to at most DIGEST_ROWS of LIST's elements, "has_NAME", and "NAME_rest" to what was left
 * out in words ("" if nothing); takes LIST. */
void fact_list(json_t *facts, const char *name, json_t *list, size_t all);

/* The command ORDER NUMBER with a mailto: URL when DIGEST's reply address carries the token. */
void fact_command(json_t *facts, const struct digest *digest, enum order order, int64_t number);

/* Adds to ACTIONS the command ORDER NUMBER and what it DOES, "lets it count as on time". */
void fact_action(json_t *actions, const struct digest *digest, enum order order, int64_t number,
    const char *does);

bool story_is_new(const struct digest *digest, const struct story *story);
bool story_is_revised(const struct digest *digest, const struct story *story);
bool story_is_unanswered(const struct story *story);

/* The parts; each adds its lists to FACTS. */
void digest_stories(const struct digest *digest, json_t *facts);
void digest_notes(const struct digest *digest, json_t *facts);
void digest_sessions(const struct digest *digest, json_t *facts);
void digest_waiting(const struct digest *digest, json_t *facts);
void digest_account(const struct digest *digest, json_t *facts);

#endif

#ifndef STORE_INSIDE_H
#define STORE_INSIDE_H

#include "store/db.h"
#include "store/spool.h"
#include "store/store.h"

/* What the files of the store room share. */
struct store {
	struct db *db;
	struct spool *spool;
	GArray *touched; /* of int64_t: mails whose files in held/ may be out of date */
};

/*
 * What a token is looked up by, new. How much of two hashes is alike tells nothing about how much
 * of a guess is right, so that no comparison has to take the same time for all (RULES CT-10).
 */
char *token_hash(const char *token);

/* Gives their hash to the stories of a database that had none. */
bool story_hash_tokens(struct store *store, GError **error);

/* Makes the files of spool/held/ agree with the table, for the mails that were touched. */
void held_follow(struct store *store);

/* The same for every mail, after a crash. */
bool held_follow_all(struct store *store, GError **error);

/*
 * When a copy that store_backup() made is opened as the database: all mail that it does not know is
 * a pile, and the letters that waited in it are held, for they may have left since (F-35).
 */
bool pile_after_restore(struct store *store, GError **error);

#endif

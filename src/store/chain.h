#ifndef STORE_CHAIN_H
#define STORE_CHAIN_H

#include "store/db.h"
#include "store/store.h"

/* Links of the chain of receipts, written together with what they prove. */

/* Links what is stored of REVISION to the chain and sets its proof. */
bool chain_add(struct store *store, struct revision *revision, GError **error);

/* The same, unless its last link says the same receipt time and verdict. */
bool chain_follow(struct store *store, struct revision *revision, GError **error);

/* Takes the next two columns, a link and its entry: the code that a receipt shows, or NULL. */
char *read_code(struct row *row);

#endif

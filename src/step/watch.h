#ifndef STEP_WATCH_H
#define STEP_WATCH_H

#include "rule/pile.h"
#include "source/source.h"
#include "store/store.h"

/* The mass-event guard of one pass over one inbox (P-17): which of its mails are a pile. */
struct watch {
	struct store *store;
	const struct inbox *inbox;
	uint32_t uidvalidity; /* that we knew when the pass began, 0: none or a Maildir */
	struct poll poll;
	struct pile *pile; /* owned; NULL as long as nothing is suspicious */
};

/* Also takes up a pile that the last pass left unfinished. */
bool watch_begin(struct watch *watch, struct store *store, const struct inbox *inbox, int64_t now,
    GError **error);

/* An unknown mail will come that arrived at ARRIVED. */
void watch_coming(struct watch *watch, int64_t arrived);

/* Marks those of RAWS that are of a pile; inside the transaction that keeps them with CURSOR. */
bool watch_batch(struct watch *watch, GPtrArray *raws, const struct cursor *cursor, GError **error);

/* The pass reached its end. */
bool watch_end(struct watch *watch, GError **error);

void watch_clear(struct watch *watch);

#endif

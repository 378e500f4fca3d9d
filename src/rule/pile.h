#ifndef RULE_PILE_H
#define RULE_PILE_H

#include <stdbool.h>
#include <stdint.h>

/*
 * The mass-event guard (P-17). A mailbox that was restored, renumbered or never
 * read before hands over many old mails at once: to answer them might be to
 * answer them again. Such a pile is stored and read like any mail, but nobody
 * is answered until a person says so. Pure.
 */
struct poll {
	int64_t now;     /* our clock when the pass began, UTC seconds */
	int64_t last;    /* the same of the last pass that reached its end; 0: there was none */
	bool renumbered; /* UIDVALIDITY is not the one we knew */
	unsigned old;    /* unknown mails met so far that arrived before pile_horizon() */
	bool unset;      /* our clock was never set: NOW tells nothing (F-29) */
};

/*
 * Mail that arrived before this was there at the last pass, and should have been known. The clocks
 * of a server and ours may differ by an hour, so that a rush of new mail is never taken for old.
 */
int64_t pile_horizon(const struct poll *poll);

/* Why this pass meets a pile, in words for the operator; NULL if it does not. Static. */
const char *pile_suspicion(const struct poll *poll);

#endif

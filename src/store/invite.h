#ifndef STORE_INVITE_H
#define STORE_INVITE_H

#include "store/db.h"

/* A row of INVITE_COLUMNS as a struct invite. */
void *read_invite(struct row *row);

#endif

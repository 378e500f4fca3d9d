#ifndef STORE_STORY_H
#define STORE_STORY_H

#include "store/inside.h"

/* Reads the columns of a story and its version of record, as every statement about stories returns
 * them. */
void *read_story(struct row *row);

#endif

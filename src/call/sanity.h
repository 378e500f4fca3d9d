#ifndef CALL_SANITY_H
#define CALL_SANITY_H

#include "call/reader.h"

/*
 * What each option for itself allows, and all together cannot work: noted as findings. What works
 * and is probably not meant becomes a warning, which only "check" tells.
 */
void sanity_check(struct reader *reader, const struct config *config);

#endif

#ifndef STORE_MASK_BASE64_H
#define STORE_MASK_BASE64_H

#include "store/mask.h"

/*
 * Masks PERSONA inside whatever is base64 in a mail: whole lines of it, and the encoded words of a
 * header. Every octet keeps its place. Whether anything was masked.
 */
bool mask_base64(char *octets, gsize length, const struct persona *persona);

#endif

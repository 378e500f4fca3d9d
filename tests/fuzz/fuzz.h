#ifndef FUZZ_FUZZ_H
#define FUZZ_FUZZ_H

#include "mail/parse.h"

#include <stdint.h>

/* What the harnesses share. libFuzzer brings its own main(). */
int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Reads BEFORE, then SIZE octets of DATA, then AFTER as one mail, and checks what must hold for
 * any. */
void fuzz_mail(const char *before, const uint8_t *data, size_t size, const char *after);

#endif

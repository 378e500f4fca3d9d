#ifndef STORE_SCHEMA_H
#define STORE_SCHEMA_H

/* "CALL", so that file(1) and a careful program know whose database this is. */
enum { SCHEMA_APPLICATION = 0x43414c4c };

/* Step N (from 0) makes version N + 1 out of N; NULL ends them. */
extern const char *const schema_steps[];

/* Step 0, in a file of its own. */
extern const char schema_first[];

/* The version that this program reads and writes. */
int schema_version(void);

#endif

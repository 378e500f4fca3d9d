#ifndef CMD_TABLE_H
#define CMD_TABLE_H

#include "base/auto.h"

#include <stdbool.h>

/* Columns for a person: as wide as their widest cell, the last one cut at the terminal's edge. */
struct table;

/* TITLES: column heads, NULL-terminated. */
struct table *table_new(const char *const *titles);
void table_free(struct table *table);
DEFINE_AUTO(table)

/* One row, as many cells as titles; NULL is an empty cell. Cells are cleaned for the terminal here.
 */
void table_row(struct table *table, ...);

/* Heads in bold on a terminal (never with NO_COLOR); nothing but WHEN_EMPTY without rows. */
void table_print(const struct table *table, const char *when_empty);

#endif

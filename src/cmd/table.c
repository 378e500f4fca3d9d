/* Tables on a terminal or in a pipe. */
#include "cmd/table.h"

#include "base/clean.h"
#include "base/width.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { GAP = 2 };

struct table {
	unsigned columns;
	GPtrArray *rows; /* of GStrv; the first holds the titles */
};

struct table *table_new(const char *const *titles)
{
	struct table *table = g_new0(struct table, 1);

	table->columns = g_strv_length((char **)(uintptr_t)titles);
	table->rows = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
	g_ptr_array_add(table->rows, g_strdupv((char **)(uintptr_t)titles));
	return table;
}

void table_free(struct table *table)
{
	g_ptr_array_unref(table->rows);
	g_free(table);
}

void table_row(struct table *table, ...)
{
	char **row = g_new0(char *, table->columns + 1);
	va_list cells;

	va_start(cells, table);
	for (unsigned i = 0; i < table->columns; i++) {
		const char *cell = va_arg(cells, const char *);
		g_autofree char *line = clean_line(cell == NULL ? "" : cell, -1, 0);
		row[i] = clean_terminal(line);
	}
	va_end(cells);
	g_ptr_array_add(table->rows, row);
}

static unsigned screen_columns(void)
{
	struct winsize size;

	if (isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 &&
	    size.ws_col > 0)
		return size.ws_col;
	return UINT_MAX;
}

static bool is_coloured(void)
{
	const char *no = getenv("NO_COLOR");

	return isatty(STDOUT_FILENO) && (no == NULL || *no == '\0');
}

static unsigned column_width(const struct table *table, unsigned column)
{
	unsigned widest = 0;

	for (guint i = 0; i < table->rows->len; i++)
		widest =
		    MAX(widest, width_of(((char **)g_ptr_array_index(table->rows, i))[column]));
	return widest;
}

static void print_row(char **row, unsigned columns, const unsigned *widths, unsigned screen)
{
	unsigned used = 0;

	for (unsigned c = 0; c + 1 < columns; c++) {
		printf("%s%*s", row[c], (int)(widths[c] - width_of(row[c]) + GAP), "");
		used += widths[c] + GAP;
	}
	const char *last = row[columns - 1];
	printf("%.*s\n",
	    used < screen ? (int)width_fitting(last, screen - used) : (int)strlen(last), last);
}

void table_print(const struct table *table, const char *when_empty)
{
	g_autofree unsigned *widths = g_new0(unsigned, table->columns);
	bool colour = is_coloured();
	unsigned screen = screen_columns();

	if (table->rows->len == 1) {
		puts(when_empty);
		return;
	}
	for (unsigned c = 0; c < table->columns; c++)
		widths[c] = column_width(table, c);
	for (guint i = 0; i < table->rows->len; i++) {
		fputs(colour && i == 0 ? "\x1b[1m" : "", stdout);
		print_row(g_ptr_array_index(table->rows, i), table->columns, widths, screen);
		fputs(colour && i == 0 ? "\x1b[0m" : "", stdout);
	}
}

/* Writing ustar: a block of text fields before each file, and files padded to whole blocks. */
#include "cmd/tar.h"

#include <glib.h>
#include <string.h>

enum { BLOCK = 512 };

struct header {
	char name[100], mode[8], uid[8], gid[8], size[12], mtime[12], sum[8], type, link[100];
	char magic[6], version[2], user[32], group[32], major[8], minor[8], prefix[155], pad[12];
};
G_STATIC_ASSERT(sizeof(struct header) == BLOCK);

static const char zeros[BLOCK];

static unsigned sum_of(const struct header *header)
{
	const unsigned char *octet = (const unsigned char *)header;
	unsigned sum = 0;

	for (size_t i = 0; i < BLOCK; i++)
		sum += octet[i];
	return sum;
}

static struct header header_of(const char *name, size_t length, int64_t when)
{
	struct header h = {.mode = "0000600", .uid = "0000000", .gid = "0000000", .type = '0'};

	g_strlcpy(h.name, name, sizeof(h.name));
	g_snprintf(h.size, sizeof(h.size), "%011" G_GINT64_MODIFIER "o", (guint64)length);
	g_snprintf(h.mtime, sizeof(h.mtime), "%011" G_GINT64_MODIFIER "o",
	    (guint64)CLAMP(when, 0, G_MAXINT32));
	memcpy(h.magic, "ustar", sizeof(h.magic));
	memcpy(h.version, "00", sizeof(h.version));
	/* The sum is taken with its own field full of spaces. */
	memset(h.sum, ' ', sizeof(h.sum));
	g_snprintf(h.sum, sizeof(h.sum), "%06o", sum_of(&h));
	return h;
}

void tar_add(FILE *out, const char *name, const void *octets, size_t length, int64_t when)
{
	struct header header = header_of(name, length, when);

	fwrite(&header, BLOCK, 1, out);
	fwrite(octets, 1, length, out);
	fwrite(zeros, 1, (BLOCK - length % BLOCK) % BLOCK, out);
}

void tar_end(FILE *out)
{
	fwrite(zeros, 1, BLOCK, out);
	fwrite(zeros, 1, BLOCK, out);
}

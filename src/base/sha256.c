/* A thin wrapper: pieces of a few octets are gathered, because each call into the library costs as
 * much as hashing a hundred octets. */
#include "base/sha256.h"

#include <glib.h>
#include <gnutls/crypto.h>
#include <string.h>

enum { OCTETS = 32, GATHER = 4096 };

struct sha256 {
	gnutls_hash_hd_t handle;
	size_t used;
	char gathered[GATHER];
};

struct sha256 *sha256_new(void)
{
	struct sha256 *sum = g_new(struct sha256, 1);

	sum->used = 0;
	if (gnutls_hash_init(&sum->handle, GNUTLS_DIG_SHA256) != 0)
		g_error("GnuTLS has no SHA-256");
	return sum;
}

static void flush(struct sha256 *sum)
{
	gnutls_hash(sum->handle, sum->gathered, sum->used);
	sum->used = 0;
}

void sha256_add(struct sha256 *sum, const void *bytes, size_t length)
{
	if (length == 0)
		return;
	if (length > GATHER - sum->used)
		flush(sum);
	if (length > GATHER) {
		gnutls_hash(sum->handle, bytes, length);
		return;
	}
	memcpy(sum->gathered + sum->used, bytes, length);
	sum->used += length;
}

char *sha256_end(struct sha256 *sum)
{
	static const char digits[] = "0123456789abcdef";
	unsigned char octets[OCTETS];
	char *hex = g_malloc(2 * OCTETS + 1);

	flush(sum);
	gnutls_hash_deinit(sum->handle, octets);
	g_free(sum);
	for (size_t i = 0; i < OCTETS; i++) {
		hex[2 * i] = digits[octets[i] >> 4];
		hex[2 * i + 1] = digits[octets[i] & 15];
	}
	hex[2 * OCTETS] = '\0';
	return hex;
}

char *sha256_of(const void *bytes, size_t length)
{
	struct sha256 *sum = sha256_new();

	sha256_add(sum, bytes, length);
	return sha256_end(sum);
}

/* Any octets as a configuration: a struct or findings. */
#define _GNU_SOURCE /* memfd_create */

#include "call/call.h"
#include "fuzz.h"

#include <glib.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int fd = memfd_create("config", MFD_CLOEXEC);
	g_autofree char *path = g_strdup_printf("/proc/self/fd/%d", fd);
	g_autoptr(GError) error = NULL;
	g_assert_cmpint(write(fd, data, size), ==, (gssize)size);
	struct config *config = config_load(path, &error);
	g_assert_true((config == NULL) == (error != NULL));
	g_clear_pointer(&config, config_free);
	close(fd);
	return 0;
}

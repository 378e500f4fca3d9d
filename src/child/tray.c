/* See the header. The memory is a file without a name: what is not written takes no room. */
#define _GNU_SOURCE /* memfd_create, fallocate */
#include "child/tray.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>

/* Where the parts begin. */
enum {
	KEPT = 1 << 20,
	ANSWERS_AT = TRAY_MAIL_MAX + (64 << 10),
	TRAY_SIZE = ANSWERS_AT + TRAY_ANSWERS_MAX
};

int tray_new(void)
{
	int tray = memfd_create("callbox-mails", MFD_CLOEXEC);

	if (tray >= 0 && ftruncate(tray, TRAY_SIZE) != 0) {
		close(tray);
		return -1;
	}
	return tray;
}

bool tray_put(int tray, GBytes *const *mails, unsigned count)
{
	static const uint32_t none = 0;
	struct tray_head head = {.count = count};
	struct iovec parts[1 + TRAY_MAILS] = {{&head, sizeof head}};
	size_t total = sizeof head;

	for (unsigned i = 0; i < count; i++) {
		gsize length;
		void *octets = (void *)g_bytes_get_data(mails[i], &length);
		head.length[i] = (uint32_t)length;
		parts[1 + i] = (struct iovec){octets, length};
		total += length;
	}
	errno = ENOMEM; /* for what was written in part */
	return pwrite(tray, &none, sizeof none, ANSWERS_AT) == sizeof none &&
	       pwritev(tray, parts, 1 + (int)count, 0) == (ssize_t)total;
}

unsigned tray_count(int tray, unsigned asked)
{
	uint32_t count;

	return pread(tray, &count, sizeof count, ANSWERS_AT) == sizeof count ? MIN(count, asked)
									     : 0;
}

/* How many of the answers of HEAD can be there, and how many octets they have. */
static unsigned believable(const struct tray_head *head, unsigned asked, size_t *octets)
{
	unsigned count = 0;

	for (*octets = 0; count < MIN(head->count, asked); count++) {
		if (head->length[count] > TRAY_ANSWERS_MAX - sizeof *head - *octets)
			break;
		*octets += head->length[count];
	}
	return count;
}

unsigned tray_take(int tray, unsigned asked, GBytes **answers)
{
	struct tray_head head;
	size_t octets, at = 0;

	if (pread(tray, &head, sizeof head, ANSWERS_AT) != sizeof head)
		return 0;
	unsigned count = believable(&head, asked, &octets);
	g_autoptr(GBytes) all = g_bytes_new_take(g_malloc(octets + 1), octets);
	if (pread(tray, (void *)g_bytes_get_data(all, NULL), octets, ANSWERS_AT + sizeof head) !=
	    (ssize_t)octets)
		return 0;
	for (unsigned i = 0; i < count; i++) {
		answers[i] = g_bytes_new_from_bytes(all, at, head.length[i]);
		at += head.length[i];
	}
	fallocate(tray, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, KEPT, ANSWERS_AT - KEPT);
	return count;
}

bool tray_map(struct tray *tray, int descriptor)
{
	void *mails = mmap(NULL, ANSWERS_AT, PROT_READ, MAP_SHARED, descriptor, 0);
	void *answers = mmap(
	    NULL, TRAY_ANSWERS_MAX, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, ANSWERS_AT);

	close(descriptor);
	*tray = (struct tray){mails, answers};
	return mails != MAP_FAILED && answers != MAP_FAILED;
}

/* Lays ANSWER behind the USED octets of those before it. */
static bool lay(struct tray_head *answers, GBytes *answer, size_t *used)
{
	gsize length;
	const void *octets = g_bytes_get_data(answer, &length);

	if (length > TRAY_ANSWERS_MAX - sizeof *answers - *used)
		return false;
	memcpy((char *)(answers + 1) + *used, octets, length);
	*used += length;
	answers->length[answers->count] = (uint32_t)length;
	__atomic_store_n(&answers->count, answers->count + 1, __ATOMIC_RELEASE);
	return true;
}

bool tray_answer(const struct tray *tray, tray_read *read, void *data)
{
	const unsigned char *mail = (const unsigned char *)(tray->mails + 1);
	size_t used = 0;

	for (unsigned i = 0; i < tray->mails->count; i++) {
		g_autoptr(GBytes) answer = read(data, mail, tray->mails->length[i]);
		if (!lay(tray->answers, answer, &used))
			return i > 0;
		mail += tray->mails->length[i];
	}
	return true;
}

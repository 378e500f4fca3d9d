/*
 * Ways out of the sandbox, tried by a reader that a mail has taken over. This
 * program is its own child: a mail "N" tries way N. PROVES B-20 F-37
 */
#include "base/error.h"
#include "child/child.h"
#include "mail/parse.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* What there is in place of a way out. */
enum end { DEATH, NO_SUCH_FILE, NO_SUCH_DESCRIPTOR };

static const char path[] = "/etc/hosts";
static char octets[256];

#define TEXT(pointer) (long)(intptr_t)(pointer)

static const struct {
	const char *name;
	enum end end;
	long call, arguments[6];
} ways[] = {
    {"read a file", NO_SUCH_FILE, SYS_openat, {AT_FDCWD, TEXT(path), O_RDONLY}},
    {"write a file", NO_SUCH_FILE, SYS_openat, {AT_FDCWD, TEXT("x"), O_CREAT | O_WRONLY, 0600}},
    {"see whether a file is there", NO_SUCH_FILE, SYS_newfstatat,
	{AT_FDCWD, TEXT(path), TEXT(octets)}},
#ifndef SANITIZED /* whose reports go there */
    {"speak to the log", NO_SUCH_DESCRIPTOR, SYS_write, {STDERR_FILENO, TEXT("fake\n"), 5}},
    {"write into another descriptor", NO_SUCH_DESCRIPTOR, SYS_write, {3, TEXT("fake\n"), 5}},
#endif
    {"read another descriptor", DEATH, SYS_read, {STDERR_FILENO, TEXT(octets), 1}},
    {"reach the network", DEATH, SYS_socket, {2, 1, 0}},
    {"pass a descriptor", DEATH, SYS_sendmsg, {STDOUT_FILENO, TEXT(octets), 0}},
    {"take a descriptor", DEATH, SYS_recvmsg, {STDIN_FILENO, TEXT(octets), 0}},
    {"start a program", DEATH, SYS_execve, {TEXT("/bin/true"), 0, 0}},
    {"start a program by a descriptor", DEATH, SYS_execveat,
	{AT_FDCWD, TEXT("/bin/true"), 0, 0, 0}},
    {"become two", DEATH, SYS_clone, {17, 0, 0, 0, 0}},
    {"become two, the new way", DEATH, SYS_clone3, {TEXT(octets), 88}},
    {"kill", DEATH, SYS_kill, {1, 0}},
    {"look into another process", DEATH, SYS_ptrace, {16, 1, 0, 0}},
    {"read another's memory", DEATH, SYS_process_vm_readv,
	{1, TEXT(octets), 1, TEXT(octets), 1, 0}},
    {"write another's memory", DEATH, SYS_process_vm_writev,
	{1, TEXT(octets), 1, TEXT(octets), 1, 0}},
    {"map code", DEATH, SYS_mmap,
	{0, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0}},
    {"make data code", DEATH, SYS_mprotect, {0, 4096, PROT_READ | PROT_EXEC}},
    {"make a file in memory", DEATH, SYS_memfd_create, {TEXT("x"), 0}},
    {"ask the kernel by a ring", DEATH, SYS_io_uring_setup, {1, TEXT(octets)}},
    {"enter a namespace of its own", DEATH, SYS_unshare, {0x10000000}},
    {"mount", DEATH, SYS_mount, {TEXT("x"), TEXT("/"), TEXT("tmpfs"), 0, 0}},
    {"change its own limits", DEATH, SYS_prlimit64, {0, 7, TEXT(octets), 0}},
    {"change what it is", DEATH, SYS_prctl, {4, 1, 0, 0, 0}},
    {"load a program into the kernel", DEATH, SYS_bpf, {0, TEXT(octets), 0}},
    {"remove a file", DEATH, SYS_unlinkat, {AT_FDCWD, TEXT(path), 0}},
    {"rename a file", DEATH, SYS_renameat2, {AT_FDCWD, TEXT(path), AT_FDCWD, TEXT("x"), 0}},
    {"make a link", DEATH, SYS_symlinkat, {TEXT(path), AT_FDCWD, TEXT("x")}},
    {"send to itself by another terminal", DEATH, SYS_ioctl, {STDIN_FILENO, 0x5412, TEXT("x")}},
    {"open with rules of its own", DEATH, SYS_openat2, {AT_FDCWD, TEXT(path), TEXT(octets), 24}},
    {"open by a handle", DEATH, SYS_open_by_handle_at, {AT_FDCWD, TEXT(octets), 0}},
};

/* A mail whose subject says what happened. */
static struct message *try(const unsigned char *bytes, size_t length)
{
	static const char *const words[] = {"it worked", "no such file", "no such descriptor"};
	unsigned long n = strtoul((const char *)bytes, NULL, 10) % G_N_ELEMENTS(ways);
	const long *a = ways[n].arguments;
	long done = syscall(ways[n].call, a[0], a[1], a[2], a[3], a[4], a[5]);
	int what = done >= 0 ? 0 : errno == ENOENT ? 1 : errno == EBADF ? 2 : 0;
	struct message *message = message_new();

	g_free(message->subject);
	message->subject = g_strdup(words[what]);
	return message;
}

static void test_ways_out(void)
{
	static const char *const ends[] = {
	    "a forbidden system call", "no such file", "no such descriptor"};
	AUTO(child) *child = child_new(1);

	for (gsize i = 0; i < G_N_ELEMENTS(ways); i++) {
		g_autofree char *mail = g_strdup_printf("%zu", i);
		g_autoptr(GBytes) bytes = g_bytes_new(mail, strlen(mail) + 1);
		g_autoptr(GError) error = NULL;
		AUTO(message) *message = child_parse(child, bytes, &error);
		const char *said = message != NULL ? message->subject : error->message;
		g_test_message("%s: %s", ways[i].name, said);
		g_assert_nonnull(strstr(said, ends[ways[i].end]));
	}
}

int main(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], "--parse-child") == 0)
		return child_main(try);
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/sandbox/no way leads out", test_ways_out);
	return g_test_run();
}

/*
 * The child's side. It loads all it will ever need, takes its limits, closes
 * the door behind itself with a filter of system calls, and then answers mail
 * after mail. A call that asks for a path gets "no such file" instead of
 * death: iconv and libical look for files now and then and do without them
 * (LIBRARIES, "libseccomp and the parse child").
 */
#include "child/sandbox.h"

#include "child/child.h"
#include "child/process.h"
#include "child/tray.h"
#include "mail/parse.h"

#include <errno.h>
#include <jansson.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sysexits.h>
#include <unistd.h>

enum { MEMORY_MAX = 256 * 1024 * 1024, STACK_MAX = 8 * 1024 * 1024, FILES_MAX = 4 };

/* A sanitizer's report goes to standard error. */
#ifdef SANITIZED
#define ELSEWHERE SCMP_ACT_ALLOW
#else
#define ELSEWHERE SCMP_ACT_ERRNO(EBADF)
#endif

/* What this process is for. */
struct service {
	child_reader *read;
};

static bool limit(int resource, rlim_t most)
{
	struct rlimit now;
	if (getrlimit(resource, &now) != 0)
		return false;
	rlim_t value = MIN(most, now.rlim_max);
	return setrlimit(resource, &(struct rlimit){value, value}) == 0;
}

/* AddressSanitizer reserves terabytes of address space; its builds have a limit in child.c. */
static bool limit_memory(void)
{
#ifdef SANITIZED
	return true;
#else
	return limit(RLIMIT_AS, MEMORY_MAX);
#endif
}

static bool set_limits(void)
{
	return limit_memory() && limit(RLIMIT_STACK, STACK_MAX) && limit(RLIMIT_FSIZE, 0) &&
	       limit(RLIMIT_NPROC, 0) && limit(RLIMIT_CORE, 0) && limit(RLIMIT_NOFILE, FILES_MAX) &&
	       prctl(PR_SET_DUMPABLE, 0) == 0;
}

/*
 * A second lock on what the filter forbids: every right of the first version of Landlock is
 * handled, and no rule gives one back.
 */
bool sandbox_lock_files(void)
{
	struct landlock_ruleset_attr all = {
	    .handled_access_fs = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1};
	int rules = (int)syscall(SYS_landlock_create_ruleset, &all, sizeof(all), 0);

	if (rules < 0)
		return false;
	bool locked = prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
		      syscall(SYS_landlock_restrict_self, rules, 0) == 0;
	close(rules);
	return locked;
}

static const int allowed[] = {
    SCMP_SYS(exit), SCMP_SYS(exit_group), SCMP_SYS(brk), SCMP_SYS(munmap), SCMP_SYS(mremap),
    SCMP_SYS(madvise), SCMP_SYS(clock_gettime), SCMP_SYS(getrandom), SCMP_SYS(futex),
    SCMP_SYS(rt_sigreturn), SCMP_SYS(fstat),
#ifdef SANITIZED
    SCMP_SYS(sigaltstack), /* AddressSanitizer asks for it before every _exit() */
#endif
};

static const int pathless[] = {SCMP_SYS(open), SCMP_SYS(openat), SCMP_SYS(access),
    SCMP_SYS(faccessat), SCMP_SYS(faccessat2), SCMP_SYS(stat), SCMP_SYS(lstat),
    SCMP_SYS(newfstatat), SCMP_SYS(readlink)};

/* The socket is all that is read and written: what libraries say to standard error before they
 * give up would otherwise be a way into the log. Memory is for data. */
static bool allow_with_care(scmp_filter_ctx filter)
{
	const struct scmp_arg_cmp socket_in = SCMP_A0(SCMP_CMP_EQ, STDIN_FILENO);
	const struct scmp_arg_cmp socket_out = SCMP_A0(SCMP_CMP_EQ, STDOUT_FILENO);
	const struct scmp_arg_cmp elsewhere = SCMP_A0(SCMP_CMP_NE, STDOUT_FILENO);
	const struct scmp_arg_cmp no_code = SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);

	return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(read), 1, socket_in) == 0 &&
	       seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(write), 1, socket_out) == 0 &&
	       seccomp_rule_add(filter, ELSEWHERE, SCMP_SYS(write), 1, elsewhere) == 0 &&
	       seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1, no_code) == 0;
}

static bool load_filter(void)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
	if (!filter)
		return false;
	bool good = allow_with_care(filter);
	for (size_t i = 0; i < G_N_ELEMENTS(allowed); i++)
		good &= seccomp_rule_add(filter, SCMP_ACT_ALLOW, allowed[i], 0) == 0;
	for (size_t i = 0; i < G_N_ELEMENTS(pathless); i++)
		good &= seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOENT), pathless[i], 0) == 0;
	good = good && seccomp_load(filter) == 0;
	seccomp_release(filter);
	return good;
}

static bool await_turn(void)
{
	char turn;
	ssize_t got;

	do
		got = read(STDIN_FILENO, &turn, sizeof turn);
	while (got < 0 && errno == EINTR);
	return got > 0;
}

static bool give_turn(void)
{
	static const char turn = 0;
	ssize_t put;

	do
		put = write(STDOUT_FILENO, &turn, sizeof turn);
	while (put < 0 && errno == EINTR);
	return put > 0;
}

static GBytes *answer(void *data, const unsigned char *mail, size_t length)
{
	const struct service *service = data;
	AUTO(message) *message = service->read(mail, length);

	return message_pack(message);
}

int child_main(child_reader *read)
{
	struct service service = {read};
	struct tray tray;

	if (!tray_map(&tray, TRAY_DESCRIPTOR))
		return EX_OSERR;
	parse_warm_up();
	/* jansson would seed its hash from a file at the first object, behind the filter. */
	json_object_seed(0);
	sandbox_lock_files();
	if (!set_limits() || !load_filter())
		return EX_OSERR;
	while (await_turn())
		if (!tray_answer(&tray, answer, &service) || !give_turn())
			_exit(EX_PROTOCOL);
	/* What libraries do at the end of a process may be forbidden here. */
	_exit(EX_OK);
}

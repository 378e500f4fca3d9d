/*
 * What the preloaded libraries of this folder share: counting calls, and what
 * happens at the one that was chosen. The environment chooses:
 *
 *   FAULT_ROLE   only in processes of this name (prctl(PR_SET_NAME)); unset: in all
 *   FAULT_CALL   count only calls of these names, with commas between; unset: all that the library
 * wraps FAULT_AT     the number of the call, from 1; counted in each process from its fork
 *   FAULT_LAST   with it, every call from FAULT_AT to this one
 *   FAULT_ODDS   instead of a number: one call in so many, by chance
 *   FAULT_ERROR  the call fails with this errno; unset: the process is killed before the call
 *   FAULT_DELAY  the call happens, so many microseconds later, and nothing else
 *   FAULT_ONCE   the fault happens in one process only, which makes this file
 *   FAULT_LOG    each fault appends "ROLE CALL NUMBER" to this file
 *
 * Only calls through the dynamic symbol table are seen; those inside the C
 * library (stdio, say) are not.
 */
#ifndef FAULT_INJECT_H
#define FAULT_INJECT_H

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static struct {
	const char *role, *call, *once, *log;
	unsigned long at, last, odds, count;
	unsigned seed;
	int error;
	long delay;
	bool ready;
} plan;

static unsigned long number_of(const char *name)
{
	const char *value = getenv(name);

	return value == NULL ? 0 : strtoul(value, NULL, 10);
}

static void count_from_here(void)
{
	plan.count = 0;
	plan.seed = (unsigned)getpid();
}

static void read_plan(void)
{
	plan.ready = true;
	plan.role = getenv("FAULT_ROLE");
	plan.call = getenv("FAULT_CALL");
	plan.once = getenv("FAULT_ONCE");
	plan.log = getenv("FAULT_LOG");
	plan.at = number_of("FAULT_AT");
	plan.last = number_of("FAULT_LAST");
	plan.odds = number_of("FAULT_ODDS");
	plan.error = (int)number_of("FAULT_ERROR");
	plan.delay = (long)number_of("FAULT_DELAY");
	count_from_here();
	pthread_atfork(NULL, NULL, count_from_here);
}

static bool is_listed(const char *call)
{
	size_t length = strlen(call);

	for (const char *p = plan.call; p != NULL && (p = strstr(p, call)) != NULL; p += length)
		if ((p == plan.call || p[-1] == ',') && (p[length] == ',' || p[length] == '\0'))
			return true;
	return plan.call == NULL;
}

static bool is_ours(const char *call)
{
	char name[17] = "";

	if (!is_listed(call))
		return false;
	if (plan.role == NULL)
		return true;
	syscall(SYS_prctl, PR_GET_NAME, name, 0, 0, 0);
	return strcmp(plan.role, name) == 0;
}

static bool is_chosen(void)
{
	plan.count++;
	if (plan.odds > 0)
		return (unsigned long)rand_r(&plan.seed) % plan.odds == 0;
	return plan.count == plan.at || (plan.count > plan.at && plan.count <= plan.last);
}

static bool is_first(void)
{
	int flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC;
	int made =
	    plan.once == NULL ? -1 : (int)syscall(SYS_openat, AT_FDCWD, plan.once, flags, 0600);

	if (made >= 0)
		syscall(SYS_close, made);
	return plan.once == NULL || made >= 0;
}

/* Straight to the kernel, so that the log is no call that counts. */
static void note(const char *call)
{
	char line[96], name[17] = "";
	int log = plan.log == NULL ? -1
				   : (int)syscall(SYS_openat, AT_FDCWD, plan.log,
					 O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);

	if (log < 0)
		return;
	syscall(SYS_prctl, PR_GET_NAME, name, 0, 0, 0);
	int length = snprintf(line, sizeof(line), "%s %s %lu\n", name, call, plan.count);
	syscall(SYS_write, log, line, length);
	syscall(SYS_close, log);
}

static void pause_for(long microseconds)
{
	struct timespec wait = {microseconds / 1000000, microseconds % 1000000 * 1000};

	syscall(SYS_nanosleep, &wait, NULL);
}

/* To be asked before each call: true if it is to fail instead, with errno set. */
static bool fault(const char *call)
{
	if (!plan.ready)
		read_plan();
	if ((plan.at == 0 && plan.odds == 0) || !is_ours(call) || !is_chosen() || !is_first())
		return false;
	note(call);
	if (plan.delay > 0) {
		pause_for(plan.delay);
		return false;
	}
	if (plan.error == 0)
		syscall(SYS_kill, getpid(), SIGKILL);
	errno = plan.error;
	return true;
}

#endif

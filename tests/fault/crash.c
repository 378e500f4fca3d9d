/*
 * Preloaded: kills the process before the chosen system call, or lets the call
 * fail (FAULTS pieces C and S without ptrace). See inject.h for the environment.
 */
#include "inject.h"

#include <dlfcn.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>

/* NAME(PARAMETERS) as the C library has it, but for the fault. */
#define WRAP(type, name, parameters, arguments)                    \
	type name parameters                                       \
	{                                                          \
		static type(*real) parameters;                     \
		if (real == NULL)                                  \
			*(void **)&real = dlsym(RTLD_NEXT, #name); \
		return fault(#name) ? (type)-1 : real arguments;   \
	}

WRAP(ssize_t, write, (int fd, const void *from, size_t n), (fd, from, n))
WRAP(ssize_t, writev, (int fd, const struct iovec *from, int n), (fd, from, n))
WRAP(ssize_t, pwrite64, (int fd, const void *from, size_t n, off64_t at), (fd, from, n, at))
WRAP(ssize_t, pwrite, (int fd, const void *from, size_t n, off_t at), (fd, from, n, at))
WRAP(int, fsync, (int fd), (fd))
WRAP(int, fdatasync, (int fd), (fd))
WRAP(int, ftruncate64, (int fd, off64_t length), (fd, length))
WRAP(int, ftruncate, (int fd, off_t length), (fd, length))
WRAP(int, unlink, (const char *path), (path))
WRAP(int, unlinkat, (int folder, const char *path, int flags), (folder, path, flags))
WRAP(int, rename, (const char *from, const char *to), (from, to))
WRAP(int, renameat, (int a, const char *from, int b, const char *to), (a, from, b, to))
WRAP(int, mkdirat, (int folder, const char *path, mode_t mode), (folder, path, mode))
WRAP(int, fchmod, (int fd, mode_t mode), (fd, mode))
WRAP(int, socket, (int family, int type, int protocol), (family, type, protocol))
WRAP(int, connect, (int fd, const struct sockaddr *to, socklen_t n), (fd, to, n))
WRAP(ssize_t, send, (int fd, const void *from, size_t n, int flags), (fd, from, n, flags))
WRAP(ssize_t, sendto,
    (int fd, const void *from, size_t n, int flags, const struct sockaddr *to, socklen_t length),
    (fd, from, n, flags, to, length))
WRAP(ssize_t, sendmsg, (int fd, const struct msghdr *message, int flags), (fd, message, flags))
WRAP(ssize_t, recv, (int fd, void *into, size_t n, int flags), (fd, into, n, flags))
WRAP(ssize_t, recvfrom,
    (int fd, void *into, size_t n, int flags, struct sockaddr *from, socklen_t *length),
    (fd, into, n, flags, from, length))
WRAP(ssize_t, read, (int fd, void *into, size_t n), (fd, into, n))
WRAP(int, pipe2, (int ends[2], int flags), (ends, flags))
WRAP(int, socketpair, (int family, int type, int protocol, int ends[2]),
    (family, type, protocol, ends))
WRAP(int, poll, (struct pollfd * fds, nfds_t n, int timeout), (fds, n, timeout))
WRAP(pid_t, fork, (void), ())

/* A mode is there only for some flags, but reading one that is not there does no harm here. */
#define WRAP_OPEN(name, parameters, arguments)                     \
	int name parameters                                        \
	{                                                          \
		static int(*real) parameters;                      \
		va_list list;                                      \
		va_start(list, flags);                             \
		mode_t mode = va_arg(list, mode_t);                \
		va_end(list);                                      \
		if (real == NULL)                                  \
			*(void **)&real = dlsym(RTLD_NEXT, #name); \
		return fault(#name) ? -1 : real arguments;         \
	}

WRAP_OPEN(open, (const char *path, int flags, ...), (path, flags, mode))
WRAP_OPEN(open64, (const char *path, int flags, ...), (path, flags, mode))
WRAP_OPEN(openat, (int folder, const char *path, int flags, ...), (folder, path, flags, mode))
WRAP_OPEN(openat64, (int folder, const char *path, int flags, ...), (folder, path, flags, mode))

/*
 * From a host name to a connected descriptor, inside one total deadline: a
 * silent name server or a black hole must not hold a process (P-11, F-26).
 * getaddrinfo_a(3) is used because getaddrinfo(3) cannot be given a time limit.
 */
#define _GNU_SOURCE /* getaddrinfo_a */

#include "net/dial.h"

#include "base/clock.h"
#include "base/error.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

int dial_remaining(int64_t deadline)
{
	int64_t left = deadline - clock_monotonic_ms();

	return left > 0 ? (int)MIN(left, G_MAXINT) : 0;
}

/* A look-up in flight: libc's thread writes here, so an abandoned one is never freed. */
struct lookup {
	struct gaicb request;
	struct addrinfo hints;
	char *host, *port;
};

static void lookup_free(struct lookup *lookup)
{
	if (lookup->request.ar_result != NULL)
		freeaddrinfo(lookup->request.ar_result);
	g_free(lookup->host);
	g_free(lookup->port);
	g_free(lookup);
}

static struct lookup *lookup_new(const struct endpoint *at)
{
	struct lookup *lookup = g_new0(struct lookup, 1);

	lookup->host = g_strdup(at->host);
	lookup->port = g_strdup_printf("%u", at->port);
	lookup->hints.ai_socktype = SOCK_STREAM;
	lookup->request.ar_name = lookup->host;
	lookup->request.ar_service = lookup->port;
	lookup->request.ar_request = &lookup->hints;
	return lookup;
}

static void refuse(GError **error, const struct endpoint *at, const char *why, const char *remedy)
{
	bool colons = strchr(at->host, ':') != NULL;

	fail(error, EX_UNAVAILABLE, "cannot connect to %s%s%s:%u: %s; %s", colons ? "[" : "",
	    at->host, colons ? "]" : "", at->port, why, remedy);
}

/* Resolves AT before DEADLINE, or NULL. */
static struct lookup *resolve(const struct endpoint *at, int64_t deadline, GError **error)
{
	struct lookup *lookup = lookup_new(at);
	struct gaicb *list[] = {&lookup->request};
	int code = getaddrinfo_a(GAI_NOWAIT, list, 1, NULL);

	while (code == 0 && (code = gai_error(list[0])) == EAI_INPROGRESS) {
		int left = dial_remaining(deadline);
		struct timespec wait = {left / 1000, (left % 1000) * 1000000L};
		if (left == 0)
			break;
		gai_suspend((const struct gaicb *const *)list, 1, &wait);
		code = 0;
	}
	if (code == EAI_INPROGRESS) {
		refuse(error, at, "its name was not resolved in time",
		    "look at the name servers of this machine");
		if (gai_cancel(list[0]) == EAI_CANCELED)
			lookup_free(lookup);
		return NULL;
	}
	if (code != 0) {
		refuse(error, at, gai_strerror(code),
		    "look at the host in its url, and at the network of this machine");
		lookup_free(lookup);
		return NULL;
	}
	return lookup;
}

static bool is_loopback(const struct sockaddr *address)
{
	if (address->sa_family == AF_INET) {
		const struct sockaddr_in *in = (const struct sockaddr_in *)(const void *)address;
		return ntohl(in->sin_addr.s_addr) >> 24 == 127;
	}
	if (address->sa_family == AF_INET6) {
		const struct sockaddr_in6 *in = (const struct sockaddr_in6 *)(const void *)address;
		return IN6_IS_ADDR_LOOPBACK(&in->sin6_addr);
	}
	return false;
}

/* Connects to one ADDRESS before DEADLINE; a descriptor, or -1 with errno. */
static int connect_one(const struct addrinfo *address, int64_t deadline)
{
	int one = 1, problem = 0;
	socklen_t size = sizeof(problem);
	int fd = socket(address->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -1;
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	if (connect(fd, address->ai_addr, address->ai_addrlen) < 0) {
		struct pollfd poll_fd = {fd, POLLOUT, 0};
		int ready = 0;
		problem = errno;
		if (problem == EINPROGRESS) {
			while ((ready = poll(&poll_fd, 1, dial_remaining(deadline))) < 0 &&
			       errno == EINTR)
				;
			problem = ETIMEDOUT;
			if (ready == 1)
				getsockopt(fd, SOL_SOCKET, SO_ERROR, &problem, &size);
		}
	}
	if (problem == 0)
		return fd;
	close(fd);
	errno = problem;
	return -1;
}

int dial(const struct endpoint *at, bool loopback_only, int64_t deadline, GError **error)
{
	struct lookup *lookup = resolve(at, deadline, error);
	bool tried = false;
	int fd = -1;
	int problem = 0;

	if (lookup == NULL)
		return -1;
	for (const struct addrinfo *a = lookup->request.ar_result; fd < 0 && a != NULL;
	     a = a->ai_next) {
		if (loopback_only && !is_loopback(a->ai_addr))
			continue;
		/* One silent address must leave time for the next. */
		int64_t share = a->ai_next != NULL
				    ? clock_monotonic_ms() + dial_remaining(deadline) / 2
				    : deadline;
		tried = true;
		fd = connect_one(a, share);
		problem = errno;
	}
	lookup_free(lookup);
	if (!tried)
		fail(error, EX_CONFIG,
		    "%s is not this machine: without TLS callbox connects to 127.0.0.1 or ::1 "
		    "only; use a URL with TLS",
		    at->host);
	else if (fd < 0)
		refuse(error, at, g_strerror(problem),
		    "look whether the server runs, and at host and port in its url");
	return fd;
}

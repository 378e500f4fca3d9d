/*
 * The transport under libetpan. Its own TLS verifies nothing and its time-outs
 * are per read, so this driver replaces both: GnuTLS with verification before
 * the first byte of a session, one absolute deadline and one byte budget for
 * each exchange, and a cap on lines, because libetpan's line buffer has none.
 */
#include "net/stream.h"

#include "base/clock.h"
#include "base/error.h"
#include "net/certificate.h"
#include "net/dial.h"
#include "net/meter.h"

#include <arpa/inet.h>
#include <errno.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BUFFER = 64 * 1024, FIRST_OCTETS = 256 * 1024 };

static const char priorities[] = "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2";

struct stream {
	char *host;
	unsigned port;
	char *ca_file;
	int fd;
	gnutls_session_t tls;
	gnutls_certificate_credentials_t trust;
	mailstream *etpan; /* until libetpan closes it */
	bool taken;
	int64_t deadline;
	struct meter meter;
	char protection[32];
	char *problem;
};

static ssize_t give_up(struct stream *s, const char *why)
{
	if (s->problem == NULL)
		s->problem = g_strdup(why);
	return -1;
}

/* Waits until the descriptor is ready for EVENTS; false when the deadline passed. */
static bool wait_for(struct stream *s, short events)
{
	struct pollfd poll_fd = {s->fd, events, 0};
	int ready;

	do
		ready = poll(&poll_fd, 1, dial_remaining(s->deadline));
	while (ready < 0 && errno == EINTR);
	if (ready > 0)
		return true;
	give_up(s, "the server did not answer in time");
	return false;
}

/* What a GnuTLS result that is no success asks for: waiting (true), or giving up. */
static bool tls_wait(struct stream *s, ssize_t code)
{
	if (code == GNUTLS_E_INTERRUPTED)
		return true;
	if (code == GNUTLS_E_AGAIN)
		return wait_for(s, gnutls_record_get_direction(s->tls) ? POLLOUT : POLLIN);
	give_up(s, code == 0 || code == GNUTLS_E_PREMATURE_TERMINATION
		       ? "the server closed the connection"
		       : gnutls_strerror((int)code));
	return false;
}

static ssize_t tls_read(struct stream *s, void *buffer, size_t size)
{
	for (;;) {
		ssize_t got = gnutls_record_recv(s->tls, buffer, size);
		if (got > 0)
			return got;
		if (!tls_wait(s, got))
			return -1;
	}
}

static ssize_t plain_read(struct stream *s, void *buffer, size_t size)
{
	for (;;) {
		ssize_t got = recv(s->fd, buffer, size, 0);
		if (got > 0)
			return got;
		/* Never 0: libetpan would ask again for ever (LIBRARIES, pitfall 2). */
		if (got == 0)
			return give_up(s, "the server closed the connection");
		if (errno != EAGAIN && errno != EINTR)
			return give_up(s, g_strerror(errno));
		if (errno == EAGAIN && !wait_for(s, POLLIN))
			return -1;
	}
}

static ssize_t driver_read(mailstream_low *low, void *buffer, size_t size)
{
	struct stream *s = low->data;
	const char *too_much;
	ssize_t got;

	if (s->fd < 0 || s->problem != NULL)
		return -1;
	/* A server that drips never lets a read block, so the clock is asked here too. */
	if (dial_remaining(s->deadline) == 0)
		return give_up(s, "the server did not answer in time");
	got = s->tls != NULL ? tls_read(s, buffer, size) : plain_read(s, buffer, size);
	if (got < 0)
		return -1;
	too_much = meter_count(&s->meter, buffer, (size_t)got);
	return too_much == NULL ? got : give_up(s, too_much);
}

static ssize_t driver_write(mailstream_low *low, const void *buffer, size_t size)
{
	struct stream *s = low->data;

	if (s->fd < 0 || s->problem != NULL)
		return -1;
	for (;;) {
		ssize_t put;
		if (s->tls != NULL) {
			put = gnutls_record_send(s->tls, buffer, size);
			if (put < 0 && !tls_wait(s, put))
				return -1;
		} else {
			put = send(s->fd, buffer, size, MSG_NOSIGNAL);
			if (put < 0 && errno != EAGAIN && errno != EINTR)
				return give_up(s, g_strerror(errno));
			if (put < 0 && errno == EAGAIN && !wait_for(s, POLLOUT))
				return -1;
		}
		if (put >= 0)
			return put;
	}
}

static void close_down(struct stream *s)
{
	if (s->tls != NULL) {
		if (s->problem == NULL)
			gnutls_bye(s->tls, GNUTLS_SHUT_WR);
		gnutls_deinit(s->tls);
		s->tls = NULL;
	}
	if (s->fd >= 0)
		close(s->fd);
	s->fd = -1;
}

static int driver_close(mailstream_low *low)
{
	struct stream *s = low->data;

	close_down(s);
	s->etpan = NULL;
	return 0;
}

static int driver_fd(mailstream_low *low)
{
	const struct stream *s = low->data;

	return s->fd;
}

static void driver_free(mailstream_low *low)
{
	free(low);
}

static void driver_cancel(mailstream_low *low)
{
}

static mailstream_low_driver driver = {
    .mailstream_read = driver_read,
    .mailstream_write = driver_write,
    .mailstream_close = driver_close,
    .mailstream_get_fd = driver_fd,
    .mailstream_free = driver_free,
    .mailstream_cancel = driver_cancel,
};

/* Loads what we trust: the system's authorities, and the account's own file. */
static bool load_trust(struct stream *s, GError **error)
{
	int found = 0;

	gnutls_certificate_allocate_credentials(&s->trust);
	if (s->ca_file != NULL) {
		found = gnutls_certificate_set_x509_trust_file(
		    s->trust, s->ca_file, GNUTLS_X509_FMT_PEM);
		if (found <= 0)
			return fail(error, EX_CONFIG,
			    "cannot use %s as ca_file: it holds no readable certificate",
			    s->ca_file);
	}
	int system = gnutls_certificate_set_x509_system_trust(s->trust);
	if (system <= 0 && found <= 0)
		return fail(error, EX_UNAVAILABLE,
		    "cannot verify %s: this machine has no trusted authorities; "
		    "install ca-certificates or set ca_file",
		    s->host);
	return true;
}

static bool is_address(const char *host)
{
	struct in6_addr any;

	return inet_pton(AF_INET, host, &any) == 1 || inet_pton(AF_INET6, host, &any) == 1;
}

/* Says why the handshake ended with CODE. */
static bool tls_refused(struct stream *s, int code, GError **error)
{
	gnutls_datum_t words = {NULL, 0};

	if (code == GNUTLS_E_CERTIFICATE_VERIFICATION_ERROR)
		gnutls_certificate_verification_status_print(
		    gnutls_session_get_verify_cert_status(s->tls), GNUTLS_CRT_X509, &words, 0);
	fail(error, EX_UNAVAILABLE,
	    "refused TLS with %s:%u: %s; nothing was sent. Check the host name, "
	    "or set ca_file if the server has an authority of its own",
	    s->host, s->port,
	    words.data != NULL   ? g_strchomp((char *)words.data)
	    : s->problem != NULL ? s->problem
				 : gnutls_strerror(code));
	gnutls_free(words.data);
	return false;
}

/* The verified handshake, before the stream's deadline. */
static bool shake_hands(struct stream *s, GError **error)
{
	gnutls_typed_vdata_st expected[] = {
	    {GNUTLS_DT_DNS_HOSTNAME, (unsigned char *)s->host, 0},
	    {GNUTLS_DT_KEY_PURPOSE_OID, (unsigned char *)(uintptr_t)GNUTLS_KP_TLS_WWW_SERVER, 0},
	};
	int code;

	if (!load_trust(s, error))
		return false;
	gnutls_init(&s->tls, GNUTLS_CLIENT | GNUTLS_NONBLOCK | GNUTLS_NO_SIGNAL);
	gnutls_priority_set_direct(s->tls, priorities, NULL);
	gnutls_credentials_set(s->tls, GNUTLS_CRD_CERTIFICATE, s->trust);
	gnutls_session_set_verify_cert2(s->tls, expected, G_N_ELEMENTS(expected), 0);
	if (!is_address(s->host))
		gnutls_server_name_set(s->tls, GNUTLS_NAME_DNS, s->host, strlen(s->host));
	gnutls_transport_set_int(s->tls, s->fd);
	gnutls_handshake_set_timeout(s->tls, GNUTLS_INDEFINITE_TIMEOUT);
	while ((code = gnutls_handshake(s->tls)) < 0) {
		if (dial_remaining(s->deadline) == 0)
			give_up(s, "the server did not answer in time");
		if (code == GNUTLS_E_WARNING_ALERT_RECEIVED)
			continue;
		if (gnutls_error_is_fatal(code) || s->problem != NULL || !tls_wait(s, code)) {
			tls_refused(s, code, error);
			if (s->problem == NULL)
				give_up(s, gnutls_strerror(code));
			return false;
		}
	}
	if (!certificate_names_host(s->tls)) {
		give_up(s, "its certificate names no host (it has no subjectAltName)");
		return tls_refused(s, GNUTLS_E_CERTIFICATE_ERROR, error);
	}
	g_strlcpy(s->protection, gnutls_protocol_get_name(gnutls_protocol_get_version(s->tls)),
	    sizeof(s->protection));
	return true;
}

static bool is_plain(enum scheme scheme)
{
	return scheme == SCHEME_IMAP_INSECURE || scheme == SCHEME_SMTP_INSECURE;
}

struct stream *stream_open(
    const struct endpoint *at, const char *ca_file, int deadline_ms, GError **error)
{
	AUTO(stream) *s = g_new0(struct stream, 1);
	bool tls_first = at->scheme == SCHEME_IMAPS || at->scheme == SCHEME_SMTPS;

	s->host = g_strdup(at->host);
	s->port = at->port;
	s->ca_file = g_strdup(ca_file);
	g_strlcpy(s->protection, "no TLS", sizeof(s->protection));
	stream_exchange(s, deadline_ms, FIRST_OCTETS);
	s->fd = dial(at, is_plain(at->scheme), s->deadline, error);
	if (s->fd < 0 || (tls_first && !shake_hands(s, error)))
		return NULL;
	s->etpan = mailstream_new(mailstream_low_new(s, &driver), BUFFER);
	return g_steal_pointer(&s);
}

mailstream *stream_take(struct stream *stream)
{
	stream->taken = true;
	return stream->etpan;
}

void stream_free(struct stream *stream)
{
	if (stream == NULL)
		return;
	if (stream->etpan != NULL && !stream->taken)
		mailstream_close(stream->etpan);
	close_down(stream);
	if (stream->trust != NULL)
		gnutls_certificate_free_credentials(stream->trust);
	g_free(stream->host);
	g_free(stream->ca_file);
	g_free(stream->problem);
	g_free(stream);
}

bool stream_start_tls(struct stream *stream, GError **error)
{
	if (stream->etpan == NULL || stream->tls != NULL)
		return fail(error, EX_SOFTWARE, "cannot start TLS twice");
	if (stream->etpan->read_buffer_len > 0) {
		give_up(stream, "something was sent between STARTTLS and TLS");
		return fail(error, EX_UNAVAILABLE,
		    "refused %s:%u: text was injected between STARTTLS and TLS; "
		    "somebody may be listening in",
		    stream->host, stream->port);
	}
	return shake_hands(stream, error);
}

void stream_exchange(struct stream *stream, int deadline_ms, size_t max_octets)
{
	stream->deadline = clock_monotonic_ms() + deadline_ms;
	meter_reset(&stream->meter, max_octets);
}

int stream_fd(const struct stream *stream)
{
	return stream->fd;
}

bool stream_pending(const struct stream *stream)
{
	return (stream->etpan != NULL && stream->etpan->read_buffer_len > 0) ||
	       (stream->tls != NULL && gnutls_record_check_pending(stream->tls) > 0);
}

bool stream_interrupts(struct stream *stream)
{
	char octet;
	ssize_t got = 1;

	if (stream->fd < 0 || stream->problem != NULL)
		return false;
	/* What is read here is missed by nobody: either nothing is there, or the talk is over. */
	if (!stream_pending(stream))
		got = stream->tls != NULL ? gnutls_record_recv(stream->tls, &octet, 1)
					  : recv(stream->fd, &octet, 1, MSG_DONTWAIT);
	return got > 0 && give_up(stream, "the server spoke before it was asked") < 0;
}

const char *stream_problem(const struct stream *stream)
{
	return stream->problem;
}

const char *stream_protection(const struct stream *stream)
{
	return stream->protection;
}

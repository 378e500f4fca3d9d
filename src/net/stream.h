#ifndef NET_STREAM_H
#define NET_STREAM_H

#include "call/call.h"

#include <libetpan/libetpan.h>

/*
 * The one way to a server: TCP (loopback only) or TLS by GnuTLS with chain,
 * host name and key purpose verified before the first command, under libetpan's
 * mailstream (LIBRARIES, "Our driver must"). Every exchange has an absolute
 * deadline, and counts bytes and line lengths.
 */
struct stream;

/*
 * Connects to AT: resolves, connects, and for the schemes that are TLS from the start does the
 * handshake. DEADLINE_MS is the total time from now for all of it, on clock_monotonic_ms(). Errors:
 * EX_UNAVAILABLE (the message names host, port and cause), EX_CONFIG for plain text to a host that
 * is not loopback.
 */
struct stream *stream_open(
    const struct endpoint *at, const char *ca_file, int deadline_ms, GError **error);

/*
 * The mailstream for libetpan (mailimap_connect, mailsmtp_connect), which closes and frees it; the
 * stream itself stays valid, closed, until stream_free(). Call it once.
 */
mailstream *stream_take(struct stream *stream);

/* Closes what is open and frees; after libetpan has freed its mailstream. NULL is allowed. */
void stream_free(struct stream *stream);
DEFINE_AUTO(stream)

/*
 * STARTTLS after the server's go-ahead: refuses if any byte is already buffered (injection), then
 * does the verified handshake on the same descriptor. False with ERROR: close, no fall-back.
 */
bool stream_start_tls(struct stream *stream, GError **error);

/* A new total deadline and byte budget for the next exchange; call before each command. */
void stream_exchange(struct stream *stream, int deadline_ms, size_t max_octets);

/* The descriptor, for poll(2) during IDLE; true if bytes are already buffered here or in TLS. */
int stream_fd(const struct stream *stream);
bool stream_pending(const struct stream *stream);

/*
 * True if the server said something before it was asked: what comes then answers nothing that we
 * say. It counts as a failure, and the connection is good for closing only. For protocols in which
 * only the client begins.
 */
bool stream_interrupts(struct stream *stream);

/* Why the last read or write failed, for messages; NULL if none did. Borrowed. */
const char *stream_problem(const struct stream *stream);

/* How the connection is protected, for "check": "TLS1.3", or "no TLS". Borrowed. */
const char *stream_protection(const struct stream *stream);

#endif

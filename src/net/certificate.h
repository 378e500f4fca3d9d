#ifndef NET_CERTIFICATE_H
#define NET_CERTIFICATE_H

#include <gnutls/gnutls.h>
#include <stdbool.h>

/*
 * True if the server's certificate has a subjectAltName with a host name or an IP address. GnuTLS
 * takes the common name where there is none; that field was never meant for it, and an authority
 * that is limited to some names is not limited there (RFC 9525 section 2).
 */
bool certificate_names_host(gnutls_session_t session);

/* Whether FILE holds a certificate (PEM) that can vouch for a server. */
bool certificate_in_file(const char *file);

#endif

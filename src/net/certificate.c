/* See the header. */
#include "net/certificate.h"

#include <gnutls/x509.h>

static bool has_name(gnutls_x509_crt_t leaf)
{
	enum { LONGEST = 1024 };
	char name[LONGEST];
	int type = 0;

	for (unsigned i = 0; type >= 0; i++) {
		size_t size = sizeof(name);
		type = gnutls_x509_crt_get_subject_alt_name(leaf, i, name, &size, NULL);
		if (type == GNUTLS_SAN_DNSNAME || type == GNUTLS_SAN_IPADDRESS)
			return true;
	}
	return false;
}

bool certificate_names_host(gnutls_session_t session)
{
	unsigned count = 0;
	const gnutls_datum_t *chain = gnutls_certificate_get_peers(session, &count);
	gnutls_x509_crt_t leaf;

	if (chain == NULL || count == 0 || gnutls_x509_crt_init(&leaf) != GNUTLS_E_SUCCESS)
		return false;
	bool named = gnutls_x509_crt_import(leaf, chain, GNUTLS_X509_FMT_DER) == GNUTLS_E_SUCCESS &&
		     has_name(leaf);
	gnutls_x509_crt_deinit(leaf);
	return named;
}

bool certificate_in_file(const char *file)
{
	gnutls_certificate_credentials_t trust;

	gnutls_certificate_allocate_credentials(&trust);
	int found = gnutls_certificate_set_x509_trust_file(trust, file, GNUTLS_X509_FMT_PEM);
	gnutls_certificate_free_credentials(trust);
	return found > 0;
}

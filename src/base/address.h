#ifndef BASE_ADDRESS_H
#define BASE_ADDRESS_H

#include <stdbool.h>

/*
 * Addresses as callbox compares and writes them. An address here is the bare
 * addr-spec, without a name and without angle brackets.
 */

enum { ADDRESS_MAX = 254 };

/*
 * True if ADDRESS is one strict local@domain that may go into an envelope
 * (OS-01, TR-10): ASCII, at most 254 octets, no control, space or angle
 * bracket. A dot-atom that breaks the rules about dots (docomo, ST-19) is
 * accepted: address_wire() quotes it.
 */
bool address_valid(const char *address);

/* ADDRESS with the local part quoted if it is no dot-atom; what goes into SMTP, headers and
 * mailto:. */
char *address_wire(const char *address);

/*
 * The stored form: trimmed, without <> and mailto:, domain lower-cased and as
 * A-label, local part as it was but for needless quotes (address_wire() puts them
 * back where SMTP wants them). NULL for NULL, or if no '@' remains or the domain
 * cannot be encoded. A non-ASCII local part is kept (and is then not address_valid).
 */
char *address_normal(const char *address);

/* The form for comparing people: address_normal(), lower-cased, without a "+tag" (RE-10, CI-08).
 * NULL as above. */
char *address_key(const char *address);

/* True if A and B are the same mailbox: local parts without regard to case (CI-08); a +tag counts.
 */
bool address_same(const char *a, const char *b);

/* The domain of ADDRESS, or "" without '@'. Points into ADDRESS. */
const char *address_domain(const char *address);

/*
 * If ADDRESS is BASE with SEPARATOR and a tag before '@' ("stories+tag@..."),
 * returns the tag (new, lower-case); else NULL. SEPARATOR "" never matches.
 */
char *address_tag(const char *address, const char *base, const char *separator);

/* BASE with SEPARATOR and TAG before its '@'. */
char *address_with_tag(const char *base, const char *separator, const char *tag);

/* Whether C may stand between the angle brackets of a Message-ID, in any mail that was ever seen.
 */
bool address_id_octet(char c);

#endif

#ifndef MAIL_EXCERPT_H
#define MAIL_EXCERPT_H

#include "mail/limits.h"

#include <gmime/gmime.h>

/*
 * Parses the OCTETS of a mail, which are not copied and have to outlive what comes back, without
 * having a library look through the LIMITS' stretches of its bodies. NULL if it is no mail. Private
 * to this room.
 */
GMimeMessage *excerpt_parse(GByteArray *octets, const struct limits *limits);

#endif

#ifndef MAIL_REPAIR_H
#define MAIL_REPAIR_H

#include <gmime/gmime.h>

/*
 * Gives MIME, which was parsed from LENGTH octets at BYTES, a root that can be
 * read when it is a multipart without any part. Private to this room.
 */
void repair_root(GMimeMessage *mime, const char *bytes, gsize length);

#endif

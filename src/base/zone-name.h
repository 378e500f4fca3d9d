#ifndef BASE_ZONE_NAME_H
#define BASE_ZONE_NAME_H

/* Which zone of the database in DIRECTORY a NAME that is none was probably meant to be: one that is
 * spelled nearly so, or that is of that city ("Berlin"). New; NULL if none comes to mind. */
char *zone_name_meant(const char *directory, const char *name);

#endif

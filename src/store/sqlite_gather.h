#ifndef STORE_SQLITE_GATHER_H
#define STORE_SQLITE_GATHER_H

/* Lets SQLite write in long runs, for every database that this process opens from now on. */
void sqlite_gather(void);

#endif

#include "base/signals.h"

#include <signal.h>

static void each_end(void (*how)(int))
{
	signal(SIGTERM, how);
	signal(SIGHUP, how);
	signal(SIGINT, how);
}

void signals_ignore_ends(void)
{
	each_end(SIG_IGN);
}

void signals_hear_ends(void *unused)
{
	each_end(SIG_DFL);
}

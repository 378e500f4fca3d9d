#ifndef CMD_NOTIFY_H
#define CMD_NOTIFY_H

/* Tells STATE ("READY=1") to the service manager (sd_notify's protocol: a datagram to
 * $NOTIFY_SOCKET); nothing without one. */
void notify_manager(const char *state);

#endif

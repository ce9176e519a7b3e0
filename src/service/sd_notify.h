/* SPDX-License-Identifier: MIT */
/*
 * Sends notifications to the supervisor by the protocol of sd_notify(3): datagrams to the socket in
 * NOTIFY_SOCKET. Without that variable nothing happens.
 */
#ifndef LOADLINE_SD_NOTIFY_H
#define LOADLINE_SD_NOTIFY_H

#include <stdint.h>

#define SD_NOTIFY_READY "READY=1"
#define SD_NOTIFY_STOPPING "STOPPING=1"
#define SD_NOTIFY_WATCHDOG "WATCHDOG=1"

/* Sends one notification. Errors are ignored. */
void sd_notify_send(const char *text);

/* Sends "RELOADING=1" with its timestamp. SD_NOTIFY_READY ends the reload. */
void sd_notify_reloading(void);

/* Returns the interval in ms at which this process should send SD_NOTIFY_WATCHDOG, with a margin; 0
 * for never. */
int64_t sd_notify_watchdog_ms(void);

#endif

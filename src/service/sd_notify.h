/* SPDX-License-Identifier: MIT */
/*
 * What a service tells its supervisor, by the protocol of sd_notify(3): a datagram to the socket
 * that NOTIFY_SOCKET names. Where there is none, nothing happens.
 */
#ifndef LOADLINE_SD_NOTIFY_H
#define LOADLINE_SD_NOTIFY_H

#include <stdint.h>

#define SD_NOTIFY_READY "READY=1"
#define SD_NOTIFY_STOPPING "STOPPING=1"
#define SD_NOTIFY_WATCHDOG "WATCHDOG=1"

void sd_notify_send(const char *text);

/* "RELOADING=1" with the time that goes with it; SD_NOTIFY_READY ends it. */
void sd_notify_reloading(void);

/* How often SD_NOTIFY_WATCHDOG is wanted of this process, with room to spare: ms, 0 for not at all.
 */
int64_t sd_notify_watchdog_ms(void);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * Follows uploads after their last byte, at the site's progress address, like any other client.
 */
#ifndef LOADLINE_FOLLOW_H
#define LOADLINE_FOLLOW_H

#include "cli/send/upload_task.h"

#include <stddef.h>

/* Polls the sent uploads until all have ended or a signal was noted. */
void follow_to_end(const struct endpoint *e, struct upload_task *files, size_t n,
                   const struct upload_task_watcher *watcher);

#endif

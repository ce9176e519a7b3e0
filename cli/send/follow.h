/* SPDX-License-Identifier: MIT */
/*
 * What becomes of uploads after their last byte, asked at the site's progress address like any
 * other client does.
 */
#ifndef LOADLINE_FOLLOW_H
#define LOADLINE_FOLLOW_H

#include "cli/send/upload_task.h"

#include <stddef.h>

/* Polls what was sent until all of it has ended, or a signal came. */
void follow_to_end(const struct endpoint *e, struct upload_task *files, size_t n,
                   const struct upload_task_watcher *watcher);

#endif

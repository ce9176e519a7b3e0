/* SPDX-License-Identifier: MIT */
/*
 * The story of an upload: what happened to it, and when. advance.lua writes it beside the document
 * (src/scripts/story.lua). Only Redis has it: when Redis is emptied it is gone, while the document
 * is rebuilt.
 */
#ifndef LOADLINE_PROGRESS_STORY_H
#define LOADLINE_PROGRESS_STORY_H

#include "base/buffer.h"
#include "redis/redis.h"

#include <stddef.h>

#define PROGRESS_STORY_MAX 131072 /* bytes of the whole answer that progress_story_read() adds */

/* Appends {"id":…,"story":[…]} to out, the oldest entry first; the list is empty if Redis has no
 * story. Entries that another program wrote, and that are no objects with a time and a word, are
 * left out. 0, ERR_NOT_FOUND if Redis does not have the upload, ERR_REDIS, or the buffer's error.
 */
int progress_story_read(struct redis *r, const char *prefix, const char *id, struct buffer *out);

#endif

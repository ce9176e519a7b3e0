/* SPDX-License-Identifier: MIT */
/*
 * Where `loadline watch` shows what it sees: on a terminal bars that are drawn over, elsewhere a
 * line for each change that matters.
 */
#ifndef LOADLINE_SCREEN_H
#define LOADLINE_SCREEN_H

#include "base/json.h"

#include <stddef.h>

struct screen;

/* For n uploads on standard output. NULL when out of memory. */
struct screen *screen_new(size_t n);
void screen_free(struct screen **s);

/* Shows n documents; NULL: none yet. notice is what people should know besides, or NULL. */
void screen_show(struct screen *s, const struct json *const *docs, size_t n, const char *notice);

#endif

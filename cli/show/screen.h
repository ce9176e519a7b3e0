/* SPDX-License-Identifier: MIT */
/*
 * The display of `loadline watch` and `loadline send`: on a terminal bars that are redrawn in
 * place, elsewhere a line for each significant change.
 */
#ifndef LOADLINE_SCREEN_H
#define LOADLINE_SCREEN_H

#include "base/json.h"

#include <stddef.h>

struct screen;

/* Creates a screen for n uploads on standard output, owned by the caller. NULL when out of memory.
 */
struct screen *screen_new(size_t n);
void screen_free(struct screen **s);

/* Shows n documents, borrowed; NULL entries: none yet. notice is a further message, or NULL. */
void screen_show(struct screen *s, const struct json *const *docs, size_t n, const char *notice);

#endif

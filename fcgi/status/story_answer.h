/* SPDX-License-Identifier: MIT */
/*
 * The story of an upload, for its owner and for administrators. It is no part of the document,
 * which all watchers get.
 */
#ifndef LOADLINE_STORY_ANSWER_H
#define LOADLINE_STORY_ANSWER_H

#include "fcgi/http/exchange.h"

/* Whether the path asks for it. */
bool story_answer_is_asked(const struct exchange *x);

/* Handles GET /progress/ID/story and /progress/ID.KEY/story, by the same rights as the metadata.
 * Returns 0 once answered, otherwise an error for the router. */
int story_answer_send(struct exchange *x);

#endif

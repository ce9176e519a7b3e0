/* SPDX-License-Identifier: MIT */
/*
 * Chunks without a form: as the request's body, and the questions whether one is stored.
 */
#ifndef LOADLINE_CHUNK_BODY_H
#define LOADLINE_CHUNK_BODY_H

#include "fcgi/http/exchange.h"
#include "fcgi/uploaders/chunk_receiver.h"
#include "fcgi/uploaders/dialect.h"

/* Receives the body as a chunk of that dialect, and answers. Returns 0, or an error whose answer is
 * sent already. */
int chunk_body_receive(struct exchange *x, const struct dialect *d, const struct chunk_file *file);

/* Answers the question of a GET whether a chunk is stored. 204 if the request names none that is
 * joined here. Returns as chunk_receiver_ask(). */
int chunk_body_ask(struct exchange *x);

#endif

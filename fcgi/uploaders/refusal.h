/* SPDX-License-Identifier: MIT */
/*
 * Answers errors that end a request of a browser uploader before its handler: credentials, rights,
 * places; and those of whole files.
 */
#ifndef LOADLINE_REFUSAL_H
#define LOADLINE_REFUSAL_H

#include "fcgi/http/exchange.h"

/* Sends the answer to err if an uploader has sent the request; otherwise sends nothing. */
void refusal_answer(struct exchange *x, int err);

#endif

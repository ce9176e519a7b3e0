/* SPDX-License-Identifier: MIT */
/*
 * POST …/?link=1: exchanges an administrator's link for a token. The operator makes the link
 * (loadline token --link); it works once and for some minutes.
 */
#ifndef LOADLINE_ADMINISTRATOR_LINK_H
#define LOADLINE_ADMINISTRATOR_LINK_H

#include "fcgi/http/exchange.h"

#define ADMINISTRATOR_LINK_PARAMETER "link"

/* Answers {"token":…,"expires_at":…}. The link comes as "Authorization: Bearer LINK", which web
 * servers do not log. ERR_UNAUTHORIZED without one, errors of token_verify_link(), ERR_LINK if it
 * was used; ERR_FORBIDDEN if this site makes no tokens; ERR_REDIS: nobody knows whether it was. */
int administrator_link_post(struct exchange *x);

#endif

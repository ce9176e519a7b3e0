/* SPDX-License-Identifier: MIT */
/*
 * Whose request it is that came through proxies, and how it came to the first of them.
 * X-Forwarded-For and Forwarded (RFC 7239) are read from their ends: what stands before the first
 * address that is no proxy of ours may be made up.
 */
#ifndef LOADLINE_FORWARDED_H
#define LOADLINE_FORWARDED_H

#include "base/network.h"

/* What a request says of the proxies before; each may be NULL. */
struct forwarded {
    const char *addresses; /* X-Forwarded-For */
    const char *proto;     /* X-Forwarded-Proto */
    const char *field;     /* Forwarded */
};

/* address_out holds the peer's address; as long as it is one of the proxies it is replaced by the
 * one before it in X-Forwarded-For, and when that has no more in Forwarded. */
void forwarded_resolve(char *const *proxies, const struct forwarded *f,
                       char address_out[NETWORK_ADDRESS_SIZE]);

/* The same from the address at the end of X-Forwarded-For, whoever the peer is: for a peer that is
 * a proxy by its nature. False where there is none; address_out then is as it was. */
bool forwarded_last(char *const *proxies, const struct forwarded *f,
                    char address_out[NETWORK_ADDRESS_SIZE]);

/* Whether the peer is one of the proxies and says that the client asked by https: of several values
 * the first counts, which the proxy nearest to the client wrote. Forwarded is asked where there is
 * no X-Forwarded-Proto. peer may be NULL. */
bool forwarded_secure(char *const *proxies, const char *peer, const struct forwarded *f);

#endif

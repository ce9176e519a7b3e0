/* SPDX-License-Identifier: MIT */
/*
 * Finds the client's address and scheme of a request that came through proxies. X-Forwarded-For and
 * Forwarded (RFC 7239) are read from the end: entries before the first address that is not a
 * trusted proxy may be forged.
 */
#ifndef LOADLINE_FORWARDED_H
#define LOADLINE_FORWARDED_H

#include "base/network.h"

/* The header fields about proxies; each may be NULL. */
struct forwarded {
    const char *addresses; /* X-Forwarded-For */
    const char *proto;     /* X-Forwarded-Proto */
    const char *field;     /* Forwarded */
};

/* address_out holds the peer's address on entry. While it is a trusted proxy, the previous address
 * in X-Forwarded-For replaces it; when that field has no more, the previous one in Forwarded does.
 */
void forwarded_resolve(char *const *proxies, const struct forwarded *f,
                       char address_out[NETWORK_ADDRESS_SIZE]);

/* Like forwarded_resolve(), starting with the last address of X-Forwarded-For, for a peer that is
 * always a proxy. False, with address_out unchanged, if there is none. */
bool forwarded_last(char *const *proxies, const struct forwarded *f,
                    char address_out[NETWORK_ADDRESS_SIZE]);

/* Whether the peer is a trusted proxy and reports that the client used https. Of several values the
 * first counts, which the proxy nearest to the client wrote. Forwarded counts if X-Forwarded-Proto
 * is absent. peer may be NULL. */
bool forwarded_secure(char *const *proxies, const char *peer, const struct forwarded *f);

#endif

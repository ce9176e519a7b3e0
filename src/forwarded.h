/* SPDX-License-Identifier: MIT */
/*
 * Whose request it is that came through proxies: X-Forwarded-For, read from its end, because what is left of
 * the first address that is not a proxy of ours may be made up. And X-Forwarded-Proto, how it came to them.
 */
#ifndef LOADLINE_FORWARDED_H
#define LOADLINE_FORWARDED_H

#include "network.h"

/* address_out holds the peer's address; as long as it is one of the proxies it is replaced by the one before it
 * in list (NULL: none). */
void forwarded_resolve(char *const *proxies, const char *list,
                       char address_out[NETWORK_ADDRESS_SIZE]);

/* The address at the end of list, whoever the peer is: for a peer that is a proxy by its nature. False where
 * there is none; address_out then is as it was. */
bool forwarded_last(char *const *proxies, const char *list, char address_out[NETWORK_ADDRESS_SIZE]);

/* Whether the peer is one of the proxies and says that it was asked by https, and nothing else: of a list from several
 * proxies nothing is believed. peer and proto may be NULL. */
bool forwarded_secure(char *const *proxies, const char *peer, const char *proto);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * Decides whether an address belongs to the public internet, so that a webhook's URL cannot reach
 * services that only this host can reach.
 */
#ifndef LOADLINE_PUBLIC_ADDRESS_H
#define LOADLINE_PUBLIC_ADDRESS_H

#include <stdbool.h>

/* Whether text is a numeric address that is globally reachable (RFC 6890 and its registries) and
 * embeds no other address. */
bool public_address_is(const char *text);

#endif

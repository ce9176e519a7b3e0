/* SPDX-License-Identifier: MIT */
/*
 * Which addresses are of the public internet, so that a webhook's URL cannot reach what only this
 * host can.
 */
#ifndef LOADLINE_PUBLIC_ADDRESS_H
#define LOADLINE_PUBLIC_ADDRESS_H

#include <stdbool.h>

/* Whether text is an address in numbers, one that is globally reachable (RFC 6890 and its
 * registries) and carries no other address within it. */
bool public_address_is(const char *text);

#endif

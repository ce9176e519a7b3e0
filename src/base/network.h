/* SPDX-License-Identifier: MIT */
/*
 * Networks as settings write them, "10.0.0.0/8" or a single address, and whether an address is in
 * one.
 */
#ifndef LOADLINE_NETWORK_H
#define LOADLINE_NETWORK_H

#include <stdbool.h>
#include <stddef.h>

#define NETWORK_ADDRESS_SIZE 46 /* of an address in numbers, with its NUL */

/* Whether text is an IPv4 or IPv6 address in numbers, with "/N" behind it if wished. */
bool network_valid(const char *text);

/* Reads the len bytes at text, an address as header fields name it: alone, with a port
 * ("192.0.2.1:4711"), in brackets
 * ("[2001:db8::1]:4711"), all of it in quotation marks if wished (RFC 7239 section 6). Writes it in
 * its one canonical spelling (RFC 5952), an IPv4 address within an IPv6 one as itself. False where
 * it is none; out then is as it was. */
bool network_read_address(const char *text, size_t len, char out[NETWORK_ADDRESS_SIZE]);

/* Whether the address is in the network; false where either is malformed. An IPv4 address within an
 * IPv6 one (RFC 4291 section 2.5.5.2) counts as itself. */
bool network_contains(const char *network, const char *address);

/* Writes what counts as one client: an IPv4 address, also one within an IPv6 one, as it is; of an
 * IPv6 one the /64, as which a provider gives them out (RFC 6177). Text that is no address is
 * copied. */
void network_client(const char *address, char out[NETWORK_ADDRESS_SIZE]);

/* The same for a NULL-terminated list, or NULL. */
bool network_list_contains(char *const *networks, const char *address);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * Networks as in settings, "10.0.0.0/8" or a single address, and checks of addresses against them.
 */
#ifndef LOADLINE_NETWORK_H
#define LOADLINE_NETWORK_H

#include <stdbool.h>
#include <stddef.h>

#define NETWORK_ADDRESS_SIZE 46 /* a numeric address with its NUL */

/* Whether text is a numeric IPv4 or IPv6 address, optionally with "/N". */
bool network_valid(const char *text);

/* Reads an address from the len bytes at text, in the forms of header fields (RFC 7239 section 6):
 * alone, with a port ("192.0.2.1:4711"), in brackets ("[2001:db8::1]:4711"), optionally in
 * quotation marks. Writes its canonical form (RFC 5952); an IPv4-mapped IPv6 address becomes IPv4.
 * Returns false and leaves out unchanged if it is malformed. */
bool network_read_address(const char *text, size_t len, char out[NETWORK_ADDRESS_SIZE]);

/* Whether the network contains the address; false if either is malformed. An IPv4-mapped IPv6
 * address (RFC 4291 section 2.5.5.2) counts as IPv4. */
bool network_contains(const char *network, const char *address);

/* Writes the text that identifies one client: the whole IPv4 address (also of an IPv4-mapped one),
 * or the /64 of an IPv6 address, because providers assign whole prefixes (RFC 6177). Copies text
 * that is not an address. */
void network_client(const char *address, char out[NETWORK_ADDRESS_SIZE]);

/* Whether a network of the NULL-terminated list contains the address; false if networks is NULL. */
bool network_list_contains(char *const *networks, const char *address);

#endif

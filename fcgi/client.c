/* SPDX-License-Identifier: MIT */
/*
 * Reads X-Forwarded-For from its end: what is left of the first address that is not a proxy of ours may
 * be made up.
 */
#include "client.h"

#include "network.h"

#include <stdio.h>
#include <string.h>

#define UNKNOWN "unknown"

/* The last address of the list that ends at *len, cut off it. False where there is none or it is no address. */
static bool take_last(const char *list, size_t *len, char address_out[NETWORK_ADDRESS_SIZE])
{
    size_t end = *len;

    while (end > 0 && strchr(" \t,", list[end - 1]) != NULL)
        end--;
    size_t begin = end;
    while (begin > 0 && strchr(" \t,", list[begin - 1]) == NULL)
        begin--;
    if (begin == end || end - begin >= NETWORK_ADDRESS_SIZE)
        return false;
    (void)snprintf(address_out, NETWORK_ADDRESS_SIZE, "%.*s", (int)(end - begin), list + begin);
    *len = begin;
    return network_valid(address_out) && strchr(address_out, '/') == NULL;
}

void client_name(const struct config *c, const struct request *r, const char *owner,
                 char name_out[CLIENT_SIZE])
{
    const char *address = request_variable(r, "REMOTE_ADDR");
    const char *list = request_header(r, "X-Forwarded-For");
    char before[NETWORK_ADDRESS_SIZE];
    size_t len = list == NULL ? 0 : strlen(list);

    if (owner != NULL && *owner != '\0') {
        (void)snprintf(name_out, CLIENT_SIZE, "%s", owner);
        return;
    }
    (void)snprintf(name_out, CLIENT_SIZE, "%s", address == NULL ? UNKNOWN : address);
    while (network_list_contains(c->trusted_proxies, name_out) && take_last(list, &len, before))
        (void)snprintf(name_out, CLIENT_SIZE, "%s", before);
}

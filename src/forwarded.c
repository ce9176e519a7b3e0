/* SPDX-License-Identifier: MIT */
/*
 * The list grows to the right: each proxy appends who it was asked by.
 */
#include "forwarded.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

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

static void resolve(char *const *proxies, const char *list, size_t len,
                    char address_out[NETWORK_ADDRESS_SIZE])
{
    char before[NETWORK_ADDRESS_SIZE];

    while (network_list_contains(proxies, address_out) && take_last(list, &len, before))
        memcpy(address_out, before, sizeof before);
}

void forwarded_resolve(char *const *proxies, const char *list,
                       char address_out[NETWORK_ADDRESS_SIZE])
{
    resolve(proxies, list, list == NULL ? 0 : strlen(list), address_out);
}

bool forwarded_last(char *const *proxies, const char *list, char address_out[NETWORK_ADDRESS_SIZE])
{
    char last[NETWORK_ADDRESS_SIZE] = "";
    size_t len = list == NULL ? 0 : strlen(list);

    if (!take_last(list, &len, last))
        return false;
    resolve(proxies, list, len, last);
    memcpy(address_out, last, sizeof last);
    return true;
}

bool forwarded_secure(char *const *proxies, const char *peer, const char *proto)
{
    return proto != NULL && strcasecmp(proto, "https") == 0 && peer != NULL &&
           network_list_contains(proxies, peer);
}

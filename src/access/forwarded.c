/* SPDX-License-Identifier: MIT */
/*
 * Walks back through the lists of addresses. Each proxy appends the address of its peer to the
 * list.
 */
#include "access/forwarded.h"

#include "access/forwarded_field.h"

#include <string.h>
#include <strings.h>

/* The unread rest of a list that is read from its end. */
struct rest {
    const char *list;
    size_t len;
};

static struct rest rest_of(const char *list)
{
    return (struct rest){list, list == NULL ? 0 : strlen(list)};
}

/* Removes the last address of the list, which is not empty. False if the entry is no address;
 * address_out is unchanged then. */
static bool take_last(struct rest *r, char address_out[NETWORK_ADDRESS_SIZE])
{
    size_t end = r->len;

    while (r->len > 0 && strchr(" \t,", r->list[r->len - 1]) == NULL)
        r->len--;
    return network_read_address(r->list + r->len, end - r->len, address_out);
}

static bool is_used_up(struct rest *r)
{
    while (r->len > 0 && strchr(" \t,", r->list[r->len - 1]) != NULL)
        r->len--;
    return r->len == 0;
}

/* True if the list is used up and the address is still a trusted proxy. */
static bool resolve(char *const *proxies, struct rest *r, char address_out[NETWORK_ADDRESS_SIZE])
{
    while (network_list_contains(proxies, address_out)) {
        if (is_used_up(r))
            return true;
        if (!take_last(r, address_out))
            return false;
    }
    return false;
}

static void resolve_all(char *const *proxies, struct rest *addresses, const char *field,
                        char address_out[NETWORK_ADDRESS_SIZE])
{
    char hops[FORWARDED_FIELD_HOPS_SIZE];

    if (!resolve(proxies, addresses, address_out) || field == NULL ||
        !forwarded_field_hops(field, hops))
        return;
    struct rest r = rest_of(hops);
    (void)resolve(proxies, &r, address_out);
}

void forwarded_resolve(char *const *proxies, const struct forwarded *f,
                       char address_out[NETWORK_ADDRESS_SIZE])
{
    struct rest r = rest_of(f->addresses);

    resolve_all(proxies, &r, f->field, address_out);
}

bool forwarded_last(char *const *proxies, const struct forwarded *f,
                    char address_out[NETWORK_ADDRESS_SIZE])
{
    struct rest r = rest_of(f->addresses);

    if (is_used_up(&r) || !take_last(&r, address_out))
        return false;
    resolve_all(proxies, &r, f->field, address_out);
    return true;
}

static bool says_https(const char *proto)
{
    size_t len = strcspn(proto, " \t,");

    return len == strlen("https") && strncasecmp(proto, "https", len) == 0;
}

bool forwarded_secure(char *const *proxies, const char *peer, const struct forwarded *f)
{
    if (peer == NULL || !network_list_contains(proxies, peer))
        return false;
    if (f->proto != NULL)
        return says_https(f->proto + strspn(f->proto, " \t"));
    return f->field != NULL && forwarded_field_secure(f->field);
}

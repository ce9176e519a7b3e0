/* SPDX-License-Identifier: MIT */
/*
 * Resolves names with getaddrinfo in libuv's threads.
 */
#include "ws/source/resolver.h"

#include <netdb.h>
#include <sys/socket.h>

/* The nth address, modulo their number. */
static const struct addrinfo *pick(const struct addrinfo *list, unsigned n)
{
    const struct addrinfo *a;
    unsigned count = 0;

    for (a = list; a != NULL; a = a->ai_next)
        count++;
    for (a = list, n %= count; n > 0; n--)
        a = a->ai_next;
    return a;
}

static void on_found(uv_getaddrinfo_t *request, int status, struct addrinfo *list)
{
    struct resolver *r = request->data;
    char address[RESOLVER_ADDRESS_SIZE];

    r->busy = false;
    if (r->arg == NULL) {
        uv_freeaddrinfo(list);
        return;
    }
    if (status != 0 || list == NULL) {
        r->done(r->arg, NULL, status != 0 ? uv_strerror(status) : "no address");
        uv_freeaddrinfo(list);
        return;
    }
    const struct addrinfo *a = pick(list, r->turn++);
    int rc =
        getnameinfo(a->ai_addr, a->ai_addrlen, address, sizeof address, NULL, 0, NI_NUMERICHOST);
    uv_freeaddrinfo(list);
    if (rc == 0)
        r->done(r->arg, address, NULL);
    else
        r->done(r->arg, NULL, gai_strerror(rc));
}

int resolver_start(struct resolver *r, uv_loop_t *loop, const char *host,
                   void (*done)(void *arg, const char *address, const char *why), void *arg)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM};

    if (r->busy)
        return UV_EBUSY;
    int rc = uv_getaddrinfo(loop, &r->request, on_found, host, NULL, &hints);
    if (rc != 0)
        return rc;
    r->request.data = r;
    r->busy = true;
    r->done = done;
    r->arg = arg;
    return 0;
}

void resolver_forget(struct resolver *r)
{
    r->arg = NULL;
}

/* SPDX-License-Identifier: MIT */
/*
 * Resolves a host name without blocking the loop. Each lookup returns the next of the host's
 * addresses, so that an unreachable address is not retried forever.
 */
#ifndef LOADLINE_RESOLVER_H
#define LOADLINE_RESOLVER_H

#include <stdbool.h>
#include <uv.h>

#define RESOLVER_ADDRESS_SIZE 64

/* Part of its owner, which must live until the loop has run out; zero-initialised. */
struct resolver {
    uv_getaddrinfo_t request;
    bool busy;
    unsigned turn;
    /* address is numeric; NULL with a reason if the lookup failed. */
    void (*done)(void *arg, const char *address, const char *why);
    void *arg; /* NULL: the result is discarded */
};

/* Looks up host; done is called later. Returns 0, a negative error of libuv, or UV_EBUSY while a
 * lookup is in progress. */
int resolver_start(struct resolver *r, uv_loop_t *loop, const char *host,
                   void (*done)(void *arg, const char *address, const char *why), void *arg);

/* Cancels the callback: done is not called afterwards. */
void resolver_forget(struct resolver *r);

#endif

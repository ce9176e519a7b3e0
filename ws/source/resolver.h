/* SPDX-License-Identifier: MIT */
/*
 * The address of a host by name, without blocking the loop. The next lookup gives the next of its
 * addresses, so that one that does not answer is not tried for ever.
 */
#ifndef LOADLINE_RESOLVER_H
#define LOADLINE_RESOLVER_H

#include <stdbool.h>
#include <uv.h>

#define RESOLVER_ADDRESS_SIZE 64

/* Part of its owner, which must live until the loop has nothing more to do; zero at first. */
struct resolver {
    uv_getaddrinfo_t request;
    bool busy;
    unsigned turn;
    /* address: in numbers; NULL with why where there is none. */
    void (*done)(void *arg, const char *address, const char *why);
    void *arg; /* NULL: nobody waits any more */
};

/* Looks host up; done comes later. 0, or a negative error of libuv; UV_EBUSY while one is under
 * way. */
int resolver_start(struct resolver *r, uv_loop_t *loop, const char *host,
                   void (*done)(void *arg, const char *address, const char *why), void *arg);

/* done will not be called any more. */
void resolver_forget(struct resolver *r);

#endif

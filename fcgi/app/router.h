/* SPDX-License-Identifier: MIT */
/*
 * Finds the handler for method and path in a program's table. A program has two places below its
 * base path, with or without a host's path in front: the collection (the base itself) and an item
 * ("…/REST").
 */
#ifndef LOADLINE_ROUTER_H
#define LOADLINE_ROUTER_H

#include "fcgi/http/exchange.h"

enum route_place { ROUTE_COLLECTION, ROUTE_ITEM };

struct route {
    const char *method;
    enum route_place place;
    enum access_need need; /* the gate checks it before the handler runs */
    /* Returns 0 if it has answered; otherwise an error, which the router answers as a problem
     * document. */
    int (*handle)(struct exchange *x);
    const char
        *parameter; /* only requests with this query parameter; NULL: all. These come first */
};

/* Admits the request, takes a place for its body, and runs the handler. It answers 404 and 405
 * (with Allow) itself, and sends and logs the errors of the others. */
void router_dispatch(const struct route *routes, size_t count, const char *base_path,
                     struct exchange *x);

#endif

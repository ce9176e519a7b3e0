/* SPDX-License-Identifier: MIT */
/*
 * From method and path to a handler, by a table per program. Below its base path a program knows
 * two places: the collection (the base itself) and an item ("…/REST").
 */
#ifndef LOADLINE_ROUTER_H
#define LOADLINE_ROUTER_H

#include "fcgi/http/exchange.h"

enum route_place { ROUTE_COLLECTION, ROUTE_ITEM };

struct route {
    const char *method;
    enum route_place place;
    enum access_need need; /* asked of the gate first */
    /* 0: answered; negative: not answered yet, the router sends that problem. */
    int (*handle)(struct exchange *x);
};

/* Finds and runs the handler, answers 404 and 405 (with Allow) itself, sends problems and logs
 * failures. */
void router_dispatch(const struct route *routes, size_t count, const char *base_path,
                     struct exchange *x);

#endif

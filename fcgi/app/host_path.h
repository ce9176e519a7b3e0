/* SPDX-License-Identifier: MIT */
/*
 * Where each host has a spool of its own, the URLs of its uploads begin with its path (host_path),
 * by which a balancer finds it. A request comes here with it, or without: POST of a new upload.
 */
#ifndef LOADLINE_HOST_PATH_H
#define LOADLINE_HOST_PATH_H

#include "config/config.h"
#include "fcgi/http/exchange.h"

#include <stdbool.h>

/* Returns the part of path behind the path of a host, or path if it begins with none, and notes in
 * x->host whose it is. Settings come from x->gate. */
const char *host_path_strip(struct exchange *x, const char *path);

/* Whether other hosts may have what this one lacks. */
bool host_path_has_others(const struct config *c);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * Random numbers that keep many clients from doing the same thing in the same moment. Not for
 * secrets: id.h.
 */
#ifndef LOADLINE_RANDOM_H
#define LOADLINE_RANDOM_H

#include <stdint.h>

/* A random number from 0 to most, both included. */
uint32_t random_up_to(uint32_t most);

#endif

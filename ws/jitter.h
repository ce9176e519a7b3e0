/* SPDX-License-Identifier: MIT */
/*
 * Chance, where many must not do the same thing in the same moment.
 */
#ifndef LOADLINE_JITTER_H
#define LOADLINE_JITTER_H

#include <stdint.h>

/* A random number from 0 to most, both included. */
uint32_t jitter_up_to(uint32_t most);

#endif

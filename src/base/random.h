/* SPDX-License-Identifier: MIT */
/*
 * Random numbers that spread the actions of many clients over time. Not for secrets; those come
 * from id.h.
 */
#ifndef LOADLINE_RANDOM_H
#define LOADLINE_RANDOM_H

#include <stdint.h>

/* Returns a random number from 0 to most, inclusive. */
uint32_t random_up_to(uint32_t most);

#endif

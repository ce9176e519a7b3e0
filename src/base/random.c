/* SPDX-License-Identifier: MIT */
/*
 * The kernel's random numbers: they need no seed, and the calls are too rare for the cost to
 * matter.
 */
#include "base/random.h"

#include <sys/random.h>

uint32_t random_up_to(uint32_t most)
{
    uint64_t n = 0;

    if (getrandom(&n, sizeof n, GRND_NONBLOCK) != sizeof n)
        return most / 2;
    return (uint32_t)(n % ((uint64_t)most + 1));
}

/* SPDX-License-Identifier: MIT */
/*
 * The questions in order: who, what, from where, and whose.
 */
#include "gate.h"

int gate_admit(struct exchange *x, enum access_need need)
{
    if (x->gate == NULL)
        return 0;
    return access_permit(ACCESS_BY_KEY, need, &x->principal);
}

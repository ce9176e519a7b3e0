/* SPDX-License-Identifier: MIT */
/*
 * Stores the detail of a failure and masks upload keys in it before it leaves the program.
 */
#include "fcgi/http/exchange.h"

#include "base/upload_key.h"

#include <stdarg.h>
#include <stdio.h>

int exchange_fail(struct exchange *x, int err, const char *format, ...)
{
    va_list ap;

    va_start(ap, format);
    (void)vsnprintf(x->detail, sizeof x->detail, format, ap);
    va_end(ap);
    upload_key_mask(x->detail);
    return err;
}

/* SPDX-License-Identifier: MIT */
/*
 * A list of fixed size.
 */
#include "cli/verify/findings.h"

#include <stdarg.h>
#include <stdio.h>

const char *finding_kind_name(enum finding_kind kind)
{
    static const char *const names[] = {
        [FINDING_RECORD] = "record", [FINDING_MISSING] = "missing", [FINDING_LENGTH] = "length",
        [FINDING_DIGEST] = "digest", [FINDING_STRAY] = "stray",     [FINDING_MODE] = "mode",
        [FINDING_MORE] = "more"};

    return names[kind];
}

void findings_add(struct findings *f, enum finding_kind kind, const char *file, const char *format,
                  ...)
{
    va_list args;

    if (f->count++ >= FINDINGS_MAX)
        return;
    struct finding *one = &f->list[f->count - 1];
    one->kind = kind;
    (void)snprintf(one->file, sizeof one->file, "%s", file);
    va_start(args, format);
    (void)vsnprintf(one->text, sizeof one->text, format, args);
    va_end(args);
}

void findings_clear(struct findings *f)
{
    f->count = 0;
}

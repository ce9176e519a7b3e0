/* SPDX-License-Identifier: MIT */
/*
 * Shells can read only variables of letters, digits and underscores.
 */
#include "base/variable_name.h"

#include <stdio.h>
#include <string.h>

static char variable_name_letter(char c)
{
    if (c >= 'a' && c <= 'z')
        return (char)(c - 'a' + 'A');
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ? c : '_';
}

void variable_name_make(const char *prefix, const char *name, char *out, size_t size)
{
    size_t first = strlen(prefix);

    (void)snprintf(out, size, "%s%s", prefix, name);
    for (size_t i = first; i < size && out[i] != '\0'; i++)
        out[i] = variable_name_letter(out[i]);
}

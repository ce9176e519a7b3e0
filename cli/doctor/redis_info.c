/* SPDX-License-Identifier: MIT */
/*
 * Parses lines of a name, a colon and a value.
 */
#include "cli/doctor/redis_info.h"

#include <stdio.h>
#include <string.h>

const char *redis_info_word(const char *info, const char *name, char word[REDIS_INFO_WORD_SIZE])
{
    size_t len = strlen(name);

    word[0] = '\0';
    for (const char *line = info; line != NULL; line = strchr(line, '\n')) {
        line += *line == '\n';
        if (strncmp(line, name, len) == 0 && line[len] == ':') {
            (void)snprintf(word, REDIS_INFO_WORD_SIZE, "%.*s", (int)strcspn(line + len + 1, "\r\n"),
                           line + len + 1);
            break;
        }
    }
    return word;
}

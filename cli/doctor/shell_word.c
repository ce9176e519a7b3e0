/* SPDX-License-Identifier: MIT */
/*
 * Quotes words. File names may contain any character, and addresses may come from a foreign server.
 */
#include "cli/doctor/shell_word.h"

#include "base/buffer.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

bool shell_word_is_plain(const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (!isalnum((unsigned char)text[i]) && strchr("_./:-@+,=%[]", text[i]) == NULL)
            return false;
    }
    return len > 0;
}

const char *shell_word_quote(const char *text, char *buf, size_t size)
{
    struct buffer out;

    if (shell_word_is_plain(text, strlen(text)) && strpbrk(text, "[]") == NULL) {
        (void)snprintf(buf, size, "%s", text);
        return buf;
    }
    buffer_init(&out, 5 * strlen(text) + 3);
    buffer_add_char(&out, '\'');
    for (const char *p = text; *p != '\0'; p++)
        buffer_add_string(&out, *p == '\'' ? "'\\''" : (const char[]){*p, '\0'});
    buffer_add_char(&out, '\'');
    (void)snprintf(buf, size, "%s", buffer_text(&out));
    buffer_free(&out);
    return buf;
}

/* SPDX-License-Identifier: MIT */
/*
 * Safe text, column counts and units.
 */
#include "cli/common/terminal.h"

#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>
#include <wctype.h>

#define COLUMNS_DEFAULT 80
#define COLUMNS_LEAST 20

size_t terminal_columns(void)
{
    struct winsize size;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
        return COLUMNS_DEFAULT;
    return size.ws_col < COLUMNS_LEAST ? COLUMNS_LEAST : size.ws_col;
}

size_t terminal_rows(void)
{
    struct winsize size;
    return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_row : 0;
}

/* Marks that change the direction of the surrounding text (Unicode UAX 9). */
static bool changes_direction(wchar_t c)
{
    return c == 0x061c || c == 0x200e || c == 0x200f || (c >= 0x202a && c <= 0x202e) ||
           (c >= 0x2066 && c <= 0x2069);
}

/* Reads one character of text: returns its bytes, sets its columns; -1: it must not be shown. */
static size_t next_character(const char *text, mbstate_t *state, int *columns)
{
    wchar_t c = 0;
    size_t len = mbrtowc(&c, text, strlen(text), state);
    *columns = -1;
    if (len == (size_t)-1 || len == (size_t)-2) {
        memset(state, 0, sizeof *state);
        return 1;
    }
    if (iswprint((wint_t)c) && !changes_direction(c))
        *columns = wcwidth(c);
    return len ? len : 1;
}

size_t terminal_add(struct buffer *out, const char *text, size_t columns)
{
    mbstate_t state = {0};
    size_t used = 0;
    while (*text) {
        int width = 0;
        size_t len = next_character(text, &state, &width);
        size_t taken = width < 0 ? 1 : (size_t)width;
        if (used + taken > columns)
            break;
        if (width < 0)
            buffer_add_char(out, '?');
        else
            buffer_add(out, text, len);
        used += taken;
        text += len;
    }
    return used;
}

void terminal_add_padded(struct buffer *out, const char *text, size_t columns)
{
    for (size_t used = terminal_add(out, text, columns); used < columns; used++)
        buffer_add_char(out, ' ');
}

const char *terminal_size(int64_t bytes, char buf[TERMINAL_NUMBER_SIZE])
{
    static const char *const units[] = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    size_t unit = 0;
    double n = (double)bytes;
    if (bytes < 0)
        return "?";
    while (n >= 1024 && unit + 1 < sizeof units / sizeof *units) {
        n /= 1024;
        unit++;
    }
    (void)snprintf(buf, TERMINAL_NUMBER_SIZE, unit ? "%.1f %s" : "%.0f %s", n, units[unit]);
    return buf;
}

const char *terminal_time(int64_t ms, char buf[TERMINAL_NUMBER_SIZE])
{
    long long s = (ms + 999) / 1000;
    if (ms < 0)
        return "?";
    if (s >= 3600)
        (void)snprintf(buf, TERMINAL_NUMBER_SIZE, "%lld:%02lld:%02lld", s / 3600, s / 60 % 60,
                       s % 60);
    else
        (void)snprintf(buf, TERMINAL_NUMBER_SIZE, "%lld:%02lld", s / 60, s % 60);
    return buf;
}

/* SPDX-License-Identifier: MIT */
/*
 * Builds each line in a buffer on the stack and hands it to write() whole, so that lines of
 * several threads and processes never mix.
 */
#include "log.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define LINE_MAX_BYTES 4096

struct line {
    char text[LINE_MAX_BYTES];
    size_t len; /* always leaves room for the closing quote and the newline */
};

static _Atomic int lowest = LOG_LEVEL_INFO;

static const char *const level_names[] = {"error", "warn", "info", "debug"};

void log_set_level(enum log_level level)
{
    atomic_store(&lowest, (int)level);
}

static void put_char(struct line *l, char c)
{
    if (l->len < sizeof l->text - 2)
        l->text[l->len++] = c;
}

static void put_string(struct line *l, const char *s)
{
    for (; *s != '\0'; s++)
        put_char(l, *s);
}

static void put_escaped(struct line *l, const char *s)
{
    static const char hex[] = "0123456789abcdef";

    put_char(l, '"');
    for (; *s != '\0' && l->len < sizeof l->text - 8; s++) {
        unsigned char c = (unsigned char)*s;
        if (c == '"' || c == '\\') {
            put_char(l, '\\');
            put_char(l, (char)c);
        } else if (c < 0x20 || c == 0x7f) {
            put_string(l, "\\x");
            put_char(l, hex[c >> 4]);
            put_char(l, hex[c & 15]);
        } else {
            put_char(l, (char)c);
        }
    }
    put_char(l, '"');
}

/* Whether a value may stand without quotes. */
static bool is_plain(const char *s)
{
    if (*s == '\0')
        return false;
    for (; *s != '\0'; s++) {
        unsigned char c = (unsigned char)*s;
        if (c <= 0x20 || c >= 0x7f || c == '"' || c == '=' || c == '\\')
            return false;
    }
    return true;
}

static void put_time(struct line *l)
{
    struct timespec now;
    struct tm tm;
    char stamp[40];

    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &tm);
    size_t n = strftime(stamp, sizeof stamp, "%Y-%m-%dT%H:%M:%S", &tm);
    (void)snprintf(stamp + n, sizeof stamp - n, ".%03ldZ", now.tv_nsec / 1000000);
    put_string(l, "ts=");
    put_string(l, stamp);
}

static void put_pair(struct line *l, const char *name, const char *value)
{
    put_char(l, ' ');
    put_string(l, name);
    put_char(l, '=');
    if (value == NULL)
        value = "";
    if (is_plain(value))
        put_string(l, value);
    else
        put_escaped(l, value);
}

void log_event(enum log_level level, const char *event, ...)
{
    if ((int)level > atomic_load(&lowest))
        return;

    struct line l = {.len = 0};
    put_time(&l);
    put_pair(&l, "level", level_names[level]);
    put_pair(&l, "event", event);

    va_list ap;
    va_start(ap, event);
    const char *name;
    while ((name = va_arg(ap, const char *)) != NULL)
        put_pair(&l, name, va_arg(ap, const char *));
    va_end(ap);

    l.text[l.len++] = '\n';
    ssize_t n = write(STDERR_FILENO, l.text, l.len);
    (void)n; /* a log that cannot be written has nowhere to say so */
}

const char *log_int(char buf[24], int64_t n)
{
    (void)snprintf(buf, 24, "%lld", (long long)n);
    return buf;
}

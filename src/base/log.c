/* SPDX-License-Identifier: MIT */
/*
 * Builds each line in a buffer on the stack and passes it to one write(), so that lines of several
 * threads and processes do not mix.
 */
#include "base/log.h"

#include "base/id.h"
#include "base/trace_context.h"
#include "base/upload_key.h"
#include "base/utf8.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define LINE_MAX_BYTES 4096
#define END_BYTES 3    /* reserved for the closing quote, brace and newline */
#define ESCAPE_BYTES 6 /* longest escape of one character */

struct line {
    char text[LINE_MAX_BYTES];
    size_t len;
    bool json;
};

/* What this thread works on. */
struct log_scope {
    char id[ID_SIZE], trace[TRACE_ID_SIZE];
};

static _Thread_local struct log_scope scope;
static _Atomic int lowest = LOG_LEVEL_INFO;
static _Atomic int form = LOG_FORMAT_LOGFMT;

static const char *const level_names[] = {"error", "warn", "info", "debug"};

void log_set_level(enum log_level level)
{
    atomic_store(&lowest, (int)level);
}

void log_set_format(enum log_format format)
{
    atomic_store(&form, (int)format);
}

static size_t room(const struct line *l)
{
    const size_t end = sizeof l->text - END_BYTES;
    return l->len < end ? end - l->len : 0;
}

static void put_bytes(struct line *l, const char *bytes, size_t n)
{
    memcpy(l->text + l->len, bytes, n);
    l->len += n;
}

static void put_char(struct line *l, char c)
{
    l->text[l->len++] = c;
}

static void put_string(struct line *l, const char *s)
{
    put_bytes(l, s, strlen(s));
}

/* The control characters of ASCII, and those of ISO 6429 in UTF-8, which terminals obey too. */
static bool log_is_control(const char *s, size_t n)
{
    unsigned char c = (unsigned char)s[0];
    return (n == 1 && (c < 0x20 || c == 0x7f)) ||
           (n == 2 && c == 0xc2 && (unsigned char)s[1] < 0xa0);
}

/* Writes \u00XX in JSON (RFC 8259 section 7), else \xXX. */
static void put_code(struct line *l, unsigned char c)
{
    static const char hex[] = "0123456789abcdef";

    put_string(l, l->json ? "\\u00" : "\\x");
    put_char(l, hex[c >> 4]);
    put_char(l, hex[c & 15]);
}

/* Writes one character of n bytes; n is 0 for an invalid byte. */
static void put_character(struct line *l, const char *s, size_t n)
{
    if (n == 0 && l->json)
        put_string(l, "\xef\xbf\xbd");
    else if (n == 0 || log_is_control(s, n))
        put_code(l, (unsigned char)s[n == 2]);
    else if (*s == '"' || *s == '\\')
        put_bytes(l, (const char[]){'\\', *s}, 2);
    else
        put_bytes(l, s, n);
}

static void put_quoted(struct line *l, const char *s)
{
    put_char(l, '"');
    while (*s != '\0' && room(l) >= ESCAPE_BYTES) {
        size_t n = utf8_length(s);
        put_character(l, s, n);
        s += n == 0 ? 1 : n;
    }
    put_char(l, '"');
}

/* Whether a value needs no quotes in logfmt. */
static bool log_is_plain(const char *s)
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

/* Writes a pair, or nothing if its name does not fit. */
static void put_pair(struct line *l, const char *name, const char *value)
{
    char masked[LINE_MAX_BYTES];
    const char *separator = l->json ? ",\"" : " ";
    size_t frame = strlen(name) + 8; /* separator, quotes, colon */

    if (room(l) < frame)
        return;
    value = value == NULL ? "" : upload_key_masked(value, masked, sizeof masked);
    if (l->len > 0)
        put_string(l, separator);
    else if (l->json)
        put_string(l, "{\"");
    put_string(l, name);
    put_string(l, l->json ? "\":" : "=");
    if (!l->json && log_is_plain(value) && strlen(value) < room(l))
        put_string(l, value);
    else
        put_quoted(l, value);
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
    put_pair(l, "ts", stamp);
}

void log_set_trace(const char *id, const char *trace)
{
    (void)snprintf(scope.id, sizeof scope.id, "%s", id);
    (void)snprintf(scope.trace, sizeof scope.trace, "%s", trace);
}

/* Whether the line with this pair is about the upload of the scope. A request that failed to make
 * one has no id. */
static bool log_is_in_scope(const char *name, const char *value)
{
    return scope.trace[0] != '\0' && strcmp(name, "id") == 0 && value != NULL &&
           (*value == '\0' || strcmp(value, scope.id) == 0);
}

void log_event(enum log_level level, const char *event, ...)
{
    if ((int)level > atomic_load(&lowest))
        return;

    struct line l = {.json = atomic_load(&form) == LOG_FORMAT_JSON};
    put_time(&l);
    put_pair(&l, "level", level_names[level]);
    put_pair(&l, "event", event);

    va_list ap;
    va_start(ap, event);
    const char *name;
    bool in_scope = false;
    while ((name = va_arg(ap, const char *)) != NULL) {
        const char *value = va_arg(ap, const char *);
        in_scope = in_scope || log_is_in_scope(name, value);
        put_pair(&l, name, value);
    }
    va_end(ap);
    if (in_scope)
        put_pair(&l, "trace", scope.trace);

    put_string(&l, l.json ? "}\n" : "\n");
    ssize_t n = write(STDERR_FILENO, l.text, l.len);
    (void)n; /* nothing can report a failed write of the log */
}

const char *log_int(char buf[24], int64_t n)
{
    (void)snprintf(buf, 24, "%lld", (long long)n);
    return buf;
}

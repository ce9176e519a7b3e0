/* SPDX-License-Identifier: MIT */
/*
 * Values of settings as text: numbers with units, lists, checked texts.
 */
#include "config/config_value.h"

#include "base/error.h"

#include <stdlib.h>
#include <string.h>

struct unit {
    const char *name;
    int64_t factor;
};

/* Largest unit first: printing takes the first that divides the number. */
static const struct unit size_units[] = {{"t", INT64_C(1) << 40},
                                         {"g", INT64_C(1) << 30},
                                         {"m", INT64_C(1) << 20},
                                         {"k", INT64_C(1) << 10},
                                         {"", 1},
                                         {NULL, 0}};
static const struct unit duration_units[] = {{"d", 86400000}, {"h", 3600000}, {"m", 60000},
                                             {"s", 1000},     {"ms", 1},      {NULL, 0}};
static const struct unit no_units[] = {{"", 1}, {NULL, 0}};

static const struct unit *units_of(const struct setting *s)
{
    if (s->type == SETTING_SIZE)
        return size_units;
    return s->type == SETTING_DURATION ? duration_units : no_units;
}

static bool config_value_is_number(const struct setting *s)
{
    return s->type == SETTING_INT || s->type == SETTING_SIZE || s->type == SETTING_DURATION;
}

static void *member(const void *base, const struct setting *s)
{
    return (char *)(uintptr_t)base + s->offset;
}

static int config_value_parse_number(const struct setting *s, const char *text, int64_t *out)
{
    int64_t n = 0;
    const char *p = text;
    for (; *p >= '0' && *p <= '9'; p++) {
        if (__builtin_mul_overflow(n, 10, &n) || __builtin_add_overflow(n, *p - '0', &n))
            return ERR_CONFIG;
    }
    if (p == text)
        return ERR_CONFIG;
    const struct unit *u = units_of(s);
    while (u->name && strcmp(u->name, p) != 0)
        u++;
    int64_t factor = u->factor;
    if (!u->name) {
        if (n != 0 || *p) /* 0 has no unit */
            return ERR_CONFIG;
        factor = 1;
    }
    if (__builtin_mul_overflow(n, factor, &n) || n < s->min || n > s->max)
        return ERR_CONFIG;
    *out = n;
    return 0;
}

static bool is_choice(const char *words, const char *text)
{
    size_t len = strlen(text);
    while (*words) {
        size_t word = strcspn(words, " ");
        if (word == len && memcmp(words, text, len) == 0)
            return true;
        words += word + strspn(words + word, " ");
    }
    return false;
}

static bool text_is_good(const struct setting *s, const char *text)
{
    if (s->type == SETTING_CHOICE)
        return is_choice(s->right, text);
    if (strlen(text) > (size_t)s->max)
        return false;
    if (s->type == SETTING_PATH)
        return text[0] == '/';
    return !s->check || s->check(text);
}

static int set_text(char **to, const struct setting *s, const char *text)
{
    if (!text_is_good(s, text))
        return ERR_CONFIG;
    char *copy = strdup(text);
    if (!copy)
        return ERR_NOMEM;
    free(*to);
    *to = copy;
    return 0;
}

static void free_list(char ***list)
{
    for (char **item = *list; item && *item; item++)
        free(*item);
    free(*list);
    *list = NULL;
}

/* Returns the next item without blanks around it and moves *text past it; len is 0 for an empty
 * item. */
static const char *next_item(const char **text, size_t *len)
{
    const char *start = *text + strspn(*text, " \t");
    size_t whole = strcspn(start, ",");
    *text = start + whole + (start[whole] == ',');
    while (whole > 0 && (start[whole - 1] == ' ' || start[whole - 1] == '\t'))
        whole--;
    *len = whole;
    return start;
}

static int fill_list(char **list, const struct setting *s, const char *text)
{
    size_t count = 0;
    while (*text) {
        size_t len = 0;
        const char *item = next_item(&text, &len);
        if (len == 0)
            continue;
        if (count >= (size_t)s->max)
            return ERR_CONFIG;
        list[count] = strndup(item, len);
        if (!list[count])
            return ERR_NOMEM;
        if (s->check && !s->check(list[count++]))
            return ERR_CONFIG;
    }
    return 0;
}

static int set_list(char ***to, const struct setting *s, const char *text)
{
    char **list = calloc((size_t)s->max + 1, sizeof *list);
    if (!list)
        return ERR_NOMEM;
    int err = fill_list(list, s, text);
    if (err) {
        free_list(&list);
        return err;
    }
    free_list(to);
    *to = list;
    return 0;
}

int config_value_set(void *base, const struct setting *s, const char *text)
{
    if (strlen(text) > CONFIG_VALUE_MAX)
        return ERR_CONFIG;
    if (config_value_is_number(s))
        return config_value_parse_number(s, text, member(base, s));
    if (s->type == SETTING_LIST)
        return set_list(member(base, s), s, text);
    return set_text(member(base, s), s, text);
}

int config_value_defaults(void *base, const struct setting *table)
{
    for (const struct setting *s = table; s->name; s = setting_next(s)) {
        int err = s->fallback ? config_value_set(base, s, s->fallback) : 0;
        if (err)
            return err;
    }
    return 0;
}

void config_value_clear(void *base, const struct setting *s)
{
    if (config_value_is_number(s)) {
        *(int64_t *)member(base, s) = 0;
    } else if (s->type == SETTING_LIST) {
        free_list(member(base, s));
    } else {
        char **text = member(base, s);
        free(*text);
        *text = NULL;
    }
}

static void print_number(int64_t n, const struct unit *units, struct buffer *out)
{
    const struct unit *u = units;
    while (u[1].name && (n == 0 || n % u->factor != 0))
        u++;
    buffer_add_int(out, n / u->factor);
    if (n != 0)
        buffer_add_string(out, u->name);
}

/* Appends a URL with its password (user:password@ or password=) masked, and other text unchanged.
 */
static void print_masked(const char *text, struct buffer *out)
{
    const char *end = text + strlen(text);
    const char *start = strstr(text, "password=");
    const char *host = strstr(text, "://");
    if (start) {
        start += strlen("password=");
        end = start + strcspn(start, "&");
    } else if (host) {
        host += strlen("://");
        const char *at = strrchr(host, '@');
        const char *colon = at ? memchr(host, ':', (size_t)(at - host)) : NULL;
        if (colon) {
            start = colon + 1;
            end = at;
        }
    }
    if (!start)
        start = end;
    buffer_add(out, text, (size_t)(start - text));
    if (end > start)
        buffer_add_string(out, "***");
    buffer_add_string(out, end);
}

void config_value_print(const void *base, const struct setting *s, struct buffer *out)
{
    if (config_value_is_number(s)) {
        print_number(*(const int64_t *)member(base, s), units_of(s), out);
    } else if (s->type == SETTING_LIST) {
        char *const *list = *(char ***)member(base, s);
        for (size_t i = 0; list && list[i]; i++) {
            buffer_add_string(out, i ? ", " : "");
            buffer_add_string(out, list[i]);
        }
    } else if (s->type == SETTING_SECRET) {
        const char *text = *(char **)member(base, s);
        buffer_add_string(out, text && *text ? "***" : "");
    } else {
        const char *text = *(char **)member(base, s);
        print_masked(text ? text : "", out);
    }
}

/* Appends the choices as in "error, warn or info". */
static void describe_choice(const char *words, struct buffer *out)
{
    while (*words) {
        size_t len = strcspn(words, " ");
        buffer_add(out, words, len);
        words += len + strspn(words + len, " ");
        if (*words)
            buffer_add_string(out, strchr(words, ' ') ? ", " : " or ");
    }
}

void config_value_describe(const struct setting *s, struct buffer *out)
{
    static const char *const kinds[] = {[SETTING_INT] = "a number",
                                        [SETTING_SIZE] = "a size such as 1048576, 64k, 10m or 2g,",
                                        [SETTING_DURATION] =
                                            "a time such as 100ms, 20s, 5m or 7d,"};
    if (config_value_is_number(s)) {
        buffer_add_string(out, kinds[s->type]);
        buffer_add_string(out, " from ");
        print_number(s->min, units_of(s), out);
        buffer_add_string(out, " to ");
        print_number(s->max, units_of(s), out);
    } else if (s->type == SETTING_PATH) {
        buffer_add_string(out, "an absolute path");
    } else if (s->type == SETTING_CHOICE) {
        describe_choice(s->right, out);
    } else {
        buffer_add_string(out, s->right);
    }
}

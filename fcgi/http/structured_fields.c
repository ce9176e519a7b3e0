/* SPDX-License-Identifier: MIT */
/*
 * The parsing algorithms of RFC 9651 section 4.2 on a NUL-terminated field value. The parser checks
 * values of every type, because one malformed member invalidates the whole field; it keeps only
 * what callers ask for. We have our own parser because neither Debian 12 nor Debian 13 packages a C
 * library for structured fields (such as libsfparse).
 */
#include "fcgi/http/structured_fields.h"

#include "base/base64.h"
#include "base/error.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define INTEGER_DIGITS 15 /* section 3.3.1 */
#define DECIMAL_DIGITS 12 /* before the point: section 3.3.2 */
#define FRACTION_DIGITS 3

enum kind { OTHER, INTEGER, BOOLEAN, BYTES };

/* A bare item. For BYTES, text and len are the base64 text between the colons. */
struct item {
    enum kind kind;
    int64_t number; /* the value of INTEGER; 0 or 1 for BOOLEAN */
    const char *text;
    size_t len;
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

static void structured_fields_skip_spaces(const char **at)
{
    *at += strspn(*at, " ");
}

/* Optional white space: spaces and tabs. */
static void skip_blanks(const char **at)
{
    *at += strspn(*at, " \t");
}

/* Section 4.2.4. A decimal becomes OTHER. */
static int structured_fields_parse_number(const char **at, struct item *out)
{
    bool negative = **at == '-';
    int64_t n = 0;
    size_t digits = 0;

    if (negative)
        (*at)++;
    for (; is_digit(**at); (*at)++) {
        if (++digits > INTEGER_DIGITS)
            return ERR_SYNTAX;
        n = n * 10 + (**at - '0');
    }
    if (digits == 0)
        return ERR_SYNTAX;
    if (**at != '.') {
        *out = (struct item){.kind = INTEGER, .number = negative ? -n : n};
        return 0;
    }
    size_t fraction = strspn(++*at, "0123456789");
    *at += fraction;
    return digits > DECIMAL_DIGITS || fraction == 0 || fraction > FRACTION_DIGITS ? ERR_SYNTAX : 0;
}

/* Section 4.2.5. */
static int parse_string(const char **at)
{
    for ((*at)++; **at != '\0'; (*at)++) {
        unsigned char c = (unsigned char)**at;
        if (c == '"') {
            (*at)++;
            return 0;
        }
        if (c == '\\') {
            (*at)++;
            if (**at != '"' && **at != '\\')
                return ERR_SYNTAX;
        } else if (c < 0x20 || c >= 0x7f) {
            return ERR_SYNTAX;
        }
    }
    return ERR_SYNTAX;
}

static bool is_lower_hex(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'f');
}

/* Section 4.2.10. The bytes need not be valid UTF-8 here. */
static int parse_display_string(const char **at)
{
    if ((*at)[1] != '"')
        return ERR_SYNTAX;
    for (*at += 2; **at != '\0'; (*at)++) {
        unsigned char c = (unsigned char)**at;
        if (c == '"') {
            (*at)++;
            return 0;
        }
        if (c < 0x20 || c >= 0x7f)
            return ERR_SYNTAX;
        if (c != '%')
            continue;
        if (!is_lower_hex((*at)[1]) || !is_lower_hex((*at)[2]))
            return ERR_SYNTAX;
        *at += 2;
    }
    return ERR_SYNTAX;
}

/* Section 4.2.6. */
static int parse_token(const char **at)
{
    while (isalnum((unsigned char)**at) || (**at != '\0' && strchr("!#$%&'*+-.^_`|~:/", **at)))
        (*at)++;
    return 0;
}

/* Section 4.2.7. */
static int parse_bytes(const char **at, struct item *out)
{
    const char *end = strchr(*at + 1, ':');

    if (end == NULL)
        return ERR_SYNTAX;
    *out = (struct item){.kind = BYTES, .text = *at + 1, .len = (size_t)(end - *at - 1)};
    for (size_t i = 0; i < out->len; i++)
        if (!isalnum((unsigned char)out->text[i]) && strchr("+/=", out->text[i]) == NULL)
            return ERR_SYNTAX;
    *at = end + 1;
    return 0;
}

/* Section 4.2.8. */
static int parse_boolean(const char **at, struct item *out)
{
    char c = (*at)[1];

    if (c != '0' && c != '1')
        return ERR_SYNTAX;
    *out = (struct item){.kind = BOOLEAN, .number = c == '1'};
    *at += 2;
    return 0;
}

/* Section 4.2.9: an integer after "@". It becomes OTHER. */
static int parse_date(const char **at, struct item *out)
{
    (*at)++;
    int rc = structured_fields_parse_number(at, out);
    if (rc == 0 && out->kind != INTEGER)
        rc = ERR_SYNTAX;
    *out = (struct item){.kind = OTHER};
    return rc;
}

/* Section 4.2.3.1. */
static int parse_bare_item(const char **at, struct item *out)
{
    *out = (struct item){.kind = OTHER};
    switch (**at) {
    case '"':
        return parse_string(at);
    case '%':
        return parse_display_string(at);
    case ':':
        return parse_bytes(at, out);
    case '?':
        return parse_boolean(at, out);
    case '@':
        return parse_date(at, out);
    case '*':
        return parse_token(at);
    default:
        if (**at == '-' || is_digit(**at))
            return structured_fields_parse_number(at, out);
        return isalpha((unsigned char)**at) ? parse_token(at) : ERR_SYNTAX;
    }
}

/* Section 4.2.3.3. */
static int parse_key(const char **at, const char **key_out, size_t *len_out)
{
    const char *key = *at;

    if (!is_lower(*key) && *key != '*')
        return ERR_SYNTAX;
    while (is_lower(**at) || is_digit(**at) || (**at != '\0' && strchr("_-.*", **at)))
        (*at)++;
    *key_out = key;
    *len_out = (size_t)(*at - key);
    return 0;
}

/* Section 4.2.3.2. */
static int parse_parameters(const char **at)
{
    const char *key;
    size_t len;
    struct item ignored;

    while (**at == ';') {
        (*at)++;
        structured_fields_skip_spaces(at);
        if (parse_key(at, &key, &len) != 0)
            return ERR_SYNTAX;
        if (**at != '=')
            continue;
        (*at)++;
        if (parse_bare_item(at, &ignored) != 0)
            return ERR_SYNTAX;
    }
    return 0;
}

static int parse_item(const char **at, struct item *out)
{
    int rc = parse_bare_item(at, out);

    return rc != 0 ? rc : parse_parameters(at);
}

/* Section 4.2.1.2. */
static int parse_inner_list(const char **at, struct item *out)
{
    struct item ignored;

    *out = (struct item){.kind = OTHER};
    (*at)++;
    for (;;) {
        structured_fields_skip_spaces(at);
        if (**at == ')') {
            (*at)++;
            return parse_parameters(at);
        }
        if (parse_item(at, &ignored) != 0 || (**at != ' ' && **at != ')'))
            return ERR_SYNTAX;
    }
}

/* The member's value behind its key; without "=" it is true. */
static int parse_member_value(const char **at, struct item *out)
{
    if (**at != '=') {
        *out = (struct item){.kind = BOOLEAN, .number = 1};
        return parse_parameters(at);
    }
    (*at)++;
    return **at == '(' ? parse_inner_list(at, out) : parse_item(at, out);
}

/* Section 4.2.2: parses the whole dictionary and keeps the wanted member's value. */
static int find_member(const char *text, const char *wanted, struct item *out)
{
    int found = ERR_NOT_FOUND;
    const char *key;
    size_t len;
    struct item item;

    if (text == NULL)
        return ERR_NOT_FOUND;
    structured_fields_skip_spaces(&text);
    while (*text != '\0') {
        if (parse_key(&text, &key, &len) != 0 || parse_member_value(&text, &item) != 0)
            return ERR_SYNTAX;
        if (len == strlen(wanted) && memcmp(key, wanted, len) == 0) {
            *out = item;
            found = 0;
        }
        skip_blanks(&text);
        if (*text == '\0')
            break;
        if (*text++ != ',')
            return ERR_SYNTAX;
        skip_blanks(&text);
        if (*text == '\0') /* trailing comma */
            return ERR_SYNTAX;
    }
    return found;
}

/* Parses a field that is one item of the given kind. */
static int parse_only(const char *text, enum kind kind, int64_t *out)
{
    struct item item;

    if (text == NULL)
        return ERR_NOT_FOUND;
    structured_fields_skip_spaces(&text);
    if (parse_item(&text, &item) != 0)
        return ERR_SYNTAX;
    structured_fields_skip_spaces(&text);
    if (*text != '\0' || item.kind != kind)
        return ERR_SYNTAX;
    *out = item.number;
    return 0;
}

int structured_fields_integer(const char *text, int64_t *out)
{
    return parse_only(text, INTEGER, out);
}

int structured_fields_boolean(const char *text, bool *out)
{
    int64_t number = 0;
    int rc = parse_only(text, BOOLEAN, &number);

    if (rc == 0)
        *out = number != 0;
    return rc;
}

int structured_fields_member_integer(const char *text, const char *key, int64_t *out)
{
    struct item item = {.kind = OTHER};
    int rc = find_member(text, key, &item);

    if (rc == 0 && item.kind != INTEGER)
        rc = ERR_SYNTAX;
    if (rc == 0)
        *out = item.number;
    return rc;
}

int structured_fields_member_bytes(const char *text, const char *key, unsigned char *buf,
                                   size_t size, size_t *len_out)
{
    struct item item = {.kind = OTHER};
    size_t len = 0;

    int rc = find_member(text, key, &item);
    if (rc == 0 && item.kind != BYTES)
        rc = ERR_SYNTAX;
    if (rc != 0)
        return rc;
    char *bytes = base64_decode(item.text, item.len, &len);
    if (bytes == NULL)
        return ERR_SYNTAX;
    rc = len > size ? ERR_BOUND : 0;
    if (rc == 0) {
        memcpy(buf, bytes, len);
        *len_out = len;
    }
    free(bytes);
    return rc;
}

void structured_fields_add_integer(struct buffer *b, const char *key, int64_t value)
{
    buffer_addf(b, "%s%s=%lld", b->len > 0 ? ", " : "", key, (long long)value);
}

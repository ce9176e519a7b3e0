/* SPDX-License-Identifier: MIT */
/*
 * Parses the field (RFC 7239 section 4): pairs are separated by ";", elements by ","; both may be
 * empty.
 */
#include "access/forwarded_field.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

struct span {
    const char *text;
    size_t len;
};

struct pair {
    struct span name, value;
};

enum step {
    STEP_PAIR,
    STEP_ELEMENT, /* one element ends, another follows */
    STEP_END,
    STEP_MALFORMED,
};

/* A quoted value is the text between the marks; addresses and schemes need no "\". */
static bool read_value(const char **at, struct span *out)
{
    if (**at != '"') {
        *out = (struct span){*at, strcspn(*at, " \t,;\"")};
        *at += out->len;
        return out->len > 0;
    }
    const char *end = *at + 1;
    while (*end != '"' && *end != '\0')
        end += *end == '\\' && end[1] != '\0' ? 2 : 1;
    if (*end == '\0')
        return false;
    *out = (struct span){*at + 1, (size_t)(end - *at - 1)};
    *at = end + 1;
    return true;
}

static enum step next_step(const char **at, struct pair *out)
{
    *at += strspn(*at, " \t;");
    if (**at == '\0')
        return STEP_END;
    if (**at == ',') {
        ++*at;
        return STEP_ELEMENT;
    }
    out->name = (struct span){*at, strcspn(*at, " \t,;=\"")};
    *at += out->name.len;
    if (out->name.len == 0 || **at != '=')
        return STEP_MALFORMED;
    ++*at;
    if (!read_value(at, &out->value))
        return STEP_MALFORMED;
    return strchr(" \t,;", **at) != NULL ? STEP_PAIR : STEP_MALFORMED;
}

static bool forwarded_field_is_named(const struct pair *p, const char *name)
{
    return p->name.len == strlen(name) && strncasecmp(p->name.text, name, p->name.len) == 0;
}

/* Rejects a value that could be read as two addresses. */
static bool is_one_word(struct span value)
{
    for (size_t i = 0; i < value.len; i++)
        if (strchr(" \t,", value.text[i]) != NULL)
            return false;
    return value.len > 0;
}

static bool append_hop(char *out, size_t *len, struct span hop)
{
    if (!is_one_word(hop))
        hop = (struct span){"-", 1};
    if (*len + hop.len + 2 > FORWARDED_FIELD_HOPS_SIZE)
        return false;
    if (*len > 0)
        out[(*len)++] = ',';
    memcpy(out + *len, hop.text, hop.len);
    *len += hop.len;
    out[*len] = '\0';
    return true;
}

bool forwarded_field_hops(const char *field, char hops_out[FORWARDED_FIELD_HOPS_SIZE])
{
    struct span hop = {"", 0};
    struct pair p;
    size_t len = 0;
    bool says_something = false;

    hops_out[0] = '\0';
    for (;;) {
        enum step step = next_step(&field, &p);
        if (step == STEP_MALFORMED)
            return false;
        if (step == STEP_PAIR) {
            says_something = true;
            hop = forwarded_field_is_named(&p, "for") ? p.value : hop;
            continue;
        }
        if (says_something && !append_hop(hops_out, &len, hop))
            return false;
        if (step == STEP_END)
            return true;
        says_something = false;
        hop.len = 0;
    }
}

bool forwarded_field_secure(const char *field)
{
    struct pair p;

    for (;;) {
        enum step step = next_step(&field, &p);
        if (step == STEP_END || step == STEP_MALFORMED)
            return false;
        if (step == STEP_PAIR && forwarded_field_is_named(&p, "proto"))
            return p.value.len == strlen("https") &&
                   strncasecmp(p.value.text, "https", p.value.len) == 0;
    }
}

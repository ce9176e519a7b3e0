/* SPDX-License-Identifier: MIT */
/*
 * Makes URLs, and reads elements of answers without a parser of XML: the answers have a known form,
 * and what is read is checked where it is used.
 */
#include "s3/s3_text.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void s3_text_encode(struct buffer *out, const char *text, bool keep_slashes)
{
    for (; *text != '\0'; text++) {
        unsigned char c = (unsigned char)*text;
        bool plain = c < 0x80 && (isalnum(c) || strchr("-._~", c) != NULL);
        if (plain || (c == '/' && keep_slashes))
            buffer_add_char(out, *text);
        else
            buffer_addf(out, "%%%02X", c);
    }
}

void s3_text_url(struct buffer *out, const struct s3_place *place, const char *bucket,
                 const char *key)
{
    char own[128];
    const char *endpoint = place->endpoint;

    if (endpoint == NULL || *endpoint == '\0') {
        (void)snprintf(own, sizeof own, "https://s3.%s.amazonaws.com", place->region);
        endpoint = own;
    }
    const char *host = strstr(endpoint, "://") + strlen("://");
    buffer_add(out, endpoint, (size_t)(host - endpoint));
    if (place->in_host)
        buffer_addf(out, "%s.%s/", bucket, host);
    else
        buffer_addf(out, "%s/%s/", host, bucket);
    s3_text_encode(out, key, true);
}

/* Reads one character of XML text, a reference to one of ASCII included; other references stay as
 * they are. Returns its length. */
static size_t s3_text_character(const char *xml, size_t len, char *out)
{
    static const struct {
        const char *text;
        char c;
    } named[] = {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}};

    *out = *xml;
    if (*xml != '&')
        return 1;
    for (size_t i = 0; i < sizeof named / sizeof *named; i++) {
        size_t n = strlen(named[i].text);
        if (n <= len && memcmp(xml, named[i].text, n) == 0) {
            *out = named[i].c;
            return n;
        }
    }
    if (len > 3 && xml[1] == '#') {
        char *end = NULL;
        bool hex = xml[2] == 'x';
        unsigned long code = strtoul(xml + (hex ? 3 : 2), &end, hex ? 16 : 10);
        if (*end == ';' && code > 0 && code < 0x80) {
            *out = (char)code;
            return (size_t)(end + 1 - xml);
        }
    }
    return 1;
}

bool s3_text_element(const char *xml, const char *name, char *out, size_t size)
{
    char tag[64];
    size_t written = 0;

    *out = '\0';
    (void)snprintf(tag, sizeof tag, "<%s>", name);
    const char *at = strstr(xml, tag);
    if (at == NULL)
        return false;
    at += strlen(tag);
    const char *end = strchr(at, '<');
    if (end == NULL)
        return false;
    while (at < end && written + 1 < size)
        at += s3_text_character(at, (size_t)(end - at), &out[written++]);
    out[written] = '\0';
    return true;
}

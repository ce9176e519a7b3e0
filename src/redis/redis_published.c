/* SPDX-License-Identifier: MIT */
/*
 * The reply is an array of three strings: "message", the channel and the text (RESP 2).
 */
#include "redis/redis_published.h"

#include <string.h>

#define HEAD "*3\r\n$7\r\nmessage\r\n"
#define END "\r\n"
#define END_LEN (sizeof END - 1)
#define DIGITS_MAX 9

/* The string at *at, which moves behind it; NULL if there is none or not all of it. */
static char *redis_published_string(char **at, const char *end, size_t *len_out)
{
    char *s = *at;
    size_t n = 0;

    if (s == end || *s++ != '$')
        return NULL;
    const char *digits = s;
    while (s < end && *s >= '0' && *s <= '9' && s - digits < DIGITS_MAX)
        n = n * 10 + (size_t)(*s++ - '0');
    if (s == digits || (size_t)(end - s) < n + 2 * END_LEN || memcmp(s, END, END_LEN) != 0)
        return NULL;
    s += END_LEN;
    if (memcmp(s + n, END, END_LEN) != 0)
        return NULL;
    *at = s + n + END_LEN;
    *len_out = n;
    return s;
}

size_t redis_published_read(char *bytes, size_t len, struct redis_published *out)
{
    char *at = bytes + sizeof HEAD - 1;
    size_t channel_len, text_len;

    if (len < sizeof HEAD - 1 || memcmp(bytes, HEAD, sizeof HEAD - 1) != 0)
        return 0;
    char *channel = redis_published_string(&at, bytes + len, &channel_len);
    char *text = channel != NULL ? redis_published_string(&at, bytes + len, &text_len) : NULL;
    if (text == NULL)
        return 0;
    channel[channel_len] = text[text_len] = '\0';
    *out = (struct redis_published){channel, text, text_len};
    return (size_t)(at - bytes);
}

/* SPDX-License-Identifier: MIT */
/*
 * Counts hex digits in one pass, and masks the key that follows an id and its dot. URLs may arrive
 * percent-encoded more than once.
 */
#include "base/upload_key.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define MASK "***"
/* Shortest cut-off key. Fewer digits may be a file's extension, and reveal nothing. */
#define CUT_DIGITS 8

/* Length of the hex digit at s, plain or percent-encoded; 0 if there is none. */
static size_t digit_bytes(const char *s)
{
    if (isxdigit((unsigned char)*s))
        return 1;
    if (s[0] != '%')
        return 0;
    if (s[1] == '3' && isdigit((unsigned char)s[2]))
        return 3;
    return (s[1] == '4' || s[1] == '6') && s[2] >= '1' && s[2] <= '6' ? 3 : 0;
}

/* Length of the dot at s: ".", "%2E", "%252E" and so on; 0 if there is none. */
static size_t dot_bytes(const char *s)
{
    size_t n = 1;

    if (*s == '.')
        return 1;
    if (*s != '%')
        return 0;
    while (s[n] == '2' && s[n + 1] == '5')
        n += 2;
    return s[n] == '2' && (s[n + 1] == 'e' || s[n + 1] == 'E') ? n + 2 : 0;
}

/* Length of the key at s, also of a cut-off key at the end of the text; 0 if there is none. */
static size_t key_bytes(const char *s)
{
    size_t digits = 0, bytes = 0, n;

    while ((n = digit_bytes(s + bytes)) > 0) {
        bytes += n;
        digits++;
    }
    /* The text ends after a digit, or within an escape: "%", "%6". */
    bool is_end =
        s[bytes] == '\0' || (s[bytes] == '%' && (s[bytes + 1] == '\0' || s[bytes + 2] == '\0'));
    return digits >= KEY_LEN || (is_end && digits >= CUT_DIGITS) ? bytes : 0;
}

/* Returns the first key in text, and its length; NULL if there is none. */
static char *find_key(char *text, size_t *len_out)
{
    size_t digits = 0, n;

    while (*text != '\0') {
        if ((n = digit_bytes(text)) > 0) {
            digits++;
        } else {
            bool is_id = digits >= ID_LEN;
            digits = 0;
            n = dot_bytes(text);
            *len_out = is_id && n > 0 ? key_bytes(text + n) : 0;
            if (*len_out > 0)
                return text + n;
            n = n > 0 ? n : 1;
        }
        text += n;
    }
    return NULL;
}

static char *replace(char *key, size_t len)
{
    memcpy(key, MASK, strlen(MASK));
    memmove(key + strlen(MASK), key + len, strlen(key + len) + 1);
    return key + strlen(MASK);
}

void upload_key_mask(char *text)
{
    size_t len;

    while ((text = find_key(text, &len)) != NULL)
        text = replace(text, len);
}

size_t upload_key_mask_own_bytes(const struct secret *secret, char *bytes, size_t len)
{
    char id[ID_SIZE], key[KEY_SIZE];

    for (size_t i = ID_LEN; i < len; i++) {
        size_t dot = dot_bytes(bytes + i);
        if (dot == 0 || len - i < dot + KEY_LEN)
            continue;
        memcpy(id, bytes + i - ID_LEN, ID_LEN);
        memcpy(key, bytes + i + dot, KEY_LEN);
        id[ID_LEN] = key[KEY_LEN] = '\0';
        if (!id_valid(id) || !key_valid(secret, id, key))
            continue;
        char *at = bytes + i + dot;
        memcpy(at, MASK, strlen(MASK));
        memmove(at + strlen(MASK), at + KEY_LEN, len - (i + dot + KEY_LEN) + 1);
        len -= KEY_LEN - strlen(MASK);
    }
    return len;
}

void upload_key_mask_own(const struct secret *secret, char *text)
{
    (void)upload_key_mask_own_bytes(secret, text, strlen(text));
}

const char *upload_key_masked(const char *text, char *buf, size_t size)
{
    size_t len;

    /* find_key() only reads the text. */
    if (text == NULL || find_key((char *)(uintptr_t)text, &len) == NULL)
        return text;
    (void)snprintf(buf, size, "%s", text);
    upload_key_mask(buf);
    return buf;
}

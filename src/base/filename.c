/* SPDX-License-Identifier: MIT */
/*
 * Copies the name character by character into a bounded buffer. Forbidden characters become "_", so
 * that two words do not join. Invisible characters are dropped.
 */
#include "base/filename.h"

#include "base/buffer.h"

#include <assert.h>
#include <ctype.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define GIVEN_MAX 65536  /* most bytes of a name that are read */
#define EXTENSION_MAX 32 /* longest extension that is kept */
#define REPLACEMENT "\xef\xbf\xbd"
#define FORBIDDEN "/\\:*?\"<>|"

/* Length in bytes of the valid character at s. */
static size_t character_bytes(const char *s)
{
    unsigned char c = (unsigned char)*s;

    return c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
}

static uint32_t code_point(const char *s, size_t len)
{
    static const unsigned char lead[] = {0x7f, 0x7f, 0x1f, 0x0f, 0x07};
    uint32_t c = (unsigned char)*s & lead[len];

    for (size_t i = 1; i < len; i++)
        c = c << 6 | ((unsigned char)s[i] & 0x3f);
    return c;
}

static bool filename_is_control(uint32_t c)
{
    return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029;
}

/* Bidirectional marks, embeddings, overrides and isolates (UAX 9), which can make "gpj.exe" look
 * like "exe.jpg"; and characters of no width. */
static bool is_invisible(uint32_t c)
{
    return c == 0x061c || (c >= 0x200b && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) ||
           (c >= 0x2060 && c <= 0x2069) || c == 0xfeff;
}

static bool is_joiner(uint32_t c)
{
    return c == 0x200c || c == 0x200d; /* ZERO WIDTH NON-JOINER, ZERO WIDTH JOINER */
}

/* Scripts in which a joiner between two characters changes the text (UAX 31 section 2.3), and
 * emoji. All of them come after the start of Hebrew in Unicode. */
static bool is_joined(uint32_t c)
{
    return c >= 0x0590 && c != 0xfffd && !(c >= 0x2000 && c < 0x2070) && !is_invisible(c);
}

static bool is_joined_at(const char *text)
{
    return *text != '\0' && is_joined(code_point(text, character_bytes(text)));
}

static void add_clean(struct buffer *b, const char *text)
{
    uint32_t before = 0;

    for (size_t n; *text != '\0'; text += n) {
        n = character_bytes(text);
        uint32_t c = code_point(text, n);
        if (is_invisible(c) && !(is_joiner(c) && is_joined(before) && is_joined_at(text + n)))
            continue;
        before = c;
        if (filename_is_control(c) || (n == 1 && strchr(FORBIDDEN, *text) != NULL) ||
            strncmp(text, REPLACEMENT, n) == 0)
            buffer_add_char(b, '_');
        else
            buffer_add(b, text, n);
    }
}

/* Whether it is a device name of Windows, with any extension. */
static bool is_device(const char *name)
{
    static const char *const devices[] = {"con", "prn", "aux", "nul", "conin$", "conout$"};
    size_t len = strcspn(name, ".");

    while (len > 0 && name[len - 1] == ' ')
        len--;
    for (size_t i = 0; i < sizeof devices / sizeof *devices; i++)
        if (len == strlen(devices[i]) && strncasecmp(name, devices[i], len) == 0)
            return true;
    if (strncasecmp(name, "com", 3) != 0 && strncasecmp(name, "lpt", 3) != 0)
        return false;
    /* A digit, or one of the superscripts 1 to 3. */
    return (len == 4 && isdigit((unsigned char)name[3])) ||
           (len == 5 && name[3] == '\xc2' && strchr("\xb9\xb2\xb3", name[4]) != NULL);
}

static size_t without_tail(const char *text, size_t len)
{
    while (len > 0 && (text[len - 1] == '.' || text[len - 1] == ' '))
        len--;
    return len;
}

/* Returns the length of the cut stem, at most max: it cuts no character, and leaves no joiner at
 * the end. */
static size_t cut_stem(const char *text, size_t max)
{
    while (max > 0 && ((unsigned char)text[max] & 0xc0) == 0x80)
        max--;
    while (max >= 3 && (memcmp(text + max - 3, "\xe2\x80\x8c", 3) == 0 ||
                        memcmp(text + max - 3, "\xe2\x80\x8d", 3) == 0))
        max -= 3;
    return without_tail(text, max);
}

/* Appends text in at most max bytes and keeps the extension. An extension that is too long is cut,
 * and a "_" is added, because the rest of it may be another extension. */
static void add_cut(struct buffer *b, const char *text, size_t len, size_t max)
{
    const char *dot = memrchr(text, '.', len);

    if (len <= max) {
        buffer_add(b, text, len);
        return;
    }
    size_t extension = dot == NULL || dot == text ? 0 : (size_t)(text + len - dot);
    bool kept = extension <= EXTENSION_MAX;
    buffer_add(b, text, cut_stem(text, max - (kept ? extension : 1)));
    buffer_add(b, kept ? text + len - extension : "_", kept ? extension : 1);
}

void filename_add_cut(struct buffer *b, const char *name, size_t max_bytes)
{
    add_cut(b, name, strlen(name), max_bytes);
}

void filename_safe(const char *name, char out[FILENAME_SIZE])
{
    filename_safe_within(name, FILENAME_MAX_BYTES, out);
}

void filename_safe_within(const char *name, size_t max_bytes, char out[FILENAME_SIZE])
{
    struct buffer valid, clean, fitting;

    assert(max_bytes >= FILENAME_MIN_BYTES && max_bytes <= FILENAME_MAX_BYTES);

    buffer_init(&valid, (size_t)GIVEN_MAX * sizeof REPLACEMENT);
    buffer_init(&clean, (size_t)GIVEN_MAX * sizeof REPLACEMENT);
    if (name != NULL && strnlen(name, GIVEN_MAX) < GIVEN_MAX)
        buffer_add_utf8(&valid, name);
    add_clean(&clean, buffer_text(&valid));
    const char *text = buffer_text(&clean);
    text += strspn(text, ". ");
    size_t len = without_tail(text, strlen(text));
    if (len == 0) {
        text = "file";
        len = strlen(text);
    }
    buffer_init(&fitting, FILENAME_SIZE);
    if (is_device(text))
        buffer_add_char(&fitting, '_');
    add_cut(&fitting, text, len, max_bytes - fitting.len);
    (void)snprintf(out, FILENAME_SIZE, "%s", buffer_text(&fitting));
    buffer_free(&fitting);
    buffer_free(&valid);
    buffer_free(&clean);
}

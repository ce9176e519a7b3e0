/* SPDX-License-Identifier: MIT */
/*
 * Browsers of thirty years wrote these values: unquoted names with spaces, backslashes that are no
 * escapes, bytes of unknown encodings. The parser accepts everything that can be read in one way
 * only.
 */
#include "fcgi/http/field_parameters.h"

#include "base/error.h"
#include "base/utf8.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* The unread bytes of the value. */
struct cursor {
    const char *at, *end;
};

/* A parameter as sent: the bytes between the quotes, or the bare word. */
struct raw {
    const char *text;
    size_t len;
    bool quoted;
};

static bool field_parameters_is_space(char c)
{
    return c == ' ' || c == '\t';
}

static void field_parameters_skip_spaces(struct cursor *c)
{
    while (c->at < c->end && field_parameters_is_space(*c->at))
        c->at++;
}

/* Takes the bytes up to a stop character or the end, without surrounding spaces. The cursor stays
 * at the stop. */
static struct raw take_until(struct cursor *c, const char *stops)
{
    field_parameters_skip_spaces(c);
    struct raw r = {.text = c->at};
    while (c->at < c->end && strchr(stops, *c->at) == NULL)
        c->at++;
    r.len = (size_t)(c->at - r.text);
    while (r.len > 0 && field_parameters_is_space(r.text[r.len - 1]))
        r.len--;
    return r;
}

/* Reads a quoted-string; the cursor is behind its opening quote. If no further quote follows an
 * escaped one, that one is the closing quote and the name ends with a backslash (`filename="C:\"`).
 */
static int take_quoted(struct cursor *c, struct raw *out)
{
    *out = (struct raw){.text = c->at, .quoted = true};
    for (; c->at < c->end; c->at++) {
        size_t left = (size_t)(c->end - c->at);
        if (*c->at == '"')
            break;
        if (*c->at == '\\' && left > 1 && (c->at[1] != '"' || memchr(c->at + 2, '"', left - 2)))
            c->at++;
    }
    if (c->at >= c->end)
        return ERR_SYNTAX;
    out->len = (size_t)(c->at++ - out->text);
    return 0;
}

static bool same_word(struct raw r, const char *word)
{
    return r.len == strlen(word) && strncasecmp(r.text, word, r.len) == 0;
}

/* Takes the next parameter; the cursor is before its semicolon. ERR_NOT_FOUND at the end. */
static int take_parameter(struct cursor *c, struct raw *name_out, struct raw *value_out)
{
    *value_out = (struct raw){.text = ""};
    if (c->at >= c->end)
        return ERR_NOT_FOUND;
    c->at++;
    *name_out = take_until(c, "=;");
    if (c->at >= c->end || *c->at == ';')
        return 0;
    c->at++;
    field_parameters_skip_spaces(c);
    if (c->at < c->end && *c->at == '"') {
        c->at++;
        int err = take_quoted(c, value_out);
        take_until(c, ";");
        return err;
    }
    *value_out = take_until(c, ";");
    return 0;
}

static int field_parameters_find(const char *value, size_t len, const char *name, struct raw *out)
{
    struct cursor c = {value, value + len};
    struct raw found;
    int err;

    take_until(&c, ";");
    while ((err = take_parameter(&c, &found, out)) == 0)
        if (same_word(found, name))
            return 0;
    return err;
}

bool field_parameters_is(const char *value, size_t len, const char *word)
{
    struct cursor c = {value, value + len};

    return same_word(take_until(&c, ";"), word);
}

int field_parameters_parameter(const char *value, size_t len, const char *name, struct buffer *out)
{
    struct raw r;
    int err = field_parameters_find(value, len, name, &r);

    if (err != 0)
        return err;
    for (size_t i = 0; i < r.len; i++) {
        if (r.quoted && r.text[i] == '\\' && i + 1 < r.len)
            i++;
        buffer_add_char(out, r.text[i]);
    }
    return buffer_error(out);
}

static int field_parameters_hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)tolower((unsigned char)c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The byte of %XX at text, or -1. */
static int percent_byte(const char *text, size_t left)
{
    if (left < 3 || text[0] != '%' || field_parameters_hex_digit(text[1]) < 0 ||
        field_parameters_hex_digit(text[2]) < 0)
        return -1;
    return field_parameters_hex_digit(text[1]) * 16 + field_parameters_hex_digit(text[2]);
}

/* Appends r with the escapes of forms decoded. The HTML standard (multipart/form-data encoding
 * algorithm) escapes three bytes, and not the percent sign: any other %XX is plain text. */
static void decode_form(struct raw r, struct buffer *out)
{
    for (size_t i = 0; i < r.len; i++) {
        size_t left = r.len - i;
        int byte = percent_byte(r.text + i, left);
        if (byte == '"' || byte == '\r' || byte == '\n') {
            buffer_add_char(out, (char)byte);
            i += 2;
            continue;
        }
        if (r.quoted && left > 1 && r.text[i] == '\\' && strchr("\"\\", r.text[i + 1]) != NULL)
            i++;
        buffer_add_char(out, r.text[i]);
    }
}

/* Bytes that never need encoding (RFC 3986 section 2.3). field_parameters_is_kept() adds those that
 * encodeURI keeps. */
static bool is_unreserved(int byte)
{
    return byte < 0x80 && (isalnum(byte) || (byte != '\0' && strchr("-._~", byte) != NULL));
}

static bool field_parameters_is_kept(int byte)
{
    return is_unreserved(byte) ||
           (byte > 0 && byte < 0x80 && strchr(";,/?:@&=+$!*'()#", byte) != NULL);
}

/* Whether r is exactly what percent-encoding makes of a text that is not pure ASCII. A user would
 * not name a file so; the sender (aiohttp, jQuery's encodeURI) encoded it. For ASCII names the two
 * cases look alike (100%25.txt), so they count as plain. */
static bool is_percent_encoded(struct raw r)
{
    bool foreign = false;

    for (size_t i = 0; i < r.len; i++) {
        int byte = percent_byte(r.text + i, r.len - i);
        if (byte < 0 && !field_parameters_is_kept((unsigned char)r.text[i]))
            return false;
        if (byte < 0)
            continue;
        if (byte < 0x20 || byte == 0x7f || is_unreserved(byte) ||
            islower((unsigned char)r.text[i + 1]) || islower((unsigned char)r.text[i + 2]))
            return false;
        foreign = foreign || byte >= 0x80;
        i += 2;
    }
    return foreign;
}

/* Appends r percent-decoded. Returns false, and appends nothing, if the result is not valid UTF-8.
 */
static bool decode_percent(struct raw r, struct buffer *out)
{
    for (size_t i = 0; i < r.len; i++) {
        int byte = percent_byte(r.text + i, r.len - i);
        buffer_add_char(out, byte < 0 ? r.text[i] : (char)byte);
        i += byte < 0 ? 0 : 2;
    }
    if (utf8_valid(buffer_text(out), out->len))
        return true;
    buffer_reset(out);
    return false;
}

/* Appends an ext-value: UTF-8'language'percent-encoded (RFC 8187 section 3.2). */
static int decode_extended(struct raw r, struct buffer *out)
{
    struct cursor c = {r.text, r.text + r.len};

    if (r.quoted || !same_word(take_until(&c, "'"), "utf-8") || c.at >= c.end)
        return ERR_SYNTAX;
    c.at++;
    take_until(&c, "'");
    if (c.at >= c.end)
        return ERR_SYNTAX;
    for (c.at++; c.at < c.end; c.at++) {
        int byte = percent_byte(c.at, (size_t)(c.end - c.at));
        if (*c.at == '%' && byte < 0)
            return ERR_SYNTAX;
        if (byte >= 0)
            c.at += 2;
        /* Our strings hold no NUL: it becomes an invalid byte, and later U+FFFD. */
        buffer_add_char(out, byte == 0 ? '\xff' : byte > 0 ? (char)byte : *c.at);
    }
    return buffer_error(out);
}

/* The file name of a full Windows path, as Internet Explorer sent it; otherwise the whole text. */
static const char *last_component(const char *path)
{
    bool drive = isalpha((unsigned char)path[0]) && path[1] == ':' && path[2] == '\\';
    const char *slash = strrchr(path, '\\');

    return (drive || path[0] == '\\') && slash[1] != '\0' ? slash + 1 : path;
}

int field_parameters_name(const char *value, size_t len, struct buffer *out)
{
    struct buffer bytes;
    struct raw r;
    int err = field_parameters_find(value, len, "name", &r);

    if (err != 0)
        return err;
    buffer_init(&bytes, len);
    decode_form(r, &bytes);
    buffer_add_utf8(out, buffer_text(&bytes));
    err = buffer_error(&bytes) != 0 ? buffer_error(&bytes) : buffer_error(out);
    buffer_free(&bytes);
    return err;
}

int field_parameters_filename(const char *value, size_t len, struct buffer *out)
{
    struct buffer bytes;
    struct raw r;
    int err = ERR_SYNTAX;

    buffer_init(&bytes, len);
    if (field_parameters_find(value, len, "filename*", &r) == 0)
        err = decode_extended(r, &bytes);
    if (err != 0) {
        buffer_reset(&bytes);
        err = field_parameters_find(value, len, "filename", &r);
        if (err == 0 && !(is_percent_encoded(r) && decode_percent(r, &bytes)))
            decode_form(r, &bytes);
    }
    if (err == 0)
        err = buffer_error(&bytes);
    if (err == 0) {
        buffer_add_utf8(out, last_component(buffer_text(&bytes)));
        err = buffer_error(out);
    }
    buffer_free(&bytes);
    return err;
}

/* SPDX-License-Identifier: MIT */
/*
 * Three fields count (RFC 7578 section 4): Content-Disposition, required in every part;
 * Content-Type; and Content-Transfer-Encoding, accepted only if it changes no byte. Fields that say
 * the bytes are not the file itself are refused: Content-Encoding, Content-Range.
 */
#include "fcgi/form/multipart_headers.h"

#include "fcgi/http/field_parameters.h"
#include "base/error.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#define TYPE_MAX 255
#define REPLACEMENT_GROWTH 3 /* an invalid byte becomes the three bytes of U+FFFD */

/* One field: its name, and its value without surrounding white space. */
struct field {
    const char *name, *value;
    size_t name_len, value_len;
};

static bool multipart_headers_is_space(char c)
{
    return c == ' ' || c == '\t';
}

/* Joins continuation lines (RFC 5322 section 2.2.3). */
static void unfold(char *block, size_t len)
{
    for (size_t i = 0; i + 2 < len; i++)
        if (block[i] == '\r' && block[i + 1] == '\n' && multipart_headers_is_space(block[i + 2]))
            block[i] = block[i + 1] = ' ';
}

static int multipart_headers_split(const char *line, size_t len, struct field *out)
{
    const char *colon = memchr(line, ':', len);

    if (colon == NULL || colon == line || memchr(line, '\0', len) || memchr(line, '\r', len) ||
        memchr(line, '\n', len))
        return ERR_BAD_FORM;
    *out = (struct field){.name = line, .name_len = (size_t)(colon - line), .value = colon + 1};
    out->value_len = len - out->name_len - 1;
    while (out->value_len > 0 && multipart_headers_is_space(*out->value)) {
        out->value++;
        out->value_len--;
    }
    while (out->value_len > 0 && multipart_headers_is_space(out->value[out->value_len - 1]))
        out->value_len--;
    while (multipart_headers_is_space(out->name[out->name_len - 1]) && out->name_len > 1)
        out->name_len--;
    return 0;
}

static int take_disposition(const struct field *f, struct multipart_fields *out)
{
    int err;

    if (out->part.name != NULL || !field_parameters_is(f->value, f->value_len, "form-data"))
        return ERR_BAD_FORM;
    err = field_parameters_name(f->value, f->value_len, &out->name);
    if (err != 0)
        return err == ERR_NOMEM ? err : ERR_BAD_FORM;
    out->part.name = buffer_text(&out->name);
    err = field_parameters_filename(f->value, f->value_len, &out->filename);
    if (err == ERR_NOT_FOUND)
        return 0;
    if (err != 0)
        return err == ERR_NOMEM ? err : ERR_BAD_FORM;
    out->part.filename = buffer_text(&out->filename);
    return 0;
}

/* Ignores a type that is not printable text of reasonable length. */
static int take_type(const struct field *f, struct multipart_fields *out)
{
    if (field_parameters_is(f->value, f->value_len, "multipart/byteranges"))
        return ERR_PART;
    if (f->value_len == 0 || f->value_len > TYPE_MAX || out->part.type != NULL)
        return 0;
    for (size_t i = 0; i < f->value_len; i++)
        if (f->value[i] < ' ' || f->value[i] > '~')
            return 0;
    buffer_add(&out->type, f->value, f->value_len);
    out->part.type = buffer_text(&out->type);
    return buffer_error(&out->type);
}

/* RFC 7578 section 4.7 deprecates the field. An encoding that needs decoding is refused. */
static int take_encoding(const struct field *f, struct multipart_fields *out)
{
    static const char *const harmless[] = {"7bit", "8bit", "binary"};

    (void)out;
    for (size_t i = 0; i < sizeof harmless / sizeof *harmless; i++)
        if (field_parameters_is(f->value, f->value_len, harmless[i]))
            return 0;
    return ERR_BAD_FORM;
}

static int take_coding(const struct field *f, struct multipart_fields *out)
{
    (void)out;
    return f->value_len == 0 || field_parameters_is(f->value, f->value_len, "identity")
               ? 0
               : ERR_CODING;
}

static int take_range(const struct field *f, struct multipart_fields *out)
{
    (void)f;
    (void)out;
    return ERR_PART;
}

static int take_field(const struct field *f, struct multipart_fields *out)
{
    static const struct {
        const char *name;
        int (*take)(const struct field *, struct multipart_fields *);
    } known[] = {
        {"Content-Disposition", take_disposition},
        {"Content-Type", take_type},
        {"Content-Transfer-Encoding", take_encoding},
        {"Content-Encoding", take_coding},
        {"Content-Range", take_range},
    };

    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (f->name_len == strlen(known[i].name) &&
            strncasecmp(f->name, known[i].name, f->name_len) == 0)
            return known[i].take(f, out);
    return 0;
}

int multipart_headers_parse(char *block, size_t len, struct multipart_fields *fields_out)
{
    const char *at = block, *end = block + len - 2, *line_end;

    *fields_out = (struct multipart_fields){0};
    buffer_init(&fields_out->name, len * REPLACEMENT_GROWTH);
    buffer_init(&fields_out->filename, len * REPLACEMENT_GROWTH);
    buffer_init(&fields_out->type, TYPE_MAX);
    unfold(block, len);
    for (; at < end; at = line_end + 2) {
        struct field f;
        line_end = memmem(at, (size_t)(end - at), "\r\n", 2);
        if (line_end == NULL)
            return ERR_BAD_FORM;
        int err = multipart_headers_split(at, (size_t)(line_end - at), &f);
        if (err == 0)
            err = take_field(&f, fields_out);
        if (err != 0)
            return err;
    }
    return fields_out->part.name != NULL ? 0 : ERR_BAD_FORM;
}

void multipart_headers_free(struct multipart_fields *fields)
{
    buffer_free(&fields->name);
    buffer_free(&fields->filename);
    buffer_free(&fields->type);
}

/* SPDX-License-Identifier: MIT */
/*
 * Fuzzes the structured fields: for any bytes, an item alone and the same item as the only member
 * of a dictionary get the same verdict, and numbers stay within their bounds.
 */
#include "fcgi/http/structured_fields.h"

#include "base/error.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define LARGEST INT64_C(999999999999999)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_item(const char *text)
{
    int64_t alone = 0, member = 0;
    bool truth = false;
    size_t len = strlen(text) + sizeof "a=";
    char *dictionary = malloc(len);

    assert(dictionary != NULL);
    memcpy(dictionary, "a=", 2);
    memcpy(dictionary + 2, text, len - 2);
    if (structured_fields_integer(text, &alone) == 0) {
        assert(alone >= -LARGEST && alone <= LARGEST);
        if (*text != ' ') { /* blanks may precede an item, but not a member's value */
            assert(structured_fields_member_integer(dictionary, "a", &member) == 0);
            assert(member == alone);
        }
        assert(structured_fields_boolean(text, &truth) == ERR_SYNTAX);
    }
    free(dictionary);
}

static void check_dictionary(const char *text)
{
    unsigned char bytes[16];
    size_t len = 0;
    int64_t number = 0;

    int a = structured_fields_member_integer(text, "a", &number);
    int b = structured_fields_member_bytes(text, "a", bytes, sizeof bytes, &len);
    /* The item has at most one type, and is absent for both or for none. */
    assert(a != 0 || b == ERR_SYNTAX);
    assert((a == ERR_NOT_FOUND) == (b == ERR_NOT_FOUND));
    assert(b != 0 || len <= sizeof bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1);

    assert(text != NULL);
    memcpy(text, data, size);
    text[size] = '\0';
    check_item(text);
    check_dictionary(text);
    free(text);
    return 0;
}

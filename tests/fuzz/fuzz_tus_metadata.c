/* SPDX-License-Identifier: MIT */
/*
 * Fuzzes the parser of Upload-Metadata: what it takes is text that the rest can rely on, and what
 * it refuses leaves nothing behind.
 */
#include "fcgi/tus_metadata.h"

#include "json.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct tus_metadata found = {0};
    char *field = malloc(size + 1);

    if (field == NULL)
        return 0;
    memcpy(field, data, size);
    field[size] = '\0';
    if (tus_metadata_parse(field, &found) != 0)
        assert(found.name == NULL && found.type == NULL);
    else if (found.name != NULL)
        assert(json_utf8_valid(found.name, strlen(found.name)));
    tus_metadata_free(&found);
    free(field);
    return 0;
}

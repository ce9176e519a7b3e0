/* SPDX-License-Identifier: MIT */
/*
 * Fuzzes the two readers of public documents: what progress_scan() takes without a parser, the
 * parser takes too, with the same version.
 */
#include "progress/progress_document.h"
#include "upload/state.h"

#include <assert.h>
#include <stdint.h>

#define ID "0123456789abcdef0123456789abcdef"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data;
    struct progress_version version;
    struct json *j = NULL;

    int err = progress_document_parse(ID, text, size, &j);
    if (progress_scan(ID, text, size, &version)) {
        assert(err == 0);
        assert(version.epoch == json_get_int(j, "epoch", -1));
        assert(version.rev == json_get_int(j, "rev", -1));
        int state = state_from_name(json_get_string(j, "state", ""));
        assert(state >= 0 && version.ended == state_ended((enum state)state));
    }
    json_free(&j);
    return 0;
}

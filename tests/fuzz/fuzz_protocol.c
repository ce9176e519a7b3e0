/* SPDX-License-Identifier: MIT */
/*
 * Fuzzes the relay's requests: for any bytes the verdict is one of three, every accepted id is
 * valid, and a refusal can be answered.
 */
#include "ws/fanout/protocol.h"

#include "base/error.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct protocol_request request;
    int err;

    memset(&request, 0, sizeof request);
    err = protocol_parse((const char *)data, size, &request);
    assert(err == 0 || err == ERR_SYNTAX || err == ERR_BAD_REQUEST || err == ERR_NOMEM);
    if (err == 0 && request.verb <= PROTOCOL_UNWATCH)
        assert(request.scope != PROTOCOL_IDS || request.id_count > 0);
    for (size_t i = 0; err == 0 && i < request.id_count; i++)
        assert(id_valid(request.ids[i]));
    if (err == ERR_BAD_REQUEST) {
        struct message *answer = protocol_error(request.ref, err, request.mistake);
        message_unref(&answer);
    }
    protocol_request_free(&request);
    return 0;
}

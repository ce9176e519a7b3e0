/* SPDX-License-Identifier: MIT */
/*
 * The answer names the kind of the place only. Which place it is, the result in the upload's
 * document tells its watchers.
 */
#include "fcgi/download/delivered.h"

#include "base/error.h"
#include "base/json.h"
#include "config/config.h"

#include <string.h>

#define RESULT_DEPTH 8

static bool delivered_is_s3(const struct upload *u)
{
    struct json *result = NULL;

    if (u->result == NULL || json_parse(u->result, strlen(u->result), RESULT_DEPTH, &result) != 0)
        return false;
    const char *place = json_get_string(result, UPLOAD_DELIVERED, "");
    bool is_s3 = strncmp(place, DELIVER_S3, strlen(DELIVER_S3)) == 0;
    json_free(&result);
    return is_s3;
}

int delivered_refuse(struct exchange *x, const struct upload *u)
{
    return exchange_fail(x, ERR_DELIVERED,
                         "The file was delivered to %s, and the spool has it no more",
                         delivered_is_s3(u) ? "object storage" : "a folder");
}

/* SPDX-License-Identifier: MIT */
/*
 * Reads the text that upload_set_concat() keeps: "final;ID ID".
 */
#include "upload/concat.h"

#include <string.h>

#define FINAL "final;"

bool concat_is_final(const struct upload *u)
{
    return u->concat != NULL && strncmp(u->concat, FINAL, strlen(FINAL)) == 0;
}

bool concat_is_open(const struct upload *u)
{
    return concat_is_final(u) && !u->complete &&
           (u->state == STATE_CREATED || u->state == STATE_UPLOADING);
}

const char *concat_next(const struct upload *u, const char *at, char id_out[ID_SIZE])
{
    if (at == NULL)
        at = concat_is_final(u) ? u->concat + strlen(FINAL) : "";
    at += strspn(at, " ");
    if (strcspn(at, " ") != ID_LEN)
        return NULL;
    memcpy(id_out, at, ID_LEN);
    id_out[ID_LEN] = '\0';
    return id_valid(id_out) ? at + ID_LEN : NULL;
}

bool concat_has(const struct upload *u, const char *id)
{
    char part[ID_SIZE];

    for (const char *at = NULL; (at = concat_next(u, at, part)) != NULL;)
        if (strcmp(part, id) == 0)
            return true;
    return false;
}

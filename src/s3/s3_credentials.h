/* SPDX-License-Identifier: MIT */
/*
 * The credentials for object storage, from a file or from the environment. A file is read again
 * when it changes, because temporary credentials are replaced while a worker runs.
 */
#ifndef LOADLINE_S3_CREDENTIALS_H
#define LOADLINE_S3_CREDENTIALS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

#define S3_SECRET_MAX 256 /* bytes of an id and of a secret */
#define S3_TOKEN_MAX 8192 /* bytes of a session token */
#define S3_FILE_MAX 65536 /* bytes of the file */

struct s3_credentials {
    const char *path; /* NULL: the environment */
    char id[S3_SECRET_MAX + 1], secret[S3_SECRET_MAX + 1], token[S3_TOKEN_MAX + 1];
    unsigned generation; /* rises when they change */
    struct stat seen;    /* the file as it was read */
};

/* Reads the file, or the environment if path is NULL; path is borrowed. 0; ERR_CONFIG if an id or
 * a secret is missing or something is too long; or a code of error_from_errno(). */
int s3_credentials_open(struct s3_credentials *c, const char *path);

/* Reads the file again if it is another one than before, or in any case if again is set. The
 * former credentials stay if it cannot be read. */
void s3_credentials_look(struct s3_credentials *c, bool again);

/* Overwrites each occurrence of the secret or the token in text by "*". */
void s3_credentials_mask(const struct s3_credentials *c, char *text);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * One delivery to object storage: which object, what is there under its key, and how a failure of
 * the server becomes the stage's.
 */
#ifndef LOADLINE_S3_DELIVERY_H
#define LOADLINE_S3_DELIVERY_H

#include "base/buffer.h"
#include "worker/s3/s3_client.h"
#include "worker/s3/s3_parts.h"
#include "worker/stages/stage.h"

#define NOT_DELIVERED "not_delivered"
#define S3_BUCKET_SIZE 64
#define S3_TRIES 4 /* of one request in one run, while failures are temporary */

/* What is under the key. */
enum s3_found { S3_MISSING, S3_OURS, S3_OTHER };

struct s3_delivery {
    struct stage_context *ctx;
    struct s3_client client;
    char bucket[S3_BUCKET_SIZE];
    struct buffer key, url, bucket_url;
    char type_line[300], id_line[64], class_line[96]; /* header fields of the object */
    struct s3_parts parts;                            /* count 0: there is no multipart upload */
    enum s3_found found;                              /* by the last look */
    bool lost;   /* the server knows the multipart upload no more */
    char *piece; /* for digests */
};

/* Finds the object's key and URL and reads the credentials. Returns 0 or the stage's end; the
 * caller calls s3_delivery_close() in both cases. */
int s3_delivery_open(struct s3_delivery *d, struct stage_context *ctx);
void s3_delivery_close(struct s3_delivery *d);

/* Prepares a request without body for a URL that stays in place. */
void s3_delivery_request(const struct s3_delivery *d, struct s3_task *t, const char *method,
                         const char *url);

/* Adds the header fields that make the object, and optionally If-None-Match. */
void s3_delivery_describe(const struct s3_delivery *d, struct s3_task *t, bool only_if_new);

/* Runs one task to its end. 0 with its answer, STAGE_STOPPED, or a negative code. */
int s3_delivery_call(struct s3_delivery *d, struct s3_task *t);

/* Writes the SHA-256 of a part of the file. Other requests go on meanwhile. 0, STAGE_STOPPED or the
 * stage's failure. */
int s3_delivery_digest(struct s3_delivery *d, int64_t at, int64_t size, char out[S3_SHA256_SIZE]);

/* The same of a text in memory. 0 or a negative code. */
int s3_delivery_digest_text(const char *text, size_t len, char out[S3_SHA256_SIZE]);

/* Sets d->found. The object is ours if its size and its metadata are this upload's. Returns 0 or
 * the stage's end. */
int s3_delivery_look(struct s3_delivery *d);

/* Ends the stage because of a failed request: for now if it is temporary. */
int s3_delivery_trouble(const struct s3_delivery *d, const struct s3_answer *a);

/* Ends the stage because another object has the key. */
int s3_delivery_occupied(const struct s3_delivery *d);

/* Decides by a look what became of a request that makes the object: its answer may be lost, or deny
 * what an earlier one has done. Returns 0 if the object is there, else the stage's end. */
int s3_delivery_settle(struct s3_delivery *d, const struct s3_answer *a);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * A web server under examination: requests to it as clients make them, and uploads for trying
 * things out, which have no length and so are never processed.
 */
#ifndef LOADLINE_FRONT_END_H
#define LOADLINE_FRONT_END_H

#include "cli/doctor/doctor.h"
#include "cli/common/http.h"
#include "cli/doctor/advice.h"
#include "base/id.h"

#include <stdbool.h>

#define FRONT_URL_MAX 2048
#define FRONT_PATH_MAX 260
#define FRONT_PATIENCE_MS 20000

/* What a path leads to. */
enum front_program { FRONT_UPLOADS, FRONT_PROGRESS, FRONT_LIVE };

struct front {
    struct doctor *doctor;
    struct http *http;         /* one request at a time, */
    struct http *meanwhile;    /* and one while that one is under way */
    enum advice_server server; /* once it has answered */
    char server_name[64];
    bool server_sends;             /* files that are downloaded, as upload.fcgi says */
    char remedy[ADVICE_TEXT_SIZE]; /* the latest text */
    bool progress_reached, relay_reached;
    bool scheme_hidden; /* by a proxy before the web server: the programs are not asked by https */
    struct idle *idle;  /* while it waits */
    int64_t chunk_size; /* that clients are told; 0: everything in one request */
};

/* An upload on trial. */
struct trial {
    char url[FRONT_URL_MAX];
    char id[ID_SIZE];
    int64_t offset;
};

/* http_perform() with the token, HTTP/1.1 and, unless r has one, a limit of time. */
int front_ask(struct front *f, struct http *http, const struct http_request *r,
              struct http_answer *answer_out);

/* The URL of a path of the site, and then of what is below it. */
void front_url(const struct front *f, const char *path, const char *below, char url[FRONT_URL_MAX]);

/* Whether the answer is one of our own error documents (RFC 9457), not the web server's. */
bool front_is_ours(const struct http_answer *a);

/* The status, with the words of our own error documents; or why there is no answer. Returns buf. */
const char *front_said(const struct http_answer *a, char buf[HTTP_FAILURE_SIZE]);

/* The remedy in the words of this server; valid until the next one. */
const char *front_advice(struct front *f, enum advice what);

/* The same for an answer that is not ours where a program should have answered: by what it is, else
 * that one. */
const char *front_advice_for(struct front *f, const struct http_answer *a, enum front_program which,
                             enum advice otherwise);

/* The same where the web server does not send a file of the spool. */
const char *front_advice_read(struct front *f, const struct http_answer *a);

/* Whether the web server refused it because there were too many before. */
bool front_is_rate(const struct front *f, const struct http_answer *a);

/* Makes an upload of unknown length. True: trial_out has it; answer_out says how it went. */
bool front_create(struct front *f, struct trial *trial_out, struct http_answer *answer_out);

/* Fills in where the upload of an answer to a creation is. False: it does not say. */
bool front_locate(struct front *f, const struct http_answer *a, struct trial *trial_out);

/* Asks where it is; the status, and trial's offset where that is 200. */
int front_head(struct front *f, struct trial *t);

/* Removes it; the status. Where the method does not pass, it is sent as another one, so that
 * nothing stays. */
int front_remove(struct front *f, struct trial *t);

/* What the program that answered says of its settings, unless it was asked at its own socket. */
void front_examine_settings(const struct front *f, const struct http_answer *a, const char *program,
                            const char *socket);

/* The parts of the examination: each prints what it finds. */
void front_examine_served(struct front *f);                /* whether files of ours are to be had */
void front_examine_uploads(struct front *f);               /* methods, and what becomes of bodies */
void front_examine_body(struct front *f, struct trial *t); /* streams it, and which sizes pass */
void front_examine_spellings(struct front *f, struct trial *t); /* requests written in two ways */
void front_examine_download(struct front *f, const struct trial *t); /* finished files */
void front_examine_live(struct front *f, const struct trial *t);     /* the relay */
void front_examine_origin(struct front *f); /* whether it knows the site's own pages */
bool front_examine_rate(
    struct front *f); /* how many requests pass; false: nothing more can be looked at */
void front_examine_errors(struct front *f); /* error documents, of what was reached before */
void front_begin_idle(struct front *f);     /* silent connections: begun here, */
void front_examine_idle(struct front *f);   /* and told here */

/* Those of a WebSocket (RFC 6455 section 4.1). */
extern const char *const front_upgrade_headers[];

#endif

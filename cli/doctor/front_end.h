/* SPDX-License-Identifier: MIT */
/*
 * A web server under test: requests to it as clients make them, and trial uploads, which have no
 * length and so are never processed.
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

/* The program that a path leads to. */
enum front_program { FRONT_UPLOADS, FRONT_PROGRESS, FRONT_LIVE };

struct front {
    struct doctor *doctor;
    struct http *http;         /* for one request at a time, */
    struct http *meanwhile;    /* and for one during that request */
    enum advice_server server; /* known after its first answer */
    char server_name[64];
    bool server_sends;             /* the web server sends downloads, as upload.fcgi reports */
    char remedy[ADVICE_TEXT_SIZE]; /* the latest text */
    bool progress_reached, relay_reached;
    bool scheme_hidden; /* a proxy before the web server hides https from the programs */
    struct idle *idle;  /* while its thread waits */
    int64_t chunk_size; /* announced to clients; 0: everything in one request */
};

/* A trial upload. */
struct trial {
    char url[FRONT_URL_MAX];
    char id[ID_SIZE];
    int64_t offset;
};

/* Performs a request with the token, HTTP/1.1 and, unless r has one, a time limit. Returns as
 * http_perform(). */
int front_ask(struct front *f, struct http *http, const struct http_request *r,
              struct http_answer *answer_out);

/* Writes the URL of a path of the site, followed by below. */
void front_url(const struct front *f, const char *path, const char *below, char url[FRONT_URL_MAX]);

/* Whether the answer is an error document of ours (RFC 9457), not the web server's. */
bool front_is_ours(const struct http_answer *a);

/* Writes the status, with the text of our own error document, or the reason why there is no answer.
 * Returns buf. */
const char *front_said(const struct http_answer *a, char buf[HTTP_FAILURE_SIZE]);

/* Returns the remedy in this server's syntax, valid until the next call. */
const char *front_advice(struct front *f, enum advice what);

/* Like front_advice(), for a foreign answer in place of a program's: selected by the answer, else
 * otherwise. */
const char *front_advice_for(struct front *f, const struct http_answer *a, enum front_program which,
                             enum advice otherwise);

/* Like front_advice(), if the web server does not send a file of the spool. */
const char *front_advice_read(struct front *f, const struct http_answer *a);

/* Whether the web server refused the request because of too many before it. */
bool front_is_rate(const struct front *f, const struct http_answer *a);

/* Creates an upload of unknown length. Returns whether trial_out has it; the caller frees
 * answer_out. */
bool front_create(struct front *f, struct trial *trial_out, struct http_answer *answer_out);

/* Sets the URL and id of a created upload from the answer. Returns false if the answer has none. */
bool front_locate(struct front *f, const struct http_answer *a, struct trial *trial_out);

/* Sends HEAD. Returns the status; sets the trial's offset if that is 200. */
int front_head(struct front *f, struct trial *t);

/* Removes the upload and returns the status. If the method does not pass, sends it by
 * X-HTTP-Method-Override, so that no upload stays. */
int front_remove(struct front *f, struct trial *t);

/* Reports whether the program that answered has the present settings, unless it was asked at its
 * own socket. */
void front_examine_settings(const struct front *f, const struct http_answer *a, const char *program,
                            const char *socket);

/* The checks; each prints its results. */
void front_examine_served(struct front *f);  /* whether private files are reachable by URL */
void front_examine_uploads(struct front *f); /* methods, fields and bodies */
void front_examine_body(struct front *f, struct trial *t);      /* streaming, and accepted sizes */
void front_examine_spellings(struct front *f, struct trial *t); /* requests spelled in two ways */
void front_examine_download(struct front *f, const struct trial *t); /* finished files */
void front_examine_live(struct front *f, const struct trial *t);     /* the relay */
void front_examine_origin(struct front *f); /* whether the relay accepts the site's own pages */
bool front_examine_rate(struct front *f);   /* limits of the rate; false: stop here */
void front_examine_errors(struct front *f); /* error documents of the programs reached before */
void front_begin_idle(struct front *f);     /* idle connections: started here, */
void front_examine_idle(struct front *f);   /* and reported here */

/* The header fields of a WebSocket upgrade (RFC 6455 section 4.1), ends with NULL. */
extern const char *const front_upgrade_headers[];

#endif

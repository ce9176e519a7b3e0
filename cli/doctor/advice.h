/* SPDX-License-Identifier: MIT */
/*
 * The changes to a web server's configuration for Loadline, in that server's syntax: lines to copy,
 * with this site's paths.
 */
#ifndef LOADLINE_ADVICE_H
#define LOADLINE_ADVICE_H

#include <stdbool.h>
#include <stddef.h>

enum advice_server {
    ADVICE_LIGHTTPD,
    ADVICE_NGINX,
    ADVICE_APACHE,
    ADVICE_FCGID, /* Apache that starts the programs by mod_fcgid */
    ADVICE_OTHER
};

enum advice {
    ADVICE_WHOLE,         /* no path leads to our programs */
    ADVICE_UPLOADS,       /* the path of one program does not lead to it */
    ADVICE_PROGRESS,      /* the same */
    ADVICE_LIVE,          /* the same */
    ADVICE_AT_UPLOADS,    /* the path leads elsewhere */
    ADVICE_AT_PROGRESS,   /* the same */
    ADVICE_AT_LIVE,       /* the same */
    ADVICE_STREAM,        /* the server buffers request bodies */
    ADVICE_SIZE,          /* the server limits their size */
    ADVICE_SLASH,         /* the path without its slash leads elsewhere */
    ADVICE_LENGTHLESS,    /* the server refuses bodies without a length */
    ADVICE_SENDFILE,      /* upload.fcgi sends files itself */
    ADVICE_SPOOL,         /* the server looks for files elsewhere */
    ADVICE_READ,          /* the server has no access to files */
    ADVICE_FIELDS,        /* the server changes fields of answers */
    ADVICE_METHODS,       /* the server refuses a method */
    ADVICE_AUTHORIZATION, /* the server drops that field */
    ADVICE_INTERIM,       /* 104 does not pass */
    ADVICE_WEBSOCKET,
    ADVICE_EVENTS,    /* the server buffers answers */
    ADVICE_ORIGIN,    /* the relay does not learn the site's scheme and host */
    ADVICE_HOST,      /* links lead elsewhere */
    ADVICE_SCHEME,    /* links lead to http */
    ADVICE_LOGIN,     /* the server asks for a password */
    ADVICE_FORBIDDEN, /* the server denies access */
    ADVICE_MODULES,   /* the server lacks modules */
    ADVICE_RATE,      /* the server limits the rate of requests */
    ADVICE_ERRORS,    /* the server replaces error documents */
    ADVICE_IDLE,      /* the server closes idle connections before the relay's beat */
    ADVICE_FAILED,    /* the server answers 500 */
    ADVICE_COUNT
};

/* Identifies the server by its field Server (RFC 9110 section 10.2.4). */
enum advice_server advice_recognise(const char *field);

/* The values of a text's placeholders. */
struct advice_words {
    /* Paths of the site, without a slash at the end; and the addresses that they lead to, as in the
     * settings. */
    const char *uploads, *progress, *live;
    const char *to_uploads, *to_progress, *to_live;
    /* Folders of this site and its settings file; folders of installed files and programs. */
    const char *sockets, *spool, *settings;
    const char *data, *programs;
    const char *url;                /* of the site */
    const char *spool_group, *user; /* of the spool; of the web server */
    bool hosted;                    /* shared hosting */
    long long idle_s;               /* three beats of the relay */
};

#define ADVICE_TEXT_SIZE 8192

/* Writes the text, in the form of check_report.h, into buf and returns buf. */
const char *advice_write(enum advice_server server, enum advice what, const struct advice_words *w,
                         char buf[ADVICE_TEXT_SIZE]);

/* Returns the text of the table, with placeholders @word@. Static, never NULL. */
const char *advice_text(enum advice_server server, enum advice what);

/* Returns the text for an account of shared hosting, whose owner cannot change the server's
 * configuration; NULL: the same text. */
const char *advice_text_hosted(enum advice what);

#endif

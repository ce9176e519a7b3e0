/* SPDX-License-Identifier: MIT */
/*
 * What to change in a web server for Loadline, in that server's own words: lines to copy, with this
 * site's paths.
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
    ADVICE_WHOLE,         /* nothing leads to us */
    ADVICE_UPLOADS,       /* the path of one program does not lead to it */
    ADVICE_PROGRESS,      /* the same */
    ADVICE_LIVE,          /* the same */
    ADVICE_AT_UPLOADS,    /* it leads elsewhere */
    ADVICE_AT_PROGRESS,   /* the same */
    ADVICE_AT_LIVE,       /* the same */
    ADVICE_STREAM,        /* request bodies are collected */
    ADVICE_SIZE,          /* their size is limited */
    ADVICE_SLASH,         /* the path without its slash leads elsewhere */
    ADVICE_LENGTHLESS,    /* bodies without a length are refused */
    ADVICE_SENDFILE,      /* upload.fcgi sends files by itself */
    ADVICE_SPOOL,         /* it looks for them elsewhere */
    ADVICE_READ,          /* the web server does not reach them */
    ADVICE_FIELDS,        /* fields of answers are changed */
    ADVICE_METHODS,       /* a method is refused */
    ADVICE_AUTHORIZATION, /* that field is dropped */
    ADVICE_INTERIM,       /* 104 does not pass */
    ADVICE_WEBSOCKET,
    ADVICE_EVENTS,    /* answers are collected */
    ADVICE_ORIGIN,    /* the relay is not told how the site was asked */
    ADVICE_HOST,      /* links lead elsewhere */
    ADVICE_SCHEME,    /* links lead to http */
    ADVICE_LOGIN,     /* the web server asks for a password */
    ADVICE_FORBIDDEN, /* it lets nobody in */
    ADVICE_MODULES,   /* it lacks modules */
    ADVICE_RATE,      /* it limits requests by their number */
    ADVICE_ERRORS,    /* it replaces error documents */
    ADVICE_IDLE,      /* it cuts silent connections before the relay's beat */
    ADVICE_FAILED,    /* 500 */
    ADVICE_COUNT
};

/* Which server it is by its field Server (RFC 9110 section 10.2.4). */
enum advice_server advice_recognise(const char *field);

/* What a text's words are replaced by. */
struct advice_words {
    /* Paths of the site, without a slash at the end; and where they lead to, as in the settings. */
    const char *uploads, *progress, *live;
    const char *to_uploads, *to_progress, *to_live;
    /* Folders of this site, and its settings; what is installed: files, and programs. */
    const char *sockets, *spool, *settings;
    const char *data, *programs;
    const char *url;                /* of the site */
    const char *spool_group, *user; /* of the spool; of the web server */
    bool hosted;                    /* shared hosting */
    long long idle_s;               /* three beats of the relay */
};

#define ADVICE_TEXT_SIZE 8192

/* The text, in the form of check_report.h. Returns buf. */
const char *advice_write(enum advice_server server, enum advice what, const struct advice_words *w,
                         char buf[ADVICE_TEXT_SIZE]);

/* The text as it is in the table: @word@ stands for what is of this site. Never NULL. */
const char *advice_text(enum advice_server server, enum advice what);

/* The text for an account of shared hosting, which has no say in the server's configuration; NULL:
 * the same. */
const char *advice_text_hosted(enum advice what);

#endif

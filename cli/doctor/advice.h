/* SPDX-License-Identifier: MIT */
/*
 * What to change in a web server for Loadline, in that server's own words: lines to copy, with this site's paths.
 */
#ifndef LOADLINE_ADVICE_H
#define LOADLINE_ADVICE_H

#include <stdbool.h>
#include <stddef.h>

enum remedy_server {
    REMEDY_LIGHTTPD,
    REMEDY_NGINX,
    REMEDY_APACHE,
    REMEDY_FCGID, /* Apache that starts the programs by mod_fcgid */
    REMEDY_OTHER
};

enum remedy {
    REMEDY_WHOLE,         /* nothing leads to us */
    REMEDY_UPLOADS,       /* the path of one program does not lead to it */
    REMEDY_PROGRESS,      /* the same */
    REMEDY_LIVE,          /* the same */
    REMEDY_AT_UPLOADS,    /* it leads elsewhere */
    REMEDY_AT_PROGRESS,   /* the same */
    REMEDY_AT_LIVE,       /* the same */
    REMEDY_STREAM,        /* request bodies are collected */
    REMEDY_SIZE,          /* their size is limited */
    REMEDY_SLASH,         /* the path without its slash leads elsewhere */
    REMEDY_LENGTHLESS,    /* bodies without a length are refused */
    REMEDY_SENDFILE,      /* upload.fcgi sends files by itself */
    REMEDY_SPOOL,         /* it looks for them elsewhere */
    REMEDY_READ,          /* the web server does not reach them */
    REMEDY_FIELDS,        /* fields of answers are changed */
    REMEDY_METHODS,       /* a method is refused */
    REMEDY_AUTHORIZATION, /* that field is dropped */
    REMEDY_INTERIM,       /* 104 does not pass */
    REMEDY_WEBSOCKET,
    REMEDY_EVENTS,    /* answers are collected */
    REMEDY_ORIGIN,    /* the relay is not told how the site was asked */
    REMEDY_HOST,      /* links lead elsewhere */
    REMEDY_SCHEME,    /* links lead to http */
    REMEDY_LOGIN,     /* the web server asks for a password */
    REMEDY_FORBIDDEN, /* it lets nobody in */
    REMEDY_MODULES,   /* it lacks modules */
    REMEDY_RATE,      /* it limits requests by their number */
    REMEDY_ERRORS,    /* it replaces error documents */
    REMEDY_IDLE,      /* it cuts silent connections before the relay's beat */
    REMEDY_FAILED,    /* 500 */
    REMEDY_COUNT
};

/* Which server it is by its field Server (RFC 9110 section 10.2.4). */
enum remedy_server remedy_recognise(const char *field);

/* What a text's words are replaced by. */
struct remedy_words {
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

#define REMEDY_TEXT_SIZE 8192

/* The text, in the form of check_report.h. Returns buf. */
const char *remedy_write(enum remedy_server server, enum remedy what, const struct remedy_words *w,
                         char buf[REMEDY_TEXT_SIZE]);

/* The text as it is in the table: @word@ stands for what is of this site. Never NULL. */
const char *remedy_text(enum remedy_server server, enum remedy what);

/* The text for an account of shared hosting, which has no say in the server's configuration; NULL: the same. */
const char *remedy_text_hosted(enum remedy what);

#endif

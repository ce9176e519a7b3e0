/* SPDX-License-Identifier: MIT */
/*
 * What to change in a web server for Loadline, in that server's own words.
 */
#ifndef LOADLINE_REMEDY_H
#define LOADLINE_REMEDY_H

enum remedy_server { REMEDY_LIGHTTPD, REMEDY_NGINX, REMEDY_APACHE, REMEDY_OTHER };

enum remedy {
    REMEDY_PATH,          /* a path does not lead to its program */
    REMEDY_STREAM,        /* request bodies are collected */
    REMEDY_SIZE,          /* their size is limited */
    REMEDY_SLASH,         /* the path without its slash leads elsewhere */
    REMEDY_LENGTHLESS,    /* bodies without a length are refused */
    REMEDY_SENDFILE,      /* upload.fcgi sends files by itself */
    REMEDY_READ,          /* the web server does not reach them */
    REMEDY_FIELDS,        /* fields of answers are changed */
    REMEDY_METHODS,       /* a method is refused */
    REMEDY_AUTHORIZATION, /* that field is dropped */
    REMEDY_INTERIM,       /* 104 does not pass */
    REMEDY_WEBSOCKET,
    REMEDY_EVENTS, /* answers are collected */
    REMEDY_HOST,   /* links lead elsewhere */
    REMEDY_SCHEME, /* links lead to http */
    REMEDY_COUNT
};

/* Which server it is by its field Server (RFC 9110 section 10.2.4). */
enum remedy_server remedy_recognise(const char *field);

/* Never NULL. */
const char *remedy_text(enum remedy_server server, enum remedy what);

#endif

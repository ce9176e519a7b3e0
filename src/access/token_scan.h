/* SPDX-License-Identifier: MIT */
/*
 * Checks an unverified token before a parser reads it: three parts of base64url, with header and
 * claims nested no deeper than a parser supports. It takes the token in pieces of any length,
 * stores no text, and its stack does not grow with the token.
 */
#ifndef LOADLINE_TOKEN_SCAN_H
#define LOADLINE_TOKEN_SCAN_H

#include <stdbool.h>
#include <stddef.h>

#define TOKEN_DEPTH_MAX 32 /* levels of arrays and objects in one member's value */
#define TOKEN_MAX 8192     /* bytes of a token */

enum token_part { TOKEN_HEADER, TOKEN_CLAIMS, TOKEN_SIGNATURE, TOKEN_PARTS };

struct token_scan {
    enum token_part part; /* part of the next byte */
    size_t len;           /* bytes of the token so far */
    unsigned bits;        /* of base64url, less than one byte */
    unsigned depth;
    bool in_string, escaped; /* state of the JSON text at the next byte */
    bool failed;
    size_t part_len[TOKEN_PARTS]; /* characters */
    size_t members[TOKEN_PARTS];  /* of the outermost object; duplicate names count each */
};

/* Starts a scan. */
void token_scan_begin(struct token_scan *s);

/* Scans the next bytes. 0, or ERR_TOKEN in this and all later calls: wrong alphabet, too long, too
 * deep, or too many parts. */
int token_scan_push(struct token_scan *s, const char *bytes, size_t len);

/* 0 if a whole token was scanned, else ERR_TOKEN. */
int token_scan_end(const struct token_scan *s);

#endif

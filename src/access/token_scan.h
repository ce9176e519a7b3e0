/* SPDX-License-Identifier: MIT */
/*
 * What a stranger's token may be before any parser sees it: three parts of base64url whose header
 * and claims are nested no deeper than a parser can bear. Takes the token in pieces of any length,
 * keeps no text, and uses no stack that grows with the token.
 */
#ifndef LOADLINE_TOKEN_SCAN_H
#define LOADLINE_TOKEN_SCAN_H

#include <stdbool.h>
#include <stddef.h>

#define TOKEN_DEPTH_MAX 32 /* arrays and objects within one another in one member's value */
#define TOKEN_MAX 8192     /* bytes of a token that is looked at */

enum token_part { TOKEN_HEADER, TOKEN_CLAIMS, TOKEN_SIGNATURE, TOKEN_PARTS };

struct token_scan {
    enum token_part part; /* that the next byte belongs to */
    size_t len;           /* bytes of the token so far */
    unsigned bits;        /* of base64url that make no whole byte yet */
    unsigned depth;
    bool in_string, escaped; /* of the JSON text: the place of the next byte */
    bool failed;
    size_t part_len[TOKEN_PARTS]; /* characters */
    size_t members[TOKEN_PARTS];  /* of the outermost object, equal names counted each */
};

void token_scan_begin(struct token_scan *s);

/* Takes the next bytes. ERR_TOKEN, now and for ever after: not the alphabet, too long, too deep, or
 * too many parts. */
int token_scan_push(struct token_scan *s, const char *bytes, size_t len);

/* Whether a whole token has been seen. 0 or ERR_TOKEN. */
int token_scan_end(const struct token_scan *s);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * Scripts by which a shell completes the words of loadline. They are made from the table of
 * commands, need no other script, and never ask Redis or the spool.
 */
#ifndef LOADLINE_COMPLETION_H
#define LOADLINE_COMPLETION_H

#include "base/buffer.h"
#include "cli/common/command.h"

struct completion {
    const struct command *const *commands; /* NULL ends the list */
    const struct command_option *globals;  /* in front of the command */
};

/* Append the script of a shell. */
void completion_add_bash(const struct completion *c, struct buffer *out);
void completion_add_zsh(const struct completion *c, struct buffer *out);
void completion_add_fish(const struct completion *c, struct buffer *out);

/* Appends the words of an offer, with blanks in between. words are those of OFFER_WORDS and
 * OFFER_LIST. */
void completion_add_words(enum command_offer offer, const char *words, struct buffer *out);

/* Appends text in single quotes. escape replaces a single quote in it. */
void completion_add_quoted(const char *text, const char *escape, struct buffer *out);

/* The length of the first line of a help. */
int completion_first_line(const char *help);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * Words of commands that operators copy into a shell.
 */
#ifndef LOADLINE_SHELL_WORD_H
#define LOADLINE_SHELL_WORD_H

#include <stdbool.h>
#include <stddef.h>

/* Whether a shell takes the text unchanged as one word: letters, digits and characters without a
 * meaning in shells. */
bool shell_word_is_plain(const char *text, size_t len);

/* Writes the text as one word, in single quotes if needed (POSIX shell, section 2.2.2), truncated
 * if it does not fit. Returns buf. */
const char *shell_word_quote(const char *text, char *buf, size_t size);

#endif

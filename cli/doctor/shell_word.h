/* SPDX-License-Identifier: MIT */
/*
 * Words of commands that people copy into a shell.
 */
#ifndef LOADLINE_SHELL_WORD_H
#define LOADLINE_SHELL_WORD_H

#include <stdbool.h>
#include <stddef.h>

/* Whether a shell takes the text as it is, for one word: letters, digits and signs that mean
 * nothing to it. */
bool shell_word_is_plain(const char *text, size_t len);

/* The text as one word, in single quotes where it needs them (POSIX shell, section 2.2.2); cut
 * where it does not fit. Returns buf. */
const char *shell_word_quote(const char *text, char *buf, size_t size);

#endif

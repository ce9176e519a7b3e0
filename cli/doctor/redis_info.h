/* SPDX-License-Identifier: MIT */
/*
 * The answer of Redis's INFO command.
 */
#ifndef LOADLINE_REDIS_INFO_H
#define LOADLINE_REDIS_INFO_H

#define REDIS_INFO_WORD_SIZE 64

/* Copies the value of the line "name:value" of info (NULL: no answer) into word, "" if there is
 * none; returns word. */
const char *redis_info_word(const char *info, const char *name, char word[REDIS_INFO_WORD_SIZE]);

#endif

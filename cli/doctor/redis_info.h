/* SPDX-License-Identifier: MIT */
/*
 * What the INFO command of Redis answers.
 */
#ifndef LOADLINE_REDIS_INFO_H
#define LOADLINE_REDIS_INFO_H

#define REDIS_INFO_WORD_SIZE 64

/* The value of a line "name:value" of what INFO says (NULL: nothing), "" where there is none;
 * returns word. */
const char *redis_info_word(const char *info, const char *name, char word[REDIS_INFO_WORD_SIZE]);

#endif

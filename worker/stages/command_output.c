/* SPDX-License-Identifier: MIT */
/*
 * Splits a stream of bytes into bounded lines and parses the words of the protocol. Other output of
 * a command is no error: most programs print something.
 */
#include "worker/stages/command_output.h"

#include <stdint.h>
#include <string.h>

#define KEY_CHARACTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-."

void command_output_init(struct command_output *l)
{
    l->len = 0;
}

static void command_output_deliver(struct command_output *l,
                                   void (*fn)(void *arg, const char *text), void *arg)
{
    if (l->len > 0 && l->text[l->len - 1] == '\r')
        l->len--;
    l->text[l->len] = '\0';
    l->len = 0;
    fn(arg, l->text);
}

void command_output_push(struct command_output *l, const char *bytes, size_t len,
                         void (*fn)(void *arg, const char *text), void *arg)
{
    for (size_t i = 0; i < len; i++) {
        if (bytes[i] == '\n')
            command_output_deliver(l, fn, arg);
        else if (l->len < COMMAND_OUTPUT_MAX)
            l->text[l->len++] = bytes[i] != '\0' ? bytes[i] : '?';
    }
}

void command_output_end(struct command_output *l, void (*fn)(void *arg, const char *text),
                        void *arg)
{
    if (l->len > 0)
        command_output_deliver(l, fn, arg);
}

/* Returns the text after the word and at least one blank, or NULL if text does not start with them.
 */
static const char *command_output_after_word(const char *text, const char *word)
{
    size_t len = strlen(word);
    if (strncmp(text, word, len) != 0 || (text[len] != ' ' && text[len] != '\t'))
        return NULL;
    return text + len + strspn(text + len, " \t");
}

static bool command_output_parse_progress(const char *text, struct line *out)
{
    size_t digits = strspn(text, "0123456789");
    if (digits < 1 || digits > 3 || !strchr(" \t", text[digits]))
        return false;
    int n = 0;
    for (size_t i = 0; i < digits; i++)
        n = n * 10 + (text[i] - '0');
    if (n > 100)
        return false;
    out->progress = n;
    out->text = text + digits + strspn(text + digits, " \t");
    return true;
}

static bool parse_result(const char *text, struct line *out)
{
    size_t len = strspn(text, KEY_CHARACTERS);
    if (len < 1 || len > COMMAND_OUTPUT_KEY_MAX || text[len] != '=')
        return false;
    memcpy(out->key, text, len);
    out->key[len] = '\0';
    out->text = text + len + 1;
    return true;
}

void line_parse(const char *text, struct line *out)
{
    *out = (struct line){.kind = LINE_OTHER, .text = text};
    const char *rest = command_output_after_word(text, "progress");
    if (rest && command_output_parse_progress(rest, out)) {
        out->kind = LINE_PROGRESS;
        return;
    }
    rest = command_output_after_word(text, "result");
    if (rest && parse_result(rest, out))
        out->kind = LINE_RESULT;
}

/* SPDX-License-Identifier: MIT */
/*
 * Completion in fish(1): one "complete" for each word, with a condition that the command is the
 * one on the line.
 */
#include "cli/completion/completion.h"

#define QUOTE "\\'"

#define HEAD                                                                                       \
    "# fish completion for loadline(1); \"loadline completion fish\" prints it.\n"                 \
    "\n"                                                                                           \
    "# Prints the command on the line; nothing in front of it.\n"                                  \
    "function __loadline_command\n"                                                                \
    "    set -l words (commandline -opc)\n"                                                        \
    "    set -l skips no\n"                                                                        \
    "    set -e words[1]\n"                                                                        \
    "    for word in $words\n"                                                                     \
    "        if test $skips = yes\n"                                                               \
    "            set skips no\n"                                                                   \
    "            continue\n"                                                                       \
    "        end\n"                                                                                \
    "        switch $word\n"                                                                       \
    "            case --config -c\n"                                                               \
    "                set skips yes\n"                                                              \
    "            case '-*'\n"                                                                      \
    "            case '*'\n"                                                                       \
    "                echo $word\n"                                                                 \
    "                return\n"                                                                     \
    "        end\n"                                                                                \
    "    end\n"                                                                                    \
    "end\n"                                                                                        \
    "\n"                                                                                           \
    "function __loadline_is\n"                                                                     \
    "    test (__loadline_command | string collect --allow-empty) = \"$argv\"\n"                   \
    "end\n"                                                                                        \
    "\n"                                                                                           \
    "complete -c loadline -f\n"

/* Adds the arguments of "complete" for what is offered. */
static void fish_add_offer(enum command_offer offer, const char *words, struct buffer *out)
{
    if (offer == OFFER_FILES) {
        buffer_add_string(out, " -F");
    } else if (offer == OFFER_FOLDERS) {
        buffer_add_string(out, " -a '(__fish_complete_directories)'");
    } else if (offer != OFFER_NOTHING) {
        bool is_list = offer == OFFER_LIST || offer == OFFER_STATES;
        buffer_add_string(out, is_list ? " -a '(__fish_append , " : " -a '");
        completion_add_words(offer, words, out);
        buffer_add_string(out, is_list ? ")'" : "'");
    }
}

/* Adds "complete" with the condition; command "": none is on the line yet. */
static void fish_begin(const char *command, struct buffer *out)
{
    buffer_addf(out, "complete -c loadline -n '__loadline_is%s%s'", *command != '\0' ? " " : "",
                command);
}

static void fish_add_help(const char *help, struct buffer *out)
{
    struct buffer line;

    buffer_init(&line, out->max);
    buffer_add(&line, help, (size_t)completion_first_line(help));
    buffer_add_string(out, " -d ");
    completion_add_quoted(buffer_text(&line), QUOTE, out);
    buffer_add_char(out, '\n');
    buffer_free(&line);
}

static void fish_add_option(const char *command, const struct command_option *o, struct buffer *out)
{
    fish_begin(command, out);
    buffer_addf(out, " -l %s", o->name);
    if (o->value != NULL && o->letter != 0)
        buffer_addf(out, " -s %c", o->letter);
    buffer_addf(out, "%s", o->value == NULL ? "" : o->offer == OFFER_FILES ? " -r" : " -x");
    if (o->value != NULL)
        fish_add_offer(o->offer, o->words, out);
    fish_add_help(o->help, out);
}

static void fish_add_options(const char *command, const struct command_option *options,
                             struct buffer *out)
{
    for (const struct command_option *o = options; o != NULL && o->name != NULL; o++)
        fish_add_option(command, o, out);
}

void completion_add_fish(const struct completion *c, struct buffer *out)
{
    buffer_add_string(out, HEAD);
    fish_add_options("", c->globals, out);
    for (const struct command *const *i = c->commands; *i != NULL; i++) {
        fish_begin("", out);
        buffer_addf(out, " -a %s", (*i)->name);
        fish_add_help((*i)->summary, out);
    }
    for (const struct command *const *i = c->commands; *i != NULL; i++) {
        fish_add_options((*i)->name, (*i)->options, out);
        fish_add_option((*i)->name, &command_help_option, out);
        if ((*i)->offer == OFFER_NOTHING)
            continue;
        fish_begin((*i)->name, out);
        fish_add_offer((*i)->offer, (*i)->words, out);
        buffer_add_char(out, '\n');
    }
}

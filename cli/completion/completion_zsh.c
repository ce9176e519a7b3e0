/* SPDX-License-Identifier: MIT */
/*
 * Completion in zsh(1), by its function _arguments. The file is autoloaded as _loadline.
 */
#include "cli/completion/completion.h"

#include <string.h>

#define QUOTE "'\\''"

#define HEAD                                                                                       \
    "#compdef loadline\n"                                                                          \
    "# zsh completion for loadline(1); \"loadline completion zsh\" prints it.\n"                   \
    "\n"                                                                                           \
    "_loadline() {\n"                                                                              \
    "    local curcontext=\"$curcontext\" state line\n"                                            \
    "    local -a commands\n"                                                                      \
    "    typeset -A opt_args\n"                                                                    \
    "    commands=(\n"

#define TAIL                                                                                       \
    "}\n"                                                                                          \
    "\n"                                                                                           \
    "if [[ $funcstack[1] == _loadline ]]; then\n"                                                  \
    "    _loadline \"$@\"\n"                                                                       \
    "else\n"                                                                                       \
    "    compdef _loadline loadline\n"                                                             \
    "fi\n"

/* The part of a specification after its message: what is offered. */
static void zsh_add_action(enum command_offer offer, const char *words, struct buffer *out)
{
    switch (offer) {
    case OFFER_FILES:
        buffer_add_string(out, "_files");
        break;
    case OFFER_FOLDERS:
        buffer_add_string(out, "_files -/");
        break;
    case OFFER_WORDS:
    case OFFER_SETTINGS:
        buffer_add_char(out, '(');
        completion_add_words(offer, words, out);
        buffer_add_char(out, ')');
        break;
    case OFFER_LIST:
    case OFFER_STATES:
        buffer_add_string(out, "_values -s , word ");
        completion_add_words(offer, words, out);
        break;
    case OFFER_NOTHING:
        buffer_add_char(out, ' ');
        break;
    }
}

/* Explanations stand in brackets, and colons separate the parts of a specification. */
static void zsh_add_explanation(const char *help, struct buffer *out)
{
    for (int i = 0; i < completion_first_line(help); i++) {
        if (strchr("[]:\\", help[i]) != NULL)
            buffer_add_char(out, '\\');
        buffer_add_char(out, help[i]);
    }
}

static void zsh_add_option(const struct command_option *o, struct buffer *out)
{
    struct buffer spec;

    buffer_init(&spec, out->max);
    buffer_addf(&spec, "--%s%s[", o->name, o->value != NULL ? "=" : "");
    zsh_add_explanation(o->help, &spec);
    buffer_add_char(&spec, ']');
    if (o->value != NULL) {
        buffer_addf(&spec, ":%s:", o->value);
        zsh_add_action(o->offer, o->words, &spec);
    }
    buffer_add_string(out, " \\\n            ");
    completion_add_quoted(buffer_text(&spec), QUOTE, out);
    buffer_free(&spec);
}

static void zsh_add_options(const struct command_option *options, struct buffer *out)
{
    for (const struct command_option *o = options; o != NULL && o->name != NULL; o++)
        zsh_add_option(o, out);
}

static void zsh_add_argument(const struct command *c, struct buffer *out)
{
    if (*c->arguments == '\0' || c->offer == OFFER_NOTHING)
        return;
    buffer_add_string(out, " \\\n            '*:argument:");
    zsh_add_action(c->offer, c->words, out);
    buffer_add_char(out, '\'');
}

static void zsh_add_command(const struct command *c, struct buffer *out)
{
    buffer_addf(out, "        %s)\n            _arguments", c->name);
    zsh_add_options(c->options, out);
    zsh_add_option(&command_help_option, out);
    zsh_add_argument(c, out);
    buffer_add_string(out, "\n            ;;\n");
}

static void zsh_add_summary(const struct command *c, struct buffer *out)
{
    struct buffer line;

    buffer_init(&line, out->max);
    buffer_addf(&line, "%s:%s", c->name, c->summary);
    buffer_add_string(out, "        ");
    completion_add_quoted(buffer_text(&line), QUOTE, out);
    buffer_add_char(out, '\n');
    buffer_free(&line);
}

void completion_add_zsh(const struct completion *c, struct buffer *out)
{
    buffer_add_string(out, HEAD);
    for (const struct command *const *i = c->commands; *i != NULL; i++)
        zsh_add_summary(*i, out);
    buffer_add_string(out, "    )\n    _arguments -C");
    zsh_add_options(c->globals, out);
    buffer_add_string(out, " \\\n            '1:command:->command' '*::argument:->argument'\n"
                           "    case $state in\n    command) _describe command commands ;;\n"
                           "    argument)\n        case $words[1] in\n");
    for (const struct command *const *i = c->commands; *i != NULL; i++)
        zsh_add_command(*i, out);
    buffer_add_string(out, "        esac\n        ;;\n    esac\n" TAIL);
}

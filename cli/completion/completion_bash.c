/* SPDX-License-Identifier: MIT */
/*
 * Completion in bash(1), from version 4 on. "=" and ":" are words of their own there, so that
 * "--state=done" is three.
 */
#include "cli/completion/completion.h"

#define HEAD                                                                                       \
    "# bash completion for loadline(1); \"loadline completion bash\" prints it.\n"                 \
    "\n"                                                                                           \
    "_loadline_words() {\n"                                                                        \
    "    mapfile -t COMPREPLY < <(compgen -W \"$1\" -- \"$2\")\n"                                  \
    "}\n"                                                                                          \
    "\n"                                                                                           \
    "# Several words, with commas in between.\n"                                                   \
    "_loadline_list() {\n"                                                                         \
    "    local head=\n"                                                                            \
    "    [[ $2 != *,* ]] || head=${2%,*},\n"                                                       \
    "    mapfile -t COMPREPLY < <(compgen -P \"$head\" -W \"$1\" -- \"${2##*,}\")\n"               \
    "}\n"                                                                                          \
    "\n"                                                                                           \
    "# What readline completes by itself: default (files) or dirnames.\n"                          \
    "_loadline_files() {\n"                                                                        \
    "    compopt -o \"$1\" 2>/dev/null || return 0\n"                                              \
    "}\n"                                                                                          \
    "\n"                                                                                           \
    "_loadline() {\n"                                                                              \
    "    local i command='' option='' current=${COMP_WORDS[COMP_CWORD]}\n"                         \
    "    COMPREPLY=()\n"                                                                           \
    "    for ((i = 1; i < COMP_CWORD; i++)); do\n"                                                 \
    "        case ${COMP_WORDS[i]} in\n"                                                           \
    "        --config)\n"                                                                          \
    "            [[ ${COMP_WORDS[i + 1]-} != = ]] || i=$((i + 1))\n"                               \
    "            i=$((i + 1))\n"                                                                   \
    "            ;;\n"                                                                             \
    "        -c) i=$((i + 1)) ;;\n"                                                                \
    "        -*) ;;\n"                                                                             \
    "        *)\n"                                                                                 \
    "            command=${COMP_WORDS[i]}\n"                                                       \
    "            break\n"                                                                          \
    "            ;;\n"                                                                             \
    "        esac\n"                                                                               \
    "    done\n"                                                                                   \
    "    i=$((COMP_CWORD - 1))\n"                                                                  \
    "    [[ $current != = ]] || current=\n"                                                        \
    "    [[ ${COMP_WORDS[i]} != = ]] || i=$((i - 1))\n"                                            \
    "    option=${COMP_WORDS[i]}\n"

#define TAIL                                                                                       \
    "}\n"                                                                                          \
    "\n"                                                                                           \
    "complete -F _loadline loadline\n"

/* Adds the command that offers something; nothing for OFFER_NOTHING. */
static void bash_add_offer(enum command_offer offer, const char *words, struct buffer *out)
{
    if (offer == OFFER_FILES || offer == OFFER_FOLDERS) {
        buffer_addf(out, "_loadline_files %s", offer == OFFER_FILES ? "default" : "dirnames");
    } else if (offer != OFFER_NOTHING) {
        buffer_addf(out, "_loadline_%s '",
                    offer == OFFER_LIST || offer == OFFER_STATES ? "list" : "words");
        completion_add_words(offer, words, out);
        buffer_add_string(out, "' \"$current\"");
    }
}

/* The values of options: one branch for each option that takes one. */
static void bash_add_values(const char *command, const struct command_option *options,
                            struct buffer *out)
{
    for (const struct command_option *o = options; o != NULL && o->name != NULL; o++) {
        if (o->value == NULL)
            continue;
        buffer_addf(out, "    %s:--%s", command, o->name);
        if (o->letter != 0)
            buffer_addf(out, " | %s:-%c", command, o->letter);
        buffer_add_string(out, ")\n");
        if (o->offer != OFFER_NOTHING) {
            buffer_add_string(out, "        ");
            bash_add_offer(o->offer, o->words, out);
            buffer_add_char(out, '\n');
        }
        buffer_add_string(out, "        return\n        ;;\n");
    }
}

static void bash_add_names(const char *command, const struct command_option *options,
                           struct buffer *out)
{
    buffer_addf(out, "        %s) _loadline_words '", command);
    for (const struct command_option *o = options; o != NULL && o->name != NULL; o++)
        buffer_addf(out, "--%s ", o->name);
}

static void bash_add_all_values(const struct completion *c, struct buffer *out)
{
    buffer_add_string(out, "    case $command:$option in\n");
    bash_add_values("", c->globals, out);
    for (const struct command *const *i = c->commands; *i != NULL; i++)
        bash_add_values((*i)->name, (*i)->options, out);
    buffer_add_string(out, "    esac\n");
}

static void bash_add_all_names(const struct completion *c, struct buffer *out)
{
    buffer_add_string(out, "    if [[ $current == -* ]]; then\n        case $command in\n");
    bash_add_names("''", c->globals, out);
    buffer_add_string(out, "' \"$current\" ;;\n");
    for (const struct command *const *i = c->commands; *i != NULL; i++) {
        bash_add_names((*i)->name, (*i)->options, out);
        buffer_addf(out, "--%s' \"$current\" ;;\n", command_help_option.name);
    }
    buffer_add_string(out, "        esac\n        return\n    fi\n");
}

static void bash_add_arguments(const struct completion *c, struct buffer *out)
{
    buffer_add_string(out, "    case $command in\n    '') _loadline_words '");
    for (const struct command *const *i = c->commands; *i != NULL; i++)
        buffer_addf(out, "%s%s", i == c->commands ? "" : " ", (*i)->name);
    buffer_add_string(out, "' \"$current\" ;;\n");
    for (const struct command *const *i = c->commands; *i != NULL; i++) {
        if ((*i)->offer == OFFER_NOTHING)
            continue;
        buffer_addf(out, "    %s) ", (*i)->name);
        bash_add_offer((*i)->offer, (*i)->words, out);
        buffer_add_string(out, " ;;\n");
    }
    buffer_add_string(out, "    esac\n");
}

void completion_add_bash(const struct completion *c, struct buffer *out)
{
    buffer_add_string(out, HEAD);
    bash_add_all_values(c, out);
    bash_add_all_names(c, out);
    bash_add_arguments(c, out);
    buffer_add_string(out, TAIL);
}

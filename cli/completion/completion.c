/* SPDX-License-Identifier: MIT */
/*
 * What the scripts of all shells share.
 */
#include "cli/completion/completion.h"

#include "config/config_table.h"
#include "upload/state.h"

#include <string.h>

void completion_add_words(enum command_offer offer, const char *words, struct buffer *out)
{
    size_t before = out->len;

    if (offer == OFFER_WORDS || offer == OFFER_LIST)
        buffer_add_string(out, words);
    for (int i = 0; offer == OFFER_STATES && i < STATE_COUNT; i++)
        buffer_addf(out, "%s%s", out->len > before ? " " : "", state_name((enum state)i));
    const struct setting *s = offer == OFFER_SETTINGS ? config_settings : NULL;
    for (; s != NULL && s->name != NULL; s = setting_next(s))
        buffer_addf(out, "%s%s", out->len > before ? " " : "", s->name);
}

void completion_add_quoted(const char *text, const char *escape, struct buffer *out)
{
    buffer_add_char(out, '\'');
    for (; *text != '\0'; text++) {
        if (*text == '\'')
            buffer_add_string(out, escape);
        else
            buffer_add_char(out, *text);
    }
    buffer_add_char(out, '\'');
}

int completion_first_line(const char *help)
{
    return (int)strcspn(help, "\n");
}

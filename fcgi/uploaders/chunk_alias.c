/* SPDX-License-Identifier: MIT */
/*
 * A chunk without a name is stored like any other: the name only helps pages that poll.
 */
#include "fcgi/uploaders/chunk_alias.h"

#include "fcgi/app/alias.h"
#include "fcgi/app/app.h"

void chunk_alias_set(const struct exchange *x, struct intake_piece *p, const char *alias)
{
    const struct app *app = x->app;
    char scope[CLIENT_IDENTITY_SIZE], own[PROGRESS_ALIAS_SIZE] = "";

    if (alias == NULL && alias_of_request(x->request, own) == 0)
        alias = own;
    if (alias != NULL && progress_alias_valid(alias) &&
        alias_scope(&app->config, &app->secret, x->request, x->principal.owner, scope) == 0)
        intake_piece_name(p, scope, alias);
}

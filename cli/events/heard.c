/* SPDX-License-Identifier: MIT */
/*
 * Redis sends events and answers in their order: each tells that all before it has come.
 */
#include "cli/events/heard.h"

static void heard_advance(struct heard *h, int64_t until_ms)
{
    if (until_ms > h->until_ms)
        h->until_ms = until_ms;
}

void heard_begin(struct heard *h, int64_t now_ms)
{
    *h = (struct heard){.until_ms = now_ms};
}

void heard_document(struct heard *h, int64_t updated_at_ms, int64_t now_ms)
{
    heard_advance(h, updated_at_ms < now_ms ? updated_at_ms : now_ms);
}

/* The answer that comes next is that to the first ping. */
void heard_ask(struct heard *h, int64_t now_ms)
{
    if (h->asked_ms == 0)
        h->asked_ms = now_ms;
}

void heard_answer(struct heard *h)
{
    heard_advance(h, h->asked_ms);
    h->asked_ms = 0;
}

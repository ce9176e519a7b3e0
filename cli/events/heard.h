/* SPDX-License-Identifier: MIT */
/*
 * Until when the events of a shard are known. A loss is noticed late if this program, its machine
 * or the reader of its output was stopped, so the time of the loss says nothing.
 */
#ifndef LOADLINE_HEARD_H
#define LOADLINE_HEARD_H

#include <stdint.h>

/* Wall times. All zero at first. */
struct heard {
    int64_t until_ms; /* all events before it were heard */
    int64_t asked_ms; /* of a ping without an answer; 0: none */
};

/* Call it when a connection begins, with the time before that. */
void heard_begin(struct heard *h, int64_t now_ms);

/* Takes the time of change of a document that was heard. A time after now_ms counts as now_ms. */
void heard_document(struct heard *h, int64_t updated_at_ms, int64_t now_ms);

/* Call them for a ping and its answer: what came before the ping was heard before the answer. */
void heard_ask(struct heard *h, int64_t now_ms);
void heard_answer(struct heard *h);

#endif

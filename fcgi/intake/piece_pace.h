/* SPDX-License-Identifier: MIT */
/*
 * How often the senders of pieces look into the folder where the pieces of an upload lie. A look
 * reads the whole folder. Where many pieces lie, senders therefore look at intervals only; what
 * each of them lands counts until then. Each process has its own pace. Safe for threads.
 */
#ifndef LOADLINE_PIECE_PACE_H
#define LOADLINE_PIECE_PACE_H

#include <stdbool.h>
#include <stdint.h>

enum pace_look {
    PACE_ROOM, /* whether another piece has room */
    PACE_TELL, /* to tell watchers what is stored */
    PACE_LOOKS
};

struct piece_pace;

/* NULL without memory. The functions below accept NULL: then each look is due. */
struct piece_pace *piece_pace_new(void);
void piece_pace_free(struct piece_pace **p);

/* Whether it is time for a look. If not, *count_out is the number of pieces. */
bool piece_pace_is_due(struct piece_pace *p, const char *id, enum pace_look look, int64_t now_ms,
                       int64_t *count_out);

/* A look has found so many pieces. */
void piece_pace_note(struct piece_pace *p, const char *id, enum pace_look look, int64_t now_ms,
                     int64_t count);

/* A piece has landed. */
void piece_pace_land(struct piece_pace *p, const char *id);

#endif

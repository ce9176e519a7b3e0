/* SPDX-License-Identifier: MIT */
/*
 * A table of fixed size. An upload that loses its place to another one is looked at again, which is
 * only slower.
 */
#include "fcgi/intake/piece_pace.h"

#include "base/id.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define PLACES 256
#define FEW 256         /* pieces; a look at no more of them takes less than a millisecond */
#define INTERVAL_MS 500 /* between two looks at more */
#define HEX 16

struct pace_place {
    char id[ID_SIZE];
    int64_t count;
    int64_t looked_ms[PACE_LOOKS];
};

struct piece_pace {
    pthread_mutex_t mutex;
    struct pace_place places[PLACES];
};

struct piece_pace *piece_pace_new(void)
{
    struct piece_pace *p = calloc(1, sizeof *p);

    if (p != NULL)
        pthread_mutex_init(&p->mutex, NULL);
    return p;
}

void piece_pace_free(struct piece_pace **p)
{
    if (*p == NULL)
        return;
    pthread_mutex_destroy(&(*p)->mutex);
    free(*p);
    *p = NULL;
}

/* The place that an id may have. Ids are random, so their first digits spread them. */
static struct pace_place *pace_place(struct piece_pace *p, const char *id)
{
    char digits[3] = {id[0], id[1], '\0'};

    return &p->places[strtoul(digits, NULL, HEX) % PLACES];
}

bool piece_pace_is_due(struct piece_pace *p, const char *id, enum pace_look look, int64_t now_ms,
                       int64_t *count_out)
{
    if (p == NULL)
        return true;
    pthread_mutex_lock(&p->mutex);
    const struct pace_place *place = pace_place(p, id);
    bool is_due = strcmp(place->id, id) != 0 || place->count < FEW ||
                  now_ms - place->looked_ms[look] >= INTERVAL_MS;
    *count_out = place->count;
    pthread_mutex_unlock(&p->mutex);
    return is_due;
}

void piece_pace_note(struct piece_pace *p, const char *id, enum pace_look look, int64_t now_ms,
                     int64_t count)
{
    if (p == NULL)
        return;
    pthread_mutex_lock(&p->mutex);
    struct pace_place *place = pace_place(p, id);
    if (strcmp(place->id, id) != 0) {
        *place = (struct pace_place){0};
        for (size_t i = 0; i < PACE_LOOKS; i++)
            place->looked_ms[i] = now_ms - INTERVAL_MS;
        memcpy(place->id, id, ID_SIZE);
    }
    place->count = count;
    place->looked_ms[look] = now_ms;
    pthread_mutex_unlock(&p->mutex);
}

void piece_pace_land(struct piece_pace *p, const char *id)
{
    if (p == NULL)
        return;
    pthread_mutex_lock(&p->mutex);
    struct pace_place *place = pace_place(p, id);
    place->count += strcmp(place->id, id) == 0;
    pthread_mutex_unlock(&p->mutex);
}

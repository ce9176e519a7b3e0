/* SPDX-License-Identifier: MIT */
/*
 * The arithmetic behind every bar. The rate is an exponential mean that began at zero; what it
 * has not yet seen (exp(-elapsed/tau) of the weight) is divided out, so that a steady sender
 * shows its true rate from the second sample on.
 */
#include "meter.h"

#include <math.h>

#define TAU_MS 2000.0   /* time constant of the mean */
#define ETA_MAX_MS 1e14 /* over 3000 years: as good as unknown */

void meter_start(struct meter *m, int64_t size, int64_t received, int64_t now_ms)
{
    *m = (struct meter){
        .size = size, .received = received, .first_ms = now_ms, .last_ms = now_ms, .rate = 0};
}

void meter_sample(struct meter *m, int64_t received, int64_t now_ms)
{
    int64_t elapsed = now_ms > m->last_ms ? now_ms - m->last_ms : 0;
    int64_t bytes = received > m->received ? received - m->received : 0;
    double keep = exp(-(double)elapsed / TAU_MS);

    /* No time between two samples: the limit of the same formula. */
    double share = elapsed > 0 ? (1 - keep) * 1000.0 / (double)elapsed : 1000.0 / TAU_MS;
    m->rate = m->rate * keep + (double)bytes * share;
    m->received = received;
    m->last_ms += elapsed;
}

int64_t meter_rate(const struct meter *m)
{
    int64_t elapsed = m->last_ms - m->first_ms;

    if (elapsed <= 0)
        return 0;
    return (int64_t)llround(m->rate / (1 - exp(-(double)elapsed / TAU_MS)));
}

int64_t meter_eta_ms(const struct meter *m)
{
    int64_t rate = meter_rate(m);

    if (m->size < 0)
        return -1;
    if (m->received >= m->size)
        return 0;
    if (rate <= 0)
        return -1;
    double eta = ceil((double)(m->size - m->received) * 1000.0 / (double)rate);
    return eta <= ETA_MAX_MS ? (int64_t)eta : -1;
}

/* 0 to 1. */
static double transfer_share(const struct upload *u)
{
    if (u->complete || u->received >= u->size)
        return 1;
    return u->received > 0 ? (double)u->received / (double)u->size : 0;
}

/* 0 to 1. A failed stage keeps what it had reached. */
static double stage_share(const struct stage *s)
{
    if (s->state == STAGE_DONE || s->state == STAGE_SKIPPED)
        return 1;
    if (s->state == STAGE_WAITING || s->progress <= 0)
        return 0;
    return s->progress < 100 ? s->progress / 100.0 : 1;
}

int meter_percent(const struct upload *u)
{
    double total = METER_TRANSFER_WEIGHT, reached;

    if (u->state == STATE_DONE)
        return 100;
    if (u->size < 0 && !u->complete)
        return -1;
    reached = METER_TRANSFER_WEIGHT * transfer_share(u);
    for (size_t i = 0; i < u->stage_count; i++) {
        int weight = u->stages[i].weight > 0 ? u->stages[i].weight : 0;
        total += weight;
        reached += weight * stage_share(&u->stages[i]);
    }
    int percent = (int)(reached * 100 / total);
    return percent < 100 ? percent : 99;
}

bool meter_due(bool changed, int64_t last_sent_ms, int64_t now_ms, int64_t interval_ms)
{
    return changed && (last_sent_ms == 0 || now_ms - last_sent_ms >= interval_ms);
}

/* SPDX-License-Identifier: MIT */
/*
 * One anonymous shared mapping, made before the first child. Several children may measure at once:
 * each number is whole, and they measure the same file system.
 */
#include "worker/child_notes.h"

#include "base/clock.h"
#include "base/error.h"

#include <sys/mman.h>

_Static_assert(ATOMIC_LLONG_LOCK_FREE == 2, "processes can share the numbers");

static size_t child_notes_size(size_t places)
{
    return sizeof(struct child_notes) + places * TRACE_PARENT_SIZE;
}

int child_notes_new(size_t places, struct child_notes **out)
{
    void *shared = mmap(NULL, child_notes_size(places), PROT_READ | PROT_WRITE,
                        MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    *out = shared == MAP_FAILED ? NULL : shared; /* zeroed */
    return *out != NULL ? 0 : ERR_NOMEM;
}

void child_notes_free(struct child_notes **n, size_t places)
{
    if (*n != NULL)
        (void)munmap(*n, child_notes_size(places));
    *n = NULL;
}

void child_notes_measure(struct child_notes *n, const struct store *s)
{
    int64_t free_bytes, size;

    if (store_free_bytes(s, &free_bytes) != 0 || store_whole_bytes(s, &size) != 0)
        return;
    atomic_store(&n->spool_free, free_bytes);
    atomic_store(&n->spool_size, size);
    atomic_store(&n->spool_at_ms, clock_mono_ms());
}

bool child_notes_space(const struct child_notes *n, int64_t now_ms, int64_t max_age_ms,
                       int64_t *free_out, int64_t *size_out)
{
    int64_t at_ms = atomic_load(&n->spool_at_ms);

    *free_out = atomic_load(&n->spool_free);
    *size_out = atomic_load(&n->spool_size);
    return at_ms != 0 && now_ms - at_ms <= max_age_ms;
}

void child_notes_log_trace(const struct child_notes *n, size_t place, const char *id)
{
    char parent[TRACE_PARENT_SIZE];

    (void)trace_parent_parse(n->traces[place], parent);
    trace_parent_log(id, parent);
}

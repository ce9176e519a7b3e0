/* SPDX-License-Identifier: MIT */
/*
 * Writes and settles drafts. The lock of a draft is held until it is settled, which shows that its
 * writer lives. Only the draft is synced: a power cut may undo the rename, and then the disk
 * decides.
 */
#include "webhook/outbox.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "webhook/outbox_entry.h"
#include "upload/pipeline.h"
#include "spool/store_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_MODE 0660

struct drafted {
    struct outbox_entry entry;
    int fd;
};

struct outbox_draft {
    struct store *store;
    int folder;
    size_t count;
    struct drafted all[CONFIG_STAGES_MAX];
};

static void log_lost(const struct outbox_entry *e, const char *why)
{
    log_error("webhook_dropped", "id", e->id, "webhook", event_name(e->event), "stage", e->stage,
              "reason", why, NULL);
}

/* Gives a file that root wrote to the owner of the spool. */
static int give_to_owner(int folder, int fd)
{
    struct stat st;

    if (geteuid() != 0)
        return 0;
    return fstat(folder, &st) == 0 && fchown(fd, st.st_uid, st.st_gid) == 0 ? 0 : error_io(errno);
}

static int write_text(int fd, const char *text, size_t len)
{
    while (len > 0) {
        ssize_t n = write(fd, text, len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return n < 0 ? error_from_errno(errno) : ERR_IO;
        text += n;
        len -= (size_t)n;
    }
    return 0;
}

/* Creates the file, locked. */
static int write_draft(struct outbox_draft *d, struct drafted *one, const char *text)
{
    char name[OUTBOX_NAME_SIZE];

    outbox_entry_print(&one->entry, name);
    one->fd =
        openat(d->folder, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, FILE_MODE);
    if (one->fd < 0)
        return error_from_errno(errno);
    int rc = flock(one->fd, LOCK_EX | LOCK_NB) == 0 ? 0 : error_io(errno);
    if (rc == 0)
        rc = give_to_owner(d->folder, one->fd);
    if (rc == 0)
        rc = write_text(one->fd, text, strlen(text));
    if (rc == 0)
        rc = store_sync(d->store, one->fd);
    if (rc != 0) {
        (void)unlinkat(d->folder, name, 0);
        close(one->fd);
    }
    return rc;
}

static void outbox_add_draft(struct outbox_draft *d, const struct outbox_entry *entry,
                             const char *text)
{
    struct drafted *one = &d->all[d->count];

    *one = (struct drafted){.entry = *entry};
    int rc = write_draft(d, one, text);
    if (rc == 0)
        d->count++;
    else
        log_lost(entry, error_code(rc));
}

/* Adds drafts while there is room. */
static void add_drafts(struct outbox_draft *d, const struct outbox_entry *list, size_t count,
                       const struct config *c, const struct upload *u)
{
    int64_t waiting = 0;
    char *text = upload_to_json(u);
    int rc = text == NULL ? ERR_NOMEM : outbox_count(d->folder, &waiting);

    for (size_t i = 0; i < count; i++, waiting++) {
        if (rc != 0)
            log_lost(&list[i], error_code(rc));
        else if (waiting >= c->outbox_max)
            log_lost(&list[i], "outbox_max");
        else
            outbox_add_draft(d, &list[i], text);
    }
    /* Sync before the change itself; otherwise a power cut could keep the change without its event.
     */
    if (d->count > 0)
        (void)store_sync(d->store, d->folder);
    free(text);
}

/* Finds the stages that report the event. */
static size_t find_notify_stages(const struct config *c, enum event e, const struct upload *u,
                                 struct outbox_entry list_out[CONFIG_STAGES_MAX])
{
    size_t count = 0;
    int64_t now = clock_wall_ms();

    for (size_t i = 0; u->kind == KIND_UPLOAD && i < u->stage_count; i++) {
        const struct config_stage *settings = pipeline_stage(c, u->stages[i].name);
        if (settings == NULL || count == CONFIG_STAGES_MAX || !event_concerns(e, settings, u))
            continue;
        struct outbox_entry *entry = &list_out[count++];
        *entry = (struct outbox_entry){.due_ms = now,
                                       .at_ms = now,
                                       .event = e,
                                       .attempt = u->attempts_before,
                                       .is_draft = true};
        memcpy(entry->id, u->id, ID_SIZE);
        memcpy(entry->stage, settings->name, strlen(settings->name) + 1);
    }
    return count;
}

struct outbox_draft *outbox_draft(struct store *s, const struct config *c, enum event e,
                                  const struct upload *u)
{
    struct outbox_entry list[CONFIG_STAGES_MAX];
    size_t count = find_notify_stages(c, e, u, list);
    struct outbox_draft *d = count == 0 ? NULL : calloc(1, sizeof *d);

    if (d == NULL) {
        for (size_t i = 0; i < count; i++)
            log_lost(&list[i], error_code(ERR_NOMEM));
        return NULL;
    }
    d->store = s;
    int rc = outbox_open(s, true, &d->folder);
    if (rc == 0)
        add_drafts(d, list, count, c, u);
    else
        for (size_t i = 0; i < count; i++)
            log_lost(&list[i], error_code(rc));
    if (d->count == 0)
        outbox_settle(&d, false);
    return d;
}

static void settle_one(struct outbox_draft *d, struct drafted *one, bool is_true)
{
    char draft[OUTBOX_NAME_SIZE], name[OUTBOX_NAME_SIZE];

    outbox_entry_print(&one->entry, draft);
    one->entry.is_draft = false;
    outbox_entry_print(&one->entry, name);
    if (!is_true)
        (void)unlinkat(d->folder, draft, 0);
    else if (renameat(d->folder, draft, d->folder, name) != 0)
        log_lost(&one->entry, error_code(error_io(errno)));
    close(one->fd);
}

void outbox_settle(struct outbox_draft **d, bool is_true)
{
    if (*d == NULL)
        return;
    for (size_t i = 0; i < (*d)->count; i++)
        settle_one(*d, &(*d)->all[i], is_true);
    if ((*d)->folder >= 0)
        close((*d)->folder);
    free(*d);
    *d = NULL;
}

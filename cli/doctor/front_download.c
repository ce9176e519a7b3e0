/* SPDX-License-Identifier: MIT */
/*
 * Checks whether upload.fcgi or the web server sends downloads, and whether they arrive with our
 * fields. Processing cannot be tried out, so the doctor puts a finished file into the spool and
 * removes it by DELETE.
 */
#include "cli/doctor/front_end.h"

#include "base/clock.h"
#include "base/error.h"
#include "spool/store.h"
#include "spool/store_settings.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#define SAMPLE "A file that loadline doctor asks for, and then removes.\n"
#define POLICY "Content-Security-Policy:"
#define POLICY_VALUE " sandbox; default-src 'none'"

/* Makes a finished upload with the owner of t, so that the token of t may read it. It lies beside
 * that of t: a folder of the spool that the doctor made, perhaps as root, would be closed to the
 * programs. */
static int front_download_make_file(struct store *s, const struct trial *t, struct upload *u)
{
    struct upload like;
    int fd = -1;
    int rc = store_load(s, t->id, &like);

    if (rc != 0)
        return rc;
    rc = upload_set(&u->owner, like.owner) | upload_set(&u->name, "loadline-doctor") |
         id_make(u->id);
    upload_free(&like);
    store_identity(s, u->spool);
    u->state = STATE_DONE;
    u->created_at = u->updated_at = clock_wall_ms();
    if (rc == 0) {
        store_place_beside(u->id, t->id);
        rc = store_create(s, u);
    }
    if (rc == 0)
        rc = store_open_data(s, u->id, true, &fd);
    if (rc == 0 && write(fd, SAMPLE, strlen(SAMPLE)) != (ssize_t)strlen(SAMPLE))
        rc = ERR_IO;
    if (rc == 0)
        rc = store_finish(s, u, fd);
    if (fd >= 0)
        close(fd);
    return rc;
}

/* Writes the URL of the file for clients. */
static int locate(const struct front *f, const struct upload *u, char url[FRONT_URL_MAX])
{
    const struct config *c = f->doctor->config;
    char below[ID_SIZE + KEY_SIZE], key[KEY_SIZE];
    struct secret secret;

    int rc = secret_load(c->secret_file, &secret);
    if (rc == 0)
        rc = key_make(&secret, u->id, key);
    if (rc != 0)
        return rc;
    (void)snprintf(below, sizeof below, "%s.%s", u->id, key);
    front_url(f, c->upload_path, below, url);
    return 0;
}

/* Whether our policy is there once, and no other. */
static bool has_our_policy(const struct http_answer *a)
{
    unsigned found = 0, ours = 0;

    for (const char *line = buffer_text(&a->fields); *line != '\0';) {
        size_t len = strcspn(line, "\r\n");
        if (strncasecmp(line, POLICY, strlen(POLICY)) == 0) {
            found++;
            ours += len == strlen(POLICY POLICY_VALUE) &&
                    strncmp(line + strlen(POLICY), POLICY_VALUE, strlen(POLICY_VALUE)) == 0;
        }
        line += len + strspn(line + len, "\r\n");
    }
    return found == 1 && ours == 1;
}

static void report_sender(struct front *f)
{
    if (f->server_sends)
        check_report_ok("download", "%s sends files by itself", f->server_name);
    else if (strcmp(f->doctor->config->sendfile_header, "none") == 0)
        check_report_ok("download", "upload.fcgi sends files, because of sendfile_header = none");
    else
        check_report_warn(
            &f->doctor->report, "download", front_advice(f, ADVICE_SENDFILE),
            "upload.fcgi sends files by itself: each reader that is slow keeps a thread "
            "of it");
}

static void front_download_report(struct front *f, const struct http_answer *a)
{
    struct check_report *to = &f->doctor->report;
    char said[HTTP_FAILURE_SIZE];
    bool whole = a->status == 200 && a->body.len == strlen(SAMPLE) &&
                 memcmp(a->body.data, SAMPLE, a->body.len) == 0;

    if (whole && !has_our_policy(a))
        check_report_fail(to, "fields", front_advice(f, ADVICE_FIELDS),
                          "the fields of downloads are replaced, repeated or dropped: "
                          "Content-Security-Policy must be%s",
                          POLICY_VALUE);
    else if (whole)
        check_report_ok("fields", "the fields of downloads arrive unchanged");
    if (whole)
        report_sender(f);
    else if (front_is_ours(a) || !f->server_sends)
        check_report_fail(to, "download", "see the log of upload.fcgi",
                          "the download of a finished file fails: %s", front_said(a, said));
    else
        check_report_fail(to, "download", front_advice_read(f, a),
                          "%s cannot send a finished file: %s", f->server_name,
                          front_said(a, said));
}

static void ask_for_file(struct front *f, const struct upload *u)
{
    struct trial t = {.url = ""};
    struct http_answer a;

    if (locate(f, u, t.url) != 0)
        return;
    const struct http_request r = {.method = "GET", .url = t.url};
    (void)front_ask(f, f->http, &r, &a);
    front_download_report(f, &a);
    http_answer_free(&a);
    (void)front_remove(f, &t);
}

void front_examine_download(struct front *f, const struct trial *t)
{
    const struct config *c = f->doctor->config;
    struct store *s = NULL;
    struct upload u;

    if (strcmp(c->download, "yes") != 0 || c->spool == NULL || c->secret_file == NULL) {
        check_report_skip("download", "downloads are off");
        return;
    }
    upload_init(&u);
    error_forget();
    int rc = store_open_configured(c, false, &s);
    if (rc == 0)
        rc = front_download_make_file(s, t, &u);
    if (rc == 0)
        ask_for_file(f, &u);
    else
        check_report_skip("download", "the check cannot put a file into the spool: %s",
                          error_reason() != NULL ? error_reason() : error_text(rc));
    if (s != NULL && id_valid(u.id))
        (void)store_remove(s, u.id);
    upload_free(&u);
    store_close(&s);
}

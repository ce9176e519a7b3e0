/* SPDX-License-Identifier: MIT */
/*
 * loadline doctor: settings and folders on disk. Permissions are those of the user that runs the
 * doctor: root may do everything, which says nothing about the programs.
 */
#include "cli/doctor/doctor.h"

#include "cli/common/account.h"
#include "cli/doctor/shell_word.h"
#include "cli/common/terminal.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/id.h"
#include "spool/spool_mode.h"
#include "spool/store.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define OTHERS 07
#define GROUP 070
#define QUOTED_MAX (PATH_MAX + 64)
#define CLOCK_TOLERANCE_MS 2000
#define EXPLAIN "\"loadline config --dump\" explains every setting"

/* Folders that web servers serve by convention. With a URL the doctor also tries whether they do.
 */
static const char *served_part(const char *path)
{
    static const char *const parts[] = {"/public_html/", "/htdocs/",   "/httpdocs/",
                                        "/wwwroot/",     "/www/html/", "/nginx/html/"};

    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (strstr(path, parts[i]) != NULL)
            return parts[i];
    }
    return NULL;
}

static bool check_place(struct doctor *d, const char *check, const char *path)
{
    char real[PATH_MAX];
    const char *part = served_part(realpath(path, real) != NULL ? real : path);

    if (part != NULL)
        check_report_fail(&d->report, check, "move it out of the folder that the web server serves",
                          "%s is below %s, the folder of a web site", path, part);
    return part == NULL;
}

void doctor_private(struct doctor *d, const char *check, const char *path)
{
    char remedy[QUOTED_MAX + 32], quoted[QUOTED_MAX];
    struct stat st;

    if (stat(path, &st) != 0) {
        check_report_fail(&d->report, check, "create it, readable only by the programs", "%s: %s",
                          path, strerror(errno));
        return;
    }
    if (!check_place(d, check, path))
        return;
    (void)snprintf(remedy, sizeof remedy, "run:\nchmod o-rwx %s",
                   shell_word_quote(path, quoted, sizeof quoted));
    if ((st.st_mode & OTHERS) != 0)
        check_report_fail(&d->report, check, remedy, "%s is open to every user of this machine",
                          path);
    else if (access(path, R_OK) != 0)
        check_report_fail(&d->report, check, "run the doctor as the user of the programs", "%s: %s",
                          path, strerror(errno));
    else
        check_report_ok(check, "%s is private", path);
}

static void check_settings(struct doctor *d)
{
    char message[CONFIG_ERROR_MAX];

    if (config_require(d->config, CONFIG_NEEDS_REDIS | CONFIG_NEEDS_SPOOL | CONFIG_NEEDS_SECRET,
                       message) != 0)
        check_report_fail(&d->report, "settings", EXPLAIN, "%s", message);
    else
        check_report_ok("settings", "complete");
    if (d->settings != NULL)
        doctor_private(d, "settings-file", d->settings);
}

/* Loadline ignores white space at the end of the key, which editors and echo add. If the issuer's
 * program includes it, no token is valid. */
static void check_last_byte(struct doctor *d, const char *path)
{
    FILE *file = fopen(path, "rbe");
    int last = file != NULL && fseek(file, -1, SEEK_END) == 0 ? getc(file) : EOF;

    if (file != NULL)
        (void)fclose(file);
    if (last != EOF && isspace(last))
        check_report_warn(&d->report, "token-key",
                          "make sure that the program that issues tokens leaves it out as well",
                          "%s ends with a newline or a blank, which is not part of the key here",
                          path);
}

static void check_secrets(struct doctor *d)
{
    const struct config *c = d->config;
    struct secret secret;

    if (c->secret_file != NULL)
        doctor_private(d, "secret", c->secret_file);
    if (c->secret_file != NULL && access(c->secret_file, R_OK) == 0 &&
        secret_load(c->secret_file, &secret) != 0)
        check_report_fail(&d->report, "secret",
                          "fill it with random bytes: head -c 32 /dev/urandom",
                          "%s has less than 16 bytes", c->secret_file);
    if (strcmp(c->auth, "token") != 0 || strcmp(c->token_algorithm, "HS256") != 0)
        return;
    for (char *const *key = c->token_keys; *key != NULL; key++) {
        doctor_private(d, "token-key", *key);
        check_last_byte(d, *key);
    }
}

/* Checks the permissions; false: no further checks are possible. */
static bool check_rights(struct doctor *d, const struct stat *st)
{
    const char *spool = d->config->spool;
    char user[ACCOUNT_NAME_SIZE], group[ACCOUNT_NAME_SIZE], quoted[QUOTED_MAX];
    char remedy[QUOTED_MAX + 2 * ACCOUNT_NAME_SIZE + 64];

    (void)shell_word_quote(spool, quoted, sizeof quoted);
    if (faccessat(AT_FDCWD, spool, R_OK | W_OK | X_OK, AT_EACCESS) != 0) {
        int why = errno; /* name lookups change errno */
        (void)snprintf(remedy, sizeof remedy,
                       "run as root, then restart the programs:\nusermod -aG %s %s\nchmod "
                       "2770 %s",
                       account_group(st->st_gid, group), account_own(user), quoted);
        check_report_fail(&d->report, "spool", remedy, "%s is not writable by %s: %s", spool, user,
                          strerror(why));
        return false;
    }
    if ((st->st_mode & OTHERS) != 0) {
        (void)snprintf(remedy, sizeof remedy, "run:\nchmod 2770 %s", quoted);
        check_report_fail(&d->report, "spool-rights", remedy,
                          "%s is open to every user of this machine", spool);
    } else if ((st->st_mode & GROUP) != 0 && (st->st_mode & S_ISGID) == 0) {
        (void)snprintf(remedy, sizeof remedy, "run:\nchmod g+s %s", quoted);
        check_report_warn(&d->report, "spool-rights", remedy,
                          "new files in %s do not get its group", spool);
    } else {
        check_report_ok("spool-rights", "group %s, mode %04o", account_group(st->st_gid, group),
                        (unsigned)st->st_mode & 07777U);
    }
    return true;
}

/* Reports that no user was found in the group; not every system lists all of its accounts. */
static void report_nobody(struct doctor *d, const char *group)
{
    char source[ACCOUNT_NAME_SIZE];

    if (!account_unlisted_source(source))
        check_report_ok("spool-group", "no people in the group %s", group);
    else if (strcmp(d->config->spool_mode, "auto") != 0)
        check_report_ok(
            "spool-group",
            "no people are listed in the group %s; those of %s (/etc/nsswitch.conf) may be missing",
            group, source);
    else
        check_report_warn(
            &d->report, "spool-group",
            "spool_mode = private in the settings; or, if nobody else is in the group, "
            "spool_mode = group",
            "people of %s (/etc/nsswitch.conf) may not be listed: spool_mode = auto cannot "
            "detect them in the group %s, which has access to %s",
            source, group, d->config->spool);
}

/* Checks which users the group admits. */
static void check_group(struct doctor *d, const struct stat *st)
{
    char group[ACCOUNT_NAME_SIZE], person[ACCOUNT_NAME_SIZE];

    if ((st->st_mode & GROUP) == 0)
        check_report_ok("spool-group", "only its owner has access");
    else if (spool_mode_find_person(st->st_gid, st->st_uid, person, sizeof person))
        check_report_fail(&d->report, "spool-group",
                          "spool_mode = private in the settings, or a separate group for the site: "
                          "groupadd, then chgrp -R",
                          "the group %s has access to %s and other people in it, such as %s",
                          account_group(st->st_gid, group), d->config->spool, person);
    else
        report_nobody(d, account_group(st->st_gid, group));
}

static void check_space(struct doctor *d, const struct store *store)
{
    char free_text[TERMINAL_NUMBER_SIZE], min_text[TERMINAL_NUMBER_SIZE];
    int64_t bytes = 0, files = 0;

    if (store_free_bytes(store, &bytes) != 0 ||
        store_files_left(store, d->config->min_free_bytes, &files) != 0)
        return;
    (void)terminal_size(bytes, free_text);
    (void)terminal_size(d->config->min_free_bytes, min_text);
    if (bytes <= d->config->min_free_bytes)
        check_report_fail(&d->report, "space", "free some space, or lower min_free",
                          "%s are free, less than min_free (%s): no upload is accepted", free_text,
                          min_text);
    else if (files < STORE_UPLOAD_FILES)
        check_report_fail(
            &d->report, "space", "free some space: df -i, loadline prune; or lower min_free",
            "%s are free, but no inodes for more files: no upload is accepted", free_text);
    else
        check_report_ok("space", "%s free", free_text);
}

/* Checks the clock of the spool's file system by a file of our own; expiry uses that clock. */
static void check_file_clock(struct doctor *d)
{
    char path[PATH_MAX];
    struct stat st;

    (void)snprintf(path, sizeof path, "%s/.doctor-XXXXXX", d->config->spool);
    int fd = mkostemp(path, O_CLOEXEC);
    if (fd < 0) {
        check_report_fail(&d->report, "spool", "check the file system: mount, df -i",
                          "no file can be created in %s: %s", d->config->spool, strerror(errno));
        return;
    }
    bool known = write(fd, "", 1) == 1 && fstat(fd, &st) == 0;
    int64_t now = clock_wall_ms();
    (void)close(fd);
    (void)unlink(path);
    if (!known)
        return;
    int64_t apart = now - ((int64_t)st.st_mtim.tv_sec * 1000 + st.st_mtim.tv_nsec / 1000000);
    if (llabs(apart) > CLOCK_TOLERANCE_MS)
        check_report_fail(
            &d->report, "spool-clock", "set both clocks by a time service, such as chrony",
            "the clock of the spool's file system differs by %lld ms from ours", (long long)apart);
    else
        check_report_ok("spool-clock", "the clock of the spool's file system agrees with ours");
}

static void check_spool(struct doctor *d)
{
    const char *spool = d->config->spool;
    struct store *store = NULL;
    struct stat st;

    if (stat(spool, &st) != 0) {
        check_report_fail(&d->report, "spool",
                          "start upload.fcgi, which creates it, as a user with the right to do so",
                          "%s: %s", spool, strerror(errno));
        return;
    }
    if (!check_place(d, "spool", spool) || !check_rights(d, &st))
        return;
    if (store_open(spool, false, &store) != 0) {
        check_report_fail(&d->report, "spool", "start upload.fcgi, which creates it",
                          "%s has no file .loadline: expired uploads are not removed there", spool);
        return;
    }
    check_report_ok(
        "spool", "%s%s", spool,
        geteuid() == 0 ? " (root can write everywhere: run the doctor as the programs' user)" : "");
    check_group(d, &st);
    check_space(d, store);
    check_file_clock(d);
    store_close(&store);
    doctor_shared(d);
}

void doctor_site(struct doctor *d)
{
    check_settings(d);
    check_secrets(d);
    if (d->config->spool != NULL)
        check_spool(d);
}

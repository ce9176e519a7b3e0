/* SPDX-License-Identifier: MIT */
/*
 * loadline doctor: downloads of delivered files that upload.fcgi redirects to object storage.
 * Otherwise only its log shows that it has no credentials to sign with.
 */
#include "cli/doctor/doctor.h"

#include "base/error.h"
#include "s3/s3_credentials.h"

#include <string.h>
#include <unistd.h>

#define CHECK "s3-download"

static void doctor_downloads_judge(struct doctor *d, const struct config_stage *stage)
{
    const char *path = stage->s3_download_credentials_file;
    struct s3_credentials by;

    if (path == NULL)
        path = stage->s3_credentials_file;
    if (path == NULL) {
        check_report_skip(CHECK,
                          "upload.fcgi takes the credentials for stage %s from its environment",
                          stage->name);
        return;
    }
    doctor_private(d, CHECK, path);
    if (access(path, R_OK) == 0 && s3_credentials_open(&by, path) == ERR_CONFIG)
        check_report_fail(&d->report, CHECK,
                          "write aws_access_key_id = ID and aws_secret_access_key = SECRET into it",
                          "%s has no id or no secret: downloads of stage %s fail", path,
                          stage->name);
    explicit_bzero(&by, sizeof by);
}

void doctor_downloads(struct doctor *d)
{
    const struct config *c = d->config;

    for (size_t i = 0; strcmp(c->download, "no") != 0 && i < c->stage_count; i++)
        if (strcmp(c->stages[i].kind, "deliver") == 0 &&
            strcmp(c->stages[i].s3_download, "redirect") == 0)
            doctor_downloads_judge(d, &c->stages[i]);
}

/* SPDX-License-Identifier: MIT */
/*
 * Walks through a whole spool, one name after the other: memory does not grow with the number of
 * uploads.
 */
#ifndef LOADLINE_VERIFY_SPOOL_H
#define LOADLINE_VERIFY_SPOOL_H

#include "cli/verify/verify_report.h"
#include "cli/verify/verify_upload.h"

/* Looks at one upload, and prints what differs. VERIFY_GONE prints nothing. */
enum verify_outcome verify_spool_upload(const struct verify_job *job, struct verify_report *report,
                                        const char *id);

/* Looks at all uploads and at the names besides them. 0 or ERR_IO; ERR_INTERRUPTED if the job's
 * go_on() has ended it. */
int verify_spool(const struct verify_job *job, struct verify_report *report);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * loadline doctor: whether what runs has the settings that the file has now. Each program says it
 * of its own file.
 */
#include "cli/doctor/doctor.h"

#include <string.h>

void doctor_settings(struct doctor *d, const char *program, const char *word)
{
    if (word == NULL)
        return;
    if (strcmp(word, "changed") == 0)
        check_report_warn(&d->findings, "settings-in-use", "restart it",
                          "%s began before its settings, or their keys, were changed", program);
    else if (strcmp(word, "broken") == 0)
        check_report_fail(
            &d->findings, "settings-in-use",
            "correct them, \"loadline config\" and its log say what is wrong; then restart it",
            "%s goes on with old settings: with the changed ones it could not start", program);
    else if (strcmp(word, "current") == 0)
        check_report_ok("settings-in-use", "%s has those of its file", program);
}

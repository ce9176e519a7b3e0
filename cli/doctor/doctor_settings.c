/* SPDX-License-Identifier: MIT */
/*
 * loadline doctor: whether the running programs have the present settings. Each program reports it
 * for its own file.
 */
#include "cli/doctor/doctor.h"

#include <string.h>

void doctor_settings(struct doctor *d, const char *program, const char *word)
{
    if (word == NULL)
        return;
    if (strcmp(word, "changed") == 0)
        check_report_warn(&d->report, "settings-in-use", "restart it",
                          "%s started before its settings or keys changed", program);
    else if (strcmp(word, "broken") == 0)
        check_report_fail(&d->report, "settings-in-use",
                          "correct the settings (\"loadline config\" and the log name the error), "
                          "then restart it",
                          "%s continues with old settings: the changed ones are invalid", program);
    else if (strcmp(word, "current") == 0)
        check_report_ok("settings-in-use", "%s uses the current settings", program);
}

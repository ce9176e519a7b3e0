/* SPDX-License-Identifier: MIT */
/*
 * Compares the bits of the mode. In a spool that is closed to its group those of the group do not
 * matter.
 */
#include "cli/verify/verify_mode.h"

#include "spool/spool_mode.h"

#define OTHERS 0007
#define GROUP_FILE 0060
#define GROUP_FOLDER 0070
#define OWNER_FILE 0600
#define OWNER_FOLDER 0700

void verify_mode(struct findings *f, const char *file, const struct stat *st)
{
    bool is_folder = S_ISDIR(st->st_mode);
    unsigned mode = st->st_mode & 07777U;
    unsigned owner = is_folder ? OWNER_FOLDER : OWNER_FILE;
    unsigned group = is_folder ? GROUP_FOLDER : GROUP_FILE;

    if ((mode & OTHERS) != 0)
        findings_add(f, FINDING_MODE, file, "mode %04o: other users have rights", mode);
    else if ((mode & owner) != owner)
        findings_add(f, FINDING_MODE, file, "mode %04o: its owner lacks rights", mode);
    else if ((spool_mode_mask() & GROUP_FOLDER) == 0 && (mode & group) != group)
        findings_add(f, FINDING_MODE, file,
                     "mode %04o: the group lacks rights, and the spool is open to it", mode);
}

/* SPDX-License-Identifier: MIT */
/*
 * Compares types. The names are those that libmagic and browsers use.
 */
#include "worker/stages/type_mismatch.h"

#include "access/type_filter.h"

#include <stddef.h>

static char *const programs[] = {
    (char[]){"application/x-executable"},
    (char[]){"application/x-pie-executable"},
    (char[]){"application/x-sharedlib"},
    (char[]){"application/x-object"},
    (char[]){"application/x-dosexec"},
    (char[]){"application/x-msdownload"},
    (char[]){"application/vnd.microsoft.portable-executable"},
    (char[]){"application/x-mach-binary"},
    (char[]){"application/x-ms-dos-executable"},
    (char[]){"text/x-shellscript"},
    (char[]){"text/x-msdos-batch"},
    (char[]){"application/x-sh"},
    NULL,
};

/* A declared type that any content satisfies. */
static char *const anything[] = {
    (char[]){"application/octet-stream"},
    (char[]){"application/x-binary"},
    (char[]){"binary/octet-stream"},
    NULL,
};

/* Types that libmagic falls back to, or that containers of any kind have. */
static char *const vague[] = {
    (char[]){"application/octet-stream"},
    (char[]){"text/plain"},
    (char[]){"inode/*"},
    (char[]){"application/ogg"},
    (char[]){"application/mxf"},
    (char[]){"text/*"},
    (char[]){"application/vnd.*"},
    (char[]){"application/gzip"},
    (char[]){"application/zip"},
    NULL,
};

static char *const images[] = {(char[]){"image/*"}, NULL};
static char *const sounds[] = {(char[]){"audio/*"}, (char[]){"video/*"}, NULL};
static char *const fonts[] = {(char[]){"font/*"}, (char[]){"application/font-sfnt"},
                              (char[]){"application/vnd.ms-opentype"}, NULL};

bool type_mismatch_is_program(const char *type)
{
    return type_filter_type(programs, type);
}

bool type_mismatch_of_program(const char *declared, const char *found)
{
    return declared != NULL && type_mismatch_is_program(found) &&
           !type_mismatch_is_program(declared) && !type_filter_type(anything, declared);
}

bool type_mismatch_of_kinds(const char *declared, const char *found)
{
    char *const *const kinds[] = {images, sounds, fonts};

    if (declared == NULL || type_filter_type(anything, declared) || type_filter_type(vague, found))
        return false;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (type_filter_type(kinds[i], declared) != type_filter_type(kinds[i], found))
            return true;
    return false;
}

/* SPDX-License-Identifier: MIT */
/*
 * loadline doctor: an account of shared hosting. The folder of the site has two scripts that start
 * the programs, and a .htaccess that leads to them. Apache answers different mistakes in them with
 * the same 500, 403 or 404.
 */
#include "cli/doctor/doctor.h"

#include "cli/doctor/shell_word.h"

#include <fcntl.h>
#include <ftw.h>
#include <glob.h>
#include <limits.h>
#include <pwd.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define TEXT_MAX 65536 /* bytes that are read of a script or of .htaccess */
#define QUOTED_MAX (PATH_MAX + 64)
#define REMEDY_MAX (2 * PATH_MAX + 1024)
#define SEARCHED 50000 /* files of the account to search for a moved program */
#define SEARCH_FDS 16
#define OTHERS_WRITE 022

/* The rules that lead to the programs; they belong at the top of .htaccess. */
#define RULES                                                                                      \
    "\nOptions +ExecCGI"                                                                           \
    "\nAddHandler fcgid-script .fcgi"                                                              \
    "\nAcceptPathInfo On"                                                                          \
    "\nCGIPassAuth On"                                                                             \
    "\nRewriteEngine On"                                                                           \
    "\nRewriteRule ^uploads(/|$)    upload.fcgi   [END]"                                           \
    "\nRewriteRule ^progress(/|$)   progress.fcgi [END]"

static const char *const folders[] = {
    "public_html",   "htdocs",           "httpdocs",   "www",      "html",
    "web",           "*/public_html",    "*/httpdocs", "*/htdocs", "domains/*/public_html",
    "public_html/*", "domains/*/htdocs", "www/*",      "htdocs/*"};

static const char *home_folder(void)
{
    const struct passwd *p = getpwuid(geteuid());
    const char *home = getenv("HOME");

    return home != NULL && *home != '\0' ? home : p != NULL ? p->pw_dir : "/";
}

/* Finds the first of the customary folders that has the script. */
static bool find_site(const char *home, char folder[PATH_MAX])
{
    char pattern[PATH_MAX];
    bool found = false;

    for (size_t i = 0; i < sizeof folders / sizeof *folders && !found; i++) {
        glob_t g = {0};
        (void)snprintf(pattern, sizeof pattern, "%s/%s/upload.fcgi", home, folders[i]);
        found = glob(pattern, 0, NULL, &g) == 0 && g.gl_pathc > 0;
        if (found)
            (void)snprintf(folder, PATH_MAX, "%.*s",
                           (int)(strrchr(g.gl_pathv[0], '/') - g.gl_pathv[0]), g.gl_pathv[0]);
        globfree(&g);
    }
    return found;
}

/* Returns the text, for the caller to free; NULL: unreadable. */
static char *doctor_hosting_read_text(const char *path)
{
    char *text = calloc(1, TEXT_MAX);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t n = text != NULL && fd >= 0 ? read(fd, text, TEXT_MAX - 1) : -1;

    if (fd >= 0)
        (void)close(fd);
    if (n < 0) {
        free(text);
        return NULL;
    }
    return text;
}

/* --- the programs --- */

/* The search of nftw(), whose callback has no argument. */
static struct {
    const char *name;
    char found[PATH_MAX];
    size_t looked_at;
} search;

static bool is_program(const char *path)
{
    char head[4] = "";
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    bool is = fd >= 0 && read(fd, head, sizeof head) == (ssize_t)sizeof head &&
              memcmp(head, "\177ELF", sizeof head) == 0 && access(path, X_OK) == 0;

    if (fd >= 0)
        (void)close(fd);
    return is;
}

static int doctor_hosting_visit(const char *path, const struct stat *st, int type, struct FTW *at)
{
    (void)st;
    if (type == FTW_F && strcmp(path + at->base, search.name) == 0 && is_program(path)) {
        (void)snprintf(search.found, sizeof search.found, "%s", path);
        return 1;
    }
    return ++search.looked_at > SEARCHED;
}

/* Finds the program in the account. Returns false if it is not found. */
static bool find_program(const char *home, const char *name)
{
    search.name = name;
    search.found[0] = '\0';
    search.looked_at = 0;
    return nftw(home, doctor_hosting_visit, SEARCH_FDS, FTW_PHYS) == 1 && search.found[0] != '\0';
}

/* Finds the program that the script runs: the word after exec, quoted or not, with $HOME replaced.
 * Returns false if there is no such line. */
static bool doctor_hosting_find_target(const char *text, const char *home, char target[PATH_MAX])
{
    const char *exec = strstr(text, "\nexec ");

    if (exec == NULL)
        return false;
    exec += strlen("\nexec ");
    exec += *exec == '"';
    bool at_home = strncmp(exec, "$HOME/", 6) == 0 || strncmp(exec, "~/", 2) == 0;
    const char *rest = at_home ? strchr(exec, '/') : exec;
    (void)snprintf(target, PATH_MAX, "%s%.*s", at_home ? home : "", (int)strcspn(rest, "\" \t\r\n"),
                   rest);
    return true;
}

static void report_target(struct doctor *d, const char *home, const char *name, const char *script,
                          const char *target)
{
    char remedy[REMEDY_MAX], quoted[QUOTED_MAX];

    (void)shell_word_quote(script, quoted, sizeof quoted);
    if (find_program(home, name) && shell_word_is_plain(search.found, strlen(search.found)))
        (void)snprintf(remedy, sizeof remedy, "run:\nsed -i 's|^exec .*|exec \"%s\"|' %s",
                       search.found, quoted);
    else
        (void)snprintf(remedy, sizeof remedy, "install %s there, or correct the path in the script",
                       name);
    check_report_fail(&d->report, "script", remedy, "%s starts %s, which does not exist", script,
                      target);
}

/* Returns false if the script does not start its program. */
static bool check_script(struct doctor *d, const char *home, const char *folder, const char *name)
{
    char script[PATH_MAX], target[PATH_MAX], remedy[REMEDY_MAX], quoted[QUOTED_MAX];
    struct stat st;

    if (snprintf(script, sizeof script, "%s/%s", folder, name) >= PATH_MAX)
        return true;
    (void)shell_word_quote(script, quoted, sizeof quoted);
    char *text = doctor_hosting_read_text(script);
    bool known = text != NULL && stat(script, &st) == 0;
    bool bad = true;
    if (!known) {
        (void)snprintf(remedy, sizeof remedy, "copy it there from the examples: %s", name);
        check_report_fail(&d->report, "script", remedy, "%s cannot be read", script);
    } else if (strncmp(text, "#!", 2) == 0 && strchr(text, '\r') != NULL) {
        (void)snprintf(remedy, sizeof remedy, "run:\nsed -i 's/\\r$//' %s", quoted);
        check_report_fail(&d->report, "script", remedy,
                          "%s has Windows line ends (CRLF): the system cannot find its interpreter",
                          script);
    } else if ((st.st_mode & S_IXUSR) == 0 || (st.st_mode & OTHERS_WRITE) != 0) {
        (void)snprintf(remedy, sizeof remedy, "run:\nchmod 755 %s", quoted);
        check_report_fail(&d->report, "script", remedy,
                          "%s has the mode %04o: Apache cannot run it", script,
                          (unsigned)st.st_mode & 07777U);
    } else if (doctor_hosting_find_target(text, home, target) && access(target, X_OK) != 0) {
        report_target(d, home, name, script, target);
    } else {
        bad = false;
    }
    free(text);
    return !bad;
}

/* --- .htaccess --- */

/* Whether a RewriteRule matches the URL of an upload. */
static bool takes_uploads(const char *line)
{
    char pattern[256];
    regex_t re;
    size_t len = strcspn(line, " \t\r\n");

    (void)snprintf(pattern, sizeof pattern, "%.*s", (int)len, line);
    const char *to = line + len + strspn(line + len, " \t");
    if (*to == '-' || regcomp(&re, pattern, REG_EXTENDED | REG_NOSUB) != 0)
        return false;
    bool takes = regexec(&re, "uploads/", 0, NULL, 0) == 0;
    regfree(&re);
    return takes;
}

/* Whether the first rule that matches uploads is ours. other_out: the other rule, or "". */
static bool leads_to_us(const char *text, char other_out[128])
{
    other_out[0] = '\0';
    for (const char *line = text; line != NULL; line = strchr(line, '\n')) {
        line += *line == '\n';
        const char *word = line + strspn(line, " \t");
        if (strncasecmp(word, "RewriteRule", 11) != 0)
            continue;
        const char *pattern = word + 11 + strspn(word + 11, " \t");
        size_t len = strcspn(word, "\r\n");
        if (!takes_uploads(pattern))
            continue;
        if (memmem(word, len, "upload.fcgi", 11) != NULL)
            return true;
        (void)snprintf(other_out, 128, "%.*s", (int)len, word);
        return false;
    }
    return false;
}

static bool check_htaccess(struct doctor *d, const char *folder)
{
    char path[PATH_MAX], remedy[REMEDY_MAX], other[128];

    if (snprintf(path, sizeof path, "%s/.htaccess", folder) >= PATH_MAX)
        return true;
    char *text = doctor_hosting_read_text(path);
    bool good = text != NULL && leads_to_us(text, other);
    (void)snprintf(remedy, sizeof remedy, "at the top of %s, before all else:" RULES, path);
    if (text == NULL)
        check_report_fail(&d->report, "htaccess", remedy, "%s cannot be read", path);
    else if (!good && *other != '\0')
        check_report_fail(&d->report, "htaccess", remedy,
                          "%s hands uploads to another program first: %s", path, other);
    else if (!good)
        check_report_fail(&d->report, "htaccess", remedy, "%s does not lead to upload.fcgi", path);
    free(text);
    return good;
}

void doctor_hosting(struct doctor *d)
{
    const char *home = home_folder();
    char folder[PATH_MAX];

    if (*d->config->upload_socket != '\0' || !find_site(home, folder))
        return; /* the web server's own configuration starts them */
    d->hosted = true;
    bool good = check_script(d, home, folder, "upload.fcgi");
    good &= check_script(d, home, folder, "progress.fcgi");
    good &= check_htaccess(d, folder);
    if (good)
        check_report_ok("hosting", "%s leads to the programs and starts them", folder);
}

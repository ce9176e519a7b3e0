/* SPDX-License-Identifier: MIT */
/*
 * Finds the web server's process in /proc (proc(5)). Only root sees the sockets of other users'
 * processes.
 */
#include "cli/doctor/web_server.h"

#include <dirent.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define INODES_MAX 16
#define LISTENING 0x0A /* TCP_LISTEN in /proc/net/tcp */
#define LINE_SIZE 1024

struct search {
    uint64_t inodes[INODES_MAX];
    size_t inode_count;
    const char *comm;
    struct web_server *found;
};

/* Returns the nth word of a line, counted from 0; NULL: too few words. */
static const char *nth_word(const char *line, int n)
{
    line += strspn(line, " \t");
    while (n-- > 0) {
        line += strcspn(line, " \t\n");
        line += strspn(line, " \t");
    }
    return *line != '\0' && *line != '\n' ? line : NULL;
}

static void add_inodes(struct search *s, const char *table, unsigned long port)
{
    char line[LINE_SIZE];
    FILE *f = fopen(table, "re");

    while (f != NULL && fgets(line, sizeof line, f) != NULL && s->inode_count < INODES_MAX) {
        const char *local = nth_word(line, 1), *state = nth_word(line, 3),
                   *inode = nth_word(line, 9);
        const char *colon = local != NULL ? strchr(local, ':') : NULL;
        if (inode != NULL && colon != NULL && strtoul(colon + 1, NULL, 16) == port &&
            strtoul(state, NULL, 16) == LISTENING)
            s->inodes[s->inode_count++] = strtoull(inode, NULL, 10);
    }
    if (f != NULL)
        (void)fclose(f);
}

static unsigned long port_of(const char *url)
{
    const char *host = strstr(url, "://");
    const char *end = host != NULL ? host + 3 + strcspn(host + 3, "/?#") : url;

    while (end > url && end[-1] >= '0' && end[-1] <= '9')
        end--;
    if (end > url + 6 && end[-1] == ':')
        return strtoul(end, NULL, 10);
    return strncmp(url, "https:", 6) == 0 ? 443 : 80;
}

static bool has_socket(const struct search *s, const char *pid)
{
    char path[64], link[PATH_MAX];
    bool has = false;

    (void)snprintf(path, sizeof path, "/proc/%.20s/fd", pid);
    DIR *d = opendir(path);
    for (struct dirent *e = NULL; d != NULL && !has && (e = readdir(d)) != NULL;) {
        ssize_t n = readlinkat(dirfd(d), e->d_name, link, sizeof link - 1);
        link[n > 0 ? n : 0] = '\0';
        if (strncmp(link, "socket:[", 8) != 0)
            continue;
        for (size_t i = 0; i < s->inode_count; i++)
            has |= strtoull(link + 8, NULL, 10) == s->inodes[i];
    }
    if (d != NULL)
        (void)closedir(d);
    return has;
}

static bool has_name(const struct search *s, const char *pid)
{
    char path[64], name[64] = "";

    (void)snprintf(path, sizeof path, "/proc/%.20s/comm", pid);
    FILE *f = fopen(path, "re");
    if (f != NULL && fgets(name, sizeof name, f) != NULL)
        name[strcspn(name, "\n")] = '\0';
    if (f != NULL)
        (void)fclose(f);
    return s->comm != NULL && (strcmp(name, s->comm) == 0 ||
                               (strcmp(s->comm, "apache2") == 0 && strcmp(name, "httpd") == 0));
}

static void add_groups(struct web_server *w, const char *list)
{
    for (const char *word = list; (word = nth_word(word, 0)) != NULL;
         word += strcspn(word, " \t\n")) {
        if (w->group_count < WEB_SERVER_GROUPS_MAX)
            w->groups[w->group_count++] = (gid_t)strtoul(word, NULL, 10);
    }
}

/* Reads the effective ids: the second number of the lines Uid and Gid. */
static bool read_account(const char *pid, struct web_server *w)
{
    char path[64], line[LINE_SIZE];
    bool known = false;

    *w = (struct web_server){.pid = (pid_t)strtol(pid, NULL, 10)};
    (void)snprintf(path, sizeof path, "/proc/%.20s/status", pid);
    FILE *f = fopen(path, "re");
    while (f != NULL && fgets(line, sizeof line, f) != NULL) {
        const char *effective = nth_word(line, 2);
        if (strncmp(line, "Uid:", 4) == 0 && effective != NULL) {
            w->uid = (uid_t)strtoul(effective, NULL, 10);
            known = true;
        } else if (strncmp(line, "Gid:", 4) == 0 && effective != NULL) {
            w->groups[w->group_count++] = (gid_t)strtoul(effective, NULL, 10);
        } else if (strncmp(line, "Groups:", 7) == 0) {
            add_groups(w, line + 7);
        }
    }
    if (f != NULL)
        (void)fclose(f);
    return known;
}

static bool search_processes(const struct search *s,
                             bool (*is_it)(const struct search *, const char *))
{
    bool found = false;
    struct web_server w;
    DIR *d = opendir("/proc");

    for (struct dirent *e = NULL; d != NULL && (e = readdir(d)) != NULL;) {
        if (e->d_name[0] < '1' || e->d_name[0] > '9' || !is_it(s, e->d_name) ||
            !read_account(e->d_name, &w))
            continue;
        if (!found || s->found->uid == 0)
            *s->found = w;
        found = true;
    }
    if (d != NULL)
        (void)closedir(d);
    return found;
}

bool web_server_find(const char *url, const char *name, struct web_server *out)
{
    struct search s = {.found = out};

    s.comm = strstr(name, "nginx") != NULL      ? "nginx"
             : strstr(name, "lighttpd") != NULL ? "lighttpd"
             : strstr(name, "Apache") != NULL   ? "apache2"
                                                : NULL;
    add_inodes(&s, "/proc/net/tcp", port_of(url));
    add_inodes(&s, "/proc/net/tcp6", port_of(url));
    return (s.inode_count > 0 && search_processes(&s, has_socket)) ||
           search_processes(&s, has_name);
}

/* --- access --- */

static bool is_member(const struct web_server *s, gid_t group)
{
    for (size_t i = 0; i < s->group_count; i++) {
        if (s->groups[i] == group)
            return true;
    }
    return false;
}

static bool may(const struct web_server *s, const struct stat *st, mode_t bit)
{
    if (s->uid == 0)
        return true;
    if (s->uid == st->st_uid)
        return (st->st_mode & bit << 6) != 0;
    return (st->st_mode & (is_member(s, st->st_gid) ? bit << 3 : bit)) != 0;
}

bool web_server_obstacle(const struct web_server *s, const char *path,
                         struct web_server_obstacle *out)
{
    struct stat st;
    const char *end = path;

    do {
        end = strchr(end + 1, '/');
        (void)snprintf(out->path, sizeof out->path, "%.*s",
                       (int)(end != NULL ? end - path : (ptrdiff_t)strlen(path)), path);
        if (stat(out->path, &st) != 0)
            return false;
        mode_t bit = end != NULL || S_ISDIR(st.st_mode) ? S_IXOTH : S_IWOTH;
        out->group = st.st_gid;
        out->group_may = (st.st_mode & bit << 3) != 0;
        out->is_folder = S_ISDIR(st.st_mode);
        if (!may(s, &st, bit))
            return true;
    } while (end != NULL);
    return false;
}

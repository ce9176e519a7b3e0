/* SPDX-License-Identifier: MIT */
/*
 * Starts redis-server, found in PATH, as a child that ends with the test at the latest.
 */
#include "tests/unit/support/redis_server.h"

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#define POLLS 500
#define POLL_MS 20

static void run_server(const struct redis_server *server)
{
    int null = open("/dev/null", O_RDWR);

    prctl(PR_SET_PDEATHSIG, SIGKILL);
    dup2(null, STDIN_FILENO);
    dup2(null, STDOUT_FILENO);
    execlp("redis-server", "redis-server", "--port", "0", "--unixsocket", server->socket, "--save",
           "", "--appendonly", "no", "--dir", server->folder, (char *)NULL);
    perror("redis-server");
    _exit(127);
}

static int answers_ping(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    char answer[8] = "";
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int good = 0;

    if (fd < 0)
        return 0;
    snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
    if (connect(fd, (struct sockaddr *)&address, sizeof address) == 0 &&
        write(fd, "PING\r\n", 6) == 6 && read(fd, answer, sizeof answer - 1) > 0)
        good = strncmp(answer, "+PONG", 5) == 0;
    close(fd);
    return good;
}

int redis_server_restart(struct redis_server *server)
{
    server->pid = fork();
    if (server->pid < 0)
        return -1;
    if (server->pid == 0)
        run_server(server);
    for (int i = 0; i < POLLS; i++) {
        if (waitpid(server->pid, NULL, WNOHANG) == server->pid)
            break;
        if (answers_ping(server->socket))
            return 0;
        poll(NULL, 0, POLL_MS);
    }
    fprintf(stderr, "redis-server does not answer on %s\n", server->socket);
    redis_server_stop(server);
    return -1;
}

int redis_server_start(struct redis_server *server)
{
    snprintf(server->folder, sizeof server->folder, "/tmp/loadline-redis-XXXXXX");
    if (mkdtemp(server->folder) == NULL)
        return -1;
    snprintf(server->socket, sizeof server->socket, "%s/redis.sock", server->folder);
    snprintf(server->url, sizeof server->url, "unix:%s?db=0", server->socket);
    return redis_server_restart(server);
}

void redis_server_kill(struct redis_server *server)
{
    if (server->pid > 0) {
        kill(server->pid, SIGKILL);
        waitpid(server->pid, NULL, 0);
    }
    server->pid = 0;
}

void redis_server_stop(struct redis_server *server)
{
    DIR *folder;
    struct dirent *entry;

    redis_server_kill(server);
    folder = opendir(server->folder);
    if (folder == NULL)
        return;
    while ((entry = readdir(folder)) != NULL)
        unlinkat(dirfd(folder), entry->d_name, 0);
    closedir(folder);
    rmdir(server->folder);
}

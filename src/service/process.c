/* SPDX-License-Identifier: MIT */
/*
 * Starts and ends programs. Between fork and exec the child makes only system calls: at the fork
 * another thread may have held a lock of the C library.
 */
#include "service/process.h"

#include "base/clock.h"
#include "base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define FAULT_FD 3 /* the child reports an errno here; a successful exec closes it */
#define POLL_MS 5
#define EXIT_NOT_STARTED 127

struct pipes {
    int out[2], err[2], fault[2];
    int null;
};

static void close_fd(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

static void close_pipes(struct pipes *p)
{
    for (int i = 0; i < 2; i++) {
        close_fd(&p->out[i]);
        close_fd(&p->err[i]);
        close_fd(&p->fault[i]);
    }
    close_fd(&p->null);
}

/* Opens the pipes. Returns 0 or a positive errno. */
static int open_pipes(struct pipes *p)
{
    *p = (struct pipes){{-1, -1}, {-1, -1}, {-1, -1}, -1};
    p->null = open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (p->null >= 0 && pipe2(p->out, O_CLOEXEC) == 0 && pipe2(p->err, O_CLOEXEC) == 0 &&
        pipe2(p->fault, O_CLOEXEC) == 0 && fcntl(p->out[0], F_SETFL, O_NONBLOCK) == 0 &&
        fcntl(p->err[0], F_SETFL, O_NONBLOCK) == 0)
        return 0;
    int err = errno;
    close_pipes(p);
    return err;
}

static struct rlimit both(int64_t amount)
{
    return (struct rlimit){(rlim_t)amount, (rlim_t)amount};
}

static bool limit_all(const struct process_spec *spec)
{
    struct rlimit core = both(0), cpu = both((spec->cpu_ms + 999) / 1000);
    struct rlimit memory = both(spec->memory_bytes), file = both(spec->file_bytes);

    return setrlimit(RLIMIT_CORE, &core) == 0 &&
           (spec->cpu_ms == 0 || setrlimit(RLIMIT_CPU, &cpu) == 0) &&
           (spec->memory_bytes == 0 || setrlimit(RLIMIT_AS, &memory) == 0) &&
           (spec->file_bytes == 0 || setrlimit(RLIMIT_FSIZE, &file) == 0);
}

/* Makes the child's descriptors 0 to 3 and closes all others. First it moves each source out of the
 * range of the targets. */
static bool arrange_descriptors(const struct pipes *p, int in_fd)
{
    int null = fcntl(in_fd > 0 ? in_fd : p->null, F_DUPFD, FAULT_FD + 1);
    int out = fcntl(p->out[1], F_DUPFD, FAULT_FD + 1);
    int err = fcntl(p->err[1], F_DUPFD, FAULT_FD + 1);
    int fault = fcntl(p->fault[1], F_DUPFD, FAULT_FD + 1);
    return null >= 0 && out >= 0 && err >= 0 && fault >= 0 && dup2(null, 0) == 0 &&
           dup2(out, 1) == 1 && dup2(err, 2) == 2 && dup3(fault, FAULT_FD, O_CLOEXEC) == FAULT_FD &&
           close_range(FAULT_FD + 1, ~0U, 0) == 0;
}

/* Set the groups first: without root they cannot be set any more. */
static bool switch_user(const struct process_user *user)
{
    return user == NULL || (setgroups((size_t)user->group_count, user->groups) == 0 &&
                            setresgid(user->gid, user->gid, user->gid) == 0 &&
                            setresuid(user->uid, user->uid, user->uid) == 0);
}

int process_find_user(const char *name, struct process_user *out)
{
    char text[4096];
    struct passwd entry, *found = NULL;

    if (getpwnam_r(name, &entry, text, sizeof text, &found) != 0 || found == NULL)
        return ERR_NOT_FOUND;
    *out = (struct process_user){
        .uid = entry.pw_uid, .gid = entry.pw_gid, .group_count = PROCESS_GROUPS_MAX};
    return getgrouplist(name, entry.pw_gid, out->groups, &out->group_count) < 0 ? ERR_NOT_FOUND : 0;
}

static void restore_signals(void)
{
    static const int handled[] = {SIGTERM, SIGINT, SIGHUP, SIGCHLD, SIGPIPE};
    sigset_t none;

    for (size_t i = 0; i < sizeof handled / sizeof *handled; i++)
        (void)signal(handled[i], SIG_DFL);
    sigemptyset(&none);
    (void)sigprocmask(SIG_SETMASK, &none, NULL);
}

static _Noreturn void become(const struct process_spec *spec, const struct pipes *p, pid_t parent)
{
    int fault = p->fault[1];
    if (setpgid(0, 0) == 0 && fchdir(spec->folder_fd) == 0 && arrange_descriptors(p, spec->in_fd)) {
        fault = FAULT_FD;
        restore_signals();
        /* A change of user resets PR_SET_PDEATHSIG, so set it afterwards. */
        if (limit_all(spec) && switch_user(spec->user) && prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 &&
            getppid() == parent)
            (void)execvpe(spec->argv[0], spec->argv, spec->env);
    }
    int err = errno;
    (void)!write(fault, &err, sizeof err);
    _exit(EXIT_NOT_STARTED);
}

/* Returns the errno that the child reported, or 0 after a successful exec. */
static int read_fault(int fd)
{
    int err = 0;
    ssize_t n;
    do {
        n = read(fd, &err, sizeof err);
    } while (n < 0 && errno == EINTR);
    return n == sizeof err ? err : 0;
}

int process_start(const struct process_spec *spec, struct process *out)
{
    struct pipes p;
    pid_t parent = getpid();

    *out = (struct process){0, -1, -1};
    int err = open_pipes(&p);
    if (err)
        return err;
    pid_t pid = fork();
    if (pid == 0)
        become(spec, &p, parent);
    err = pid < 0 ? errno : 0;
    if (!err) {
        (void)setpgid(pid, pid); /* parent and child both set it, because either may run first */
        close_fd(&p.fault[1]);
        err = read_fault(p.fault[0]);
        if (err)
            (void)waitpid(pid, NULL, 0);
    }
    if (!err) {
        *out = (struct process){pid, p.out[0], p.err[0]};
        p.out[0] = p.err[0] = -1;
    }
    close_pipes(&p);
    return err;
}

void process_signal(const struct process *p, int signal)
{
    if (p->pid > 1) /* kill(-1) reaches every process */
        (void)kill(-p->pid, signal);
}

/* The leader stays a zombie until the group is killed, so that no other process can get its id. */
bool process_ended(struct process *p, int *status_out)
{
    siginfo_t info = {0};

    if (p->pid <= 0)
        return true;
    if (waitid(P_PID, (id_t)p->pid, &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid == 0)
        return false;
    process_signal(p, SIGKILL);
    while (waitpid(p->pid, status_out, 0) < 0 && errno == EINTR)
        ;
    p->pid = 0;
    return true;
}

void process_end(struct process *p, int64_t grace_ms)
{
    int status = 0;
    int64_t end = clock_mono_ms() + grace_ms;

    process_signal(p, SIGTERM);
    while (!process_ended(p, &status) && clock_mono_ms() < end)
        clock_pause_ms(POLL_MS);
    process_signal(p, SIGKILL);
    while (!process_ended(p, &status))
        clock_pause_ms(POLL_MS);
    close_fd(&p->out_fd);
    close_fd(&p->err_fd);
}

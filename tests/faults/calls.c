/* System calls of one command on the files of one folder: counted, logged, failed, or the last.

Loaded before the C library (LD_PRELOAD) into machine.py's server, which arms it in a child.
A file is known by its inode. A log is a row of records: a line of words with tabs between them,
and as many bytes of data behind it as the line says last. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum { OPEN, READ, WRITE, SYNC, TRUNCATE, RENAME, LINK, UNLINK, MKDIR, CHMOD, CLOSE, CALLS };

long faults_met[CALLS];
static char folder[PATH_MAX];
static int wanted = -1, error_given, goes_on, logged = -1;
static long wanted_at, room = -1;

/* `call` fails with `error` (0: the process is killed) the `at`-th time, and `for_ever` from then
on. At most `bytes` more fit on the disk; -1: as many as there are. Records go to `log`, if not -1. */
void faults_arm(const char *in, int call, long at, int error, int for_ever, long bytes, int log) {
    wanted = call, wanted_at = at, error_given = error, goes_on = for_ever, room = bytes;
    logged = log;
    memset(faults_met, 0, sizeof faults_met);
    snprintf(folder, sizeof folder, "%s/", in);
}

#define REAL(name) static __typeof__(&name) real; if (!real) real = dlsym(RTLD_NEXT, #name)

static int inside(const char *path) { return folder[0] && !strncmp(path, folder, strlen(folder)); }

static const char *resolved(int at, const char *name, char *into) {
    char base[PATH_MAX], link[64];
    if (name[0] == '/') return name;
    snprintf(link, sizeof link, at == AT_FDCWD ? "/proc/self/cwd" : "/proc/self/fd/%d", at);
    ssize_t length = readlink(link, base, sizeof base - 1);
    if (length < 0) return name;
    base[length] = 0;
    if (snprintf(into, PATH_MAX, name[0] ? "%s/%s" : "%s%s", base, name) < 0) return name;
    return into;
}

static const char *opened(int file, char *into) { return folder[0] ? resolved(file, "", into) : ""; }

static int fails(int call, const char *path) {
    if (!inside(path)) return 0;
    long count = ++faults_met[call];
    if (call != wanted || (goes_on ? count < wanted_at : count != wanted_at)) return 0;
    if (!error_given) kill(getpid(), SIGKILL);
    errno = error_given;
    return 1;
}

static void all(const void *data, size_t length) {
    REAL(write);
    for (const char *at = data; length;) {
        ssize_t done = real(logged, at, length);
        if (done < 0) abort();
        at += done, length -= done;
    }
}

static void note(const char *what, unsigned long inode, const char *one, const char *other,
                 long offset, const void *data, size_t length) {
    if (logged < 0) return;
    char line[3 * PATH_MAX];
    int kept = errno;
    all(line, snprintf(line, sizeof line, "%s\t%lu\t%s\t%s\t%ld\t%zu\n", what, inode, one, other,
                       offset, length));
    all(data, length);
    errno = kept;
}

static unsigned long inode_of(const char *path) {
    struct stat status;
    return lstat(path, &status) ? 0 : status.st_ino;
}

static int open_any(int at, const char *name, int flags, mode_t mode) {
    REAL(openat);
    char into[PATH_MAX];
    const char *path = folder[0] ? resolved(at, name, into) : name;
    int is_ours = inside(path), is_new = is_ours && !inode_of(path);
    if (fails(OPEN, path)) return -1;
    int file = real(at, name, flags, mode);
    if (file >= 0 && is_ours) {
        if (is_new) note("create", inode_of(path), path, "", 0, "", 0);
        else if (flags & O_TRUNC) note("truncate", inode_of(path), path, "", 0, "", 0);
    }
    return file;
}

#define MODE va_list rest; va_start(rest, flags); mode_t mode = va_arg(rest, mode_t); va_end(rest)
int open(const char *name, int flags, ...) { MODE; return open_any(AT_FDCWD, name, flags, mode); }
int open64(const char *name, int flags, ...) { MODE; return open_any(AT_FDCWD, name, flags, mode); }
int openat(int at, const char *name, int flags, ...) { MODE; return open_any(at, name, flags, mode); }
int openat64(int at, const char *name, int flags, ...) { MODE; return open_any(at, name, flags, mode); }

ssize_t read(int file, void *data, size_t length) {
    REAL(read);
    char into[PATH_MAX];
    return fails(READ, opened(file, into)) ? -1 : real(file, data, length);
}

ssize_t pread64(int file, void *data, size_t length, off64_t offset) {
    REAL(pread64);
    char into[PATH_MAX];
    return fails(READ, opened(file, into)) ? -1 : real(file, data, length, offset);
}

/* Whether so many more bytes fit on the disk, and are taken. */
static int fits(int file, long offset, size_t length) {
    struct stat status;
    if (room < 0 || fstat(file, &status)) return 1;
    long more = offset + (long)length - status.st_size;
    if (more <= 0) return 1;
    if (more > room) { errno = ENOSPC; return 0; }
    room -= more;
    return 1;
}

static int may_write(int file, const char *path, long *offset, size_t length) {
    if (fails(WRITE, path)) return 0;
    if (!inside(path)) return 1;
    if (*offset < 0) {
        struct stat status;
        int appends = fcntl(file, F_GETFL) & O_APPEND;
        *offset = appends && !fstat(file, &status) ? status.st_size : lseek64(file, 0, SEEK_CUR);
    }
    return fits(file, *offset, length);
}

static void wrote(int file, const char *path, long offset, const void *data, ssize_t length) {
    struct stat status;
    if (logged < 0 || length <= 0) return;
    if (file == 1) note("say", 0, "", "", 0, data, length);
    else if (inside(path) && !fstat(file, &status))
        note("write", status.st_ino, path, "", offset, data, length);
}

ssize_t write(int file, const void *data, size_t length) {
    REAL(write);
    char into[PATH_MAX];
    const char *path = opened(file, into);
    long offset = -1;
    if (file == logged) return real(file, data, length);
    if (!may_write(file, path, &offset, length)) return -1;
    ssize_t done = real(file, data, length);
    wrote(file, path, offset, data, done);
    return done;
}

ssize_t pwrite64(int file, const void *data, size_t length, off64_t offset) {
    REAL(pwrite64);
    char into[PATH_MAX];
    const char *path = opened(file, into);
    long where = offset;
    if (!may_write(file, path, &where, length)) return -1;
    ssize_t done = real(file, data, length, offset);
    wrote(file, path, offset, data, done);
    return done;
}

/* So that there is one way to write: who calls it takes the other one then. */
ssize_t sendfile64(int out, int in, off64_t *offset, size_t count) { errno = ENOTSOCK; return -1; }

static int synced(int file, int data_alone) {
    static int (*sync)(int), (*sync_data)(int);
    if (!sync) sync = dlsym(RTLD_NEXT, "fsync"), sync_data = dlsym(RTLD_NEXT, "fdatasync");
    char into[PATH_MAX];
    struct stat status;
    const char *path = opened(file, into);
    if (fails(SYNC, path)) return -1;
    int done = data_alone ? sync_data(file) : sync(file);
    if (!done && inside(path) && !fstat(file, &status)) note("sync", status.st_ino, path, "", 0, "", 0);
    return done;
}
int fsync(int file) { return synced(file, 0); }
int fdatasync(int file) { return synced(file, 1); }

int ftruncate64(int file, off64_t length) {
    REAL(ftruncate64);
    char into[PATH_MAX];
    struct stat status;
    const char *path = opened(file, into);
    if (fails(TRUNCATE, path)) return -1;
    if (inside(path) && !fstat(file, &status)) {
        if (room >= 0 && status.st_size > length) room += status.st_size - length;
        note("truncate", status.st_ino, path, "", length, "", 0);
    }
    return real(file, length);
}

static int moved(int call, int from_at, const char *from, int to_at, const char *to, int flags) {
    static int (*rename_it)(int, const char *, int, const char *);
    static int (*link_it)(int, const char *, int, const char *, int);
    if (!link_it) rename_it = dlsym(RTLD_NEXT, "renameat"), link_it = dlsym(RTLD_NEXT, "linkat");
    char one[PATH_MAX], other[PATH_MAX];
    const char *old = folder[0] ? resolved(from_at, from, one) : from;
    const char *new = folder[0] ? resolved(to_at, to, other) : to;
    if (fails(call, inside(new) ? new : old)) return -1;
    unsigned long inode = inode_of(old);
    int done = call == LINK ? link_it(from_at, from, to_at, to, flags) : rename_it(from_at, from, to_at, to);
    if (!done && (inside(old) || inside(new)))
        note(call == LINK ? "link" : "rename", inode, old, new, 0, "", 0);
    return done;
}
int rename(const char *old, const char *new) { return moved(RENAME, AT_FDCWD, old, AT_FDCWD, new, 0); }
int renameat(int a, const char *old, int b, const char *new) { return moved(RENAME, a, old, b, new, 0); }
int link(const char *old, const char *new) { return moved(LINK, AT_FDCWD, old, AT_FDCWD, new, 0); }
int linkat(int a, const char *old, int b, const char *new, int flags) { return moved(LINK, a, old, b, new, flags); }

static int removed(int at, const char *name, int flags) {
    static int (*remove_it)(int, const char *, int);
    if (!remove_it) remove_it = dlsym(RTLD_NEXT, "unlinkat");
    char into[PATH_MAX];
    const char *path = folder[0] ? resolved(at, name, into) : name;
    if (fails(UNLINK, path)) return -1;
    struct stat status;
    int is_ours = inside(path) && !lstat(path, &status);
    int done = remove_it(at, name, flags);
    if (!done && is_ours) {
        if (room >= 0 && status.st_nlink == 1) room += status.st_size;
        note("unlink", status.st_ino, path, "", 0, "", 0);
    }
    return done;
}
int unlink(const char *name) { return removed(AT_FDCWD, name, 0); }
int unlinkat(int at, const char *name, int flags) { return removed(at, name, flags); }
int rmdir(const char *name) { return removed(AT_FDCWD, name, AT_REMOVEDIR); }

int mkdirat(int at, const char *name, mode_t mode) {
    REAL(mkdirat);
    char into[PATH_MAX];
    const char *path = folder[0] ? resolved(at, name, into) : name;
    if (fails(MKDIR, path)) return -1;
    int done = real(at, name, mode);
    if (!done && inside(path)) note("mkdir", inode_of(path), path, "", 0, "", 0);
    return done;
}
int mkdir(const char *name, mode_t mode) { return mkdirat(AT_FDCWD, name, mode); }

int chmod(const char *name, mode_t mode) {
    REAL(chmod);
    char into[PATH_MAX];
    const char *path = folder[0] ? resolved(AT_FDCWD, name, into) : name;
    return fails(CHMOD, path) ? -1 : real(name, mode);
}

int fchmod(int file, mode_t mode) {
    REAL(fchmod);
    char into[PATH_MAX];
    return fails(CHMOD, opened(file, into)) ? -1 : real(file, mode);
}

int close(int file) {
    REAL(close);
    char into[PATH_MAX];
    int failed = fails(CLOSE, opened(file, into)), error = errno;
    int done = real(file); /* it is closed all the same (close(2)) */
    if (failed) errno = error;
    return failed ? -1 : done;
}

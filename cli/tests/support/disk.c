/* A disk that fails when it is told to. The server under test is started with this library before
 * the C library's own (LD_PRELOAD); disk.rs writes into a file, which is mapped here, what is to
 * happen.
 *
 * It also knows what a cut of the current would leave: of each page that was written and not synced
 * since, it keeps what stood there before. A sync that failed has lost its pages for good, as on
 * Linux: a later sync says yes, and writes only what was written anew. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { NOTHING, WRITES, SYNCS };
enum { BROKEN, FULL, SHORT, CUT };
enum { PAGE = 4096 };

/* The same as Orders in disk.rs. */
static volatile struct {
    uint64_t what;    /* fails */
    uint64_t nth;     /* the first of them that does */
    uint64_t how;
    uint64_t lasting; /* from then on, or once */
    uint64_t failed;  /* how many have */
} *orders;

/* What is on the disk of a page that the kernel has newer. */
static struct page {
    struct page *next;
    char path[PATH_MAX];
    ino_t file;
    off_t number;
    int is_lost;
    char bytes[PAGE];
} *pages;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("DOUGH_DISK_ORDERS");
    int fd = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
    void *map = fd < 0 ? MAP_FAILED : mmap(0, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (map != MAP_FAILED) orders = map;
}

/* Whether it is a file of the shop; SQLite's shared memory is none. */
static int is_on_disk(int fd, char *path) {
    const char *folder = getenv("DOUGH_DISK_FOLDER");
    char link[32];
    if (!orders || !folder) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, PATH_MAX - 1);
    if (length < 4) return 0;
    path[length] = 0;
    return strncmp(path, folder, strlen(folder)) == 0 && strcmp(path + length - 4, "-shm") != 0;
}

/* The current is cut: what the disk never got is gone. */
static void cut(void) {
    for (struct page *page = pages; page; page = page->next) {
        int fd = open(page->path, O_WRONLY);
        struct stat at;
        if (fd < 0 || fstat(fd, &at) != 0 || at.st_ino != page->file) continue;
        off_t left = at.st_size - page->number * PAGE;
        if (left > 0) syscall(SYS_pwrite64, fd, page->bytes, left < PAGE ? left : PAGE, page->number * PAGE);
    }
    _exit(1);
}

/* How this one fails; -1 for not at all. */
static int fails(uint64_t what) {
    if (orders->what != what) return -1;
    if (orders->nth > 1) {
        orders->nth--;
        return -1;
    }
    int how = (int)orders->how;
    orders->failed++;
    if (how == CUT) cut();
    if (how == SHORT) orders->how = FULL; /* what is asked for again isn't taken either */
    else if (!orders->lasting) orders->what = NOTHING;
    return how;
}

static void keep(int fd, const char *path, off_t at, size_t count) {
    struct stat now;
    fstat(fd, &now);
    int reader = open(path, O_RDONLY | O_CLOEXEC);
    for (off_t number = at / PAGE; count && number <= (at + (off_t)count - 1) / PAGE; number++) {
        struct page *page = pages;
        while (page && (page->file != now.st_ino || page->number != number)) page = page->next;
        if (!page) {
            page = calloc(1, sizeof *page);
            strcpy(page->path, path);
            page->file = now.st_ino;
            page->number = number;
            if (pread(reader, page->bytes, PAGE, number * PAGE) < 0) abort();
            page->next = pages;
            pages = page;
        }
        page->is_lost = 0;
    }
    close(reader);
}

/* After a sync: what was written is on the disk, or lost. */
static void settle(int fd, int is_lost) {
    struct stat now;
    fstat(fd, &now);
    for (struct page **place = &pages; *place;) {
        struct page *page = *place;
        if (page->file == now.st_ino && !page->is_lost && !is_lost) {
            *place = page->next;
            free(page);
            continue;
        }
        if (page->file == now.st_ino) page->is_lost |= is_lost;
        place = &page->next;
    }
}

/* Writes at a place, or where the file stands. */
static ssize_t put(int fd, const void *bytes, size_t count, off_t at) {
    char path[PATH_MAX];
    int stands = at < 0;
    if (is_on_disk(fd, path)) {
        pthread_mutex_lock(&lock);
        int how = fails(WRITES);
        if (how == BROKEN || how == FULL) {
            pthread_mutex_unlock(&lock);
            errno = how == FULL ? ENOSPC : EIO;
            return -1;
        }
        if (how == SHORT) count /= 2;
        struct stat now;
        fstat(fd, &now);
        int is_log = fcntl(fd, F_GETFL) & O_APPEND;
        keep(fd, path, !stands ? at : is_log ? now.st_size : lseek(fd, 0, SEEK_CUR), count);
        pthread_mutex_unlock(&lock);
    }
    return stands ? syscall(SYS_write, fd, bytes, count) : syscall(SYS_pwrite64, fd, bytes, count, at);
}

static int sync_to_disk(int fd, long call) {
    char path[PATH_MAX];
    if (!is_on_disk(fd, path)) return (int)syscall(call, fd);
    pthread_mutex_lock(&lock);
    int is_lost = fails(SYNCS) >= 0;
    settle(fd, is_lost);
    pthread_mutex_unlock(&lock);
    errno = EIO;
    return is_lost ? -1 : 0;
}

ssize_t write(int fd, const void *bytes, size_t count) { return put(fd, bytes, count, -1); }
ssize_t pwrite(int fd, const void *bytes, size_t count, off_t at) { return put(fd, bytes, count, at); }
ssize_t pwrite64(int fd, const void *bytes, size_t count, off_t at) { return put(fd, bytes, count, at); }
int fsync(int fd) { return sync_to_disk(fd, SYS_fsync); }
int fdatasync(int fd) { return sync_to_disk(fd, SYS_fdatasync); }

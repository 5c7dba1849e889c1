// Lets each sync take SYNC_US microseconds more, to model a slow disk: loaded before the system's
// own library by `dough bench table --slow-sync`.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <unistd.h>

static int slowly(const char *name, int file) {
    const char *wanted = getenv("SYNC_US");
    if (wanted) usleep((useconds_t)atoi(wanted));
    int (*own)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
    return own(file);
}

int fsync(int file) { return slowly("fsync", file); }
int fdatasync(int file) { return slowly("fdatasync", file); }

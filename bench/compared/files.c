/* The least that files can cost.
   files read FOLDER LIST: opens, stats, reads and hashes each file of the list; prints the sum of the hashes.
   files write FOLDER LIST: for each a temporary file, owner and mode, fsync, rename, fsync of the folder; what is in a file
   are the lines of the list's folder of that name. */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LONGEST = 1 << 16 };
static char text[LONGEST];

static void fail(const char *what)
{
    perror(what);
    exit(1);
}

static ssize_t get(const char *path, struct stat *status)
{
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (file < 0 || fstat(file, status))
        fail(path);
    ssize_t length = read(file, text, LONGEST);
    if (length < 0)
        fail(path);
    close(file);
    return length;
}

static uint64_t hash(ssize_t length)
{
    uint64_t sum = 14695981039346656037u;
    for (ssize_t at = 0; at < length; at++)
        sum = (sum ^ (unsigned char)text[at]) * 1099511628211u;
    return sum;
}

static uint64_t check(const char *path)
{
    struct stat status;
    ssize_t length = get(path, &status);
    return status.st_uid == 0 && (status.st_mode & 07777) == 0644 && status.st_size == length ? hash(length) : 0;
}

static void put(const char *path, const char *folder, ssize_t length)
{
    char draft[4096];
    snprintf(draft, sizeof draft, "%s.new", path);
    int file = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0 || write(file, text, length) != length || fchown(file, 0, 0) || fchmod(file, 0644) || fsync(file) || close(file))
        fail(draft);
    if (rename(draft, path))
        fail(path);
    int parent = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (parent < 0 || fsync(parent) || close(parent))
        fail(folder);
}

int main(int count, char **words)
{
    if (count != 4)
        return 64;
    int writes = strcmp(words[1], "write") == 0;
    FILE *list = fopen(words[3], "r");
    if (!list)
        fail(words[3]);
    char name[256], path[4096];
    uint64_t sum = 0;
    while (fscanf(list, "%255s", name) == 1) {
        snprintf(path, sizeof path, "%s/%s", words[2], name);
        if (writes) {
            struct stat status;
            char source[4096];
            snprintf(source, sizeof source, "%s.d/%s", words[3], name);
            put(path, words[2], get(source, &status));
        } else {
            sum += check(path);
        }
    }
    printf("%016llx\n", (unsigned long long)sum);
    return 0;
}

/* Names of files: which file stands behind one, and making a new one that is surely the program's own. */
#ifndef PILIND_RESULTS_PATH_H
#define PILIND_RESULTS_PATH_H

#include <stdbool.h>
#include <stddef.h>

/* The name behind symbolic links, also where the last of them leads to a file that is still to be made. Links among the folders
   stay: beside the file, every way to it meets the same names. False: a circle of links, or too long a name. */
bool PathFollow(const char *name, size_t size, char *path);

/* Why this is no file with data to open, or NULL: "does not exist", "is a folder", "is a device, a pipe or a socket". Opening a pipe
   would wait for its other end. */
const char *PathObjection(const char *path);

/* Are both names of one existing file? */
bool PathSame(const char *a, const char *b);

/* Open for writing a file that nobody had before: what lies there, a link included, is removed and not followed. -1: errno. */
int PathCreate(const char *path);

#endif

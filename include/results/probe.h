/* Asking HDF5 about a file that may be damaged. Its library follows what a file says of itself, and a damaged file (or one that only looks
   like ours) leads it anywhere: it crashes, or does not come to an end. So such a file is opened by a process of its own, this program
   started again with words that main() hands to Probe(), and what it finds comes back through a pipe. */
#ifndef PILIND_RESULTS_PROBE_H
#define PILIND_RESULTS_PROBE_H

/* The first thing in main(), before MPI: is this such a process? Then it has done its work when this returns its exit code, 0 or more;
   -1: it is not. */
int Probe(int argc, char **argv);

#endif

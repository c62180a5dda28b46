/* The child reads the layout and sends it; the parent waits for it, but not for ever. */
#include "results/probe.h"

#include "results/layout_pipe.h"
#include "results/probe_file.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static const char *const word    = "--layout-of";
static const int         patient = 60000; /* milliseconds */

/* HDF5 closes all that is open in a file together with it. */
static hid_t open_hdf5(const char *path)
{
  const hid_t access = H5Pcreate(H5P_FILE_ACCESS);
  hid_t       file   = -1;

  if (access < 0) return -1;
  if (H5Pset_fclose_degree(access, H5F_CLOSE_STRONG) >= 0) file = H5Fopen(path, H5F_ACC_RDONLY, access);
  H5Pclose(access);
  return file;
}

void ProbeHere(const char *path, int64_t bytes, const char *outputs, Finding *finding)
{
  const hid_t file = open_hdf5(path);

  *finding = (Finding){.opened = file >= 0};
  if (file < 0) return;
  finding->format = layout_format(file);
  if (finding->format > 0 && finding->format <= PILIND_FORMAT_VERSION)
    finding->read = layout_read(file, bytes, outputs, &finding->layout, finding->why);
  H5Fclose(file);
}

/* Without intact structures HDF5 may also ask for more memory than there is, or leave a core. */
static void be_modest(void)
{
  const struct rlimit none = {0, 0};

  setrlimit(RLIMIT_CORE, &none);
#ifndef __SANITIZE_ADDRESS__
  const struct rlimit memory = {(rlim_t)16 << 30, (rlim_t)16 << 30};
  setrlimit(RLIMIT_AS, &memory);
#endif
}

int Probe(int argc, char **argv)
{
  Finding     finding;
  struct stat info;

  if (argc != 4 || strcmp(argv[1], word)) return -1;
  be_modest();
  H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
  if (stat(argv[2], &info)) return 1;
  ProbeHere(argv[2], (int64_t)info.st_size, argv[3][0] ? argv[3] : NULL, &finding);
  const bool sent = fwrite(&finding, sizeof finding, 1, stdout) == 1 && layout_send(stdout, &finding.layout);
  _exit(sent ? 0 : 1); /* HDF5 may not survive its own end, either */
}

/* Start the child, its standard output into the pipe and its words of despair nowhere. */
static bool start(const char *path, const char *outputs, int output, pid_t *child)
{
  posix_spawn_file_actions_t actions;
  char                       self[PATH_MAX] = "";
  char *const                arguments[]    = {self, (char *)word, (char *)path, (char *)(outputs ? outputs : ""), NULL};

  if (readlink("/proc/self/exe", self, sizeof self - 1) <= 0 || posix_spawn_file_actions_init(&actions)) return false;
  bool started = !posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0) &&
                 !posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO) &&
                 !posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  started = started && !posix_spawn(child, self, &actions, NULL, arguments, environ);
  posix_spawn_file_actions_destroy(&actions);
  return started;
}

/* All that comes through the pipe; NULL if it does not end in time or in memory. */
static char *read_all(int input, size_t *size)
{
  struct pollfd wait   = {.fd = input, .events = POLLIN};
  char         *all    = NULL, piece[4096];
  FILE         *stream = open_memstream(&all, size);
  bool          more = stream, ended = false;

  while (more) {
    const int     ready = poll(&wait, 1, patient);
    const ssize_t got   = ready > 0 ? read(input, piece, sizeof piece) : -1;
    if (ready < 0 && errno == EINTR) continue;
    ended = got == 0;
    more  = got > 0 && fwrite(piece, 1, (size_t)got, stream) == (size_t)got;
  }
  if (stream && fclose(stream)) ended = false;
  if (ended) return all;
  free(all);
  return NULL;
}

static bool understand(char *all, size_t size, int64_t bytes, Finding *finding)
{
  FILE *stream = size > 0 ? fmemopen(all, size, "r") : NULL;
  bool  good   = stream && fread(finding, sizeof *finding, 1, stream) == 1;

  finding->layout              = (Layout){0};
  finding->why[LAYOUT_WHY - 1] = 0;
  if (good && finding->read) good = layout_receive(stream, bytes, &finding->layout);
  if (stream) fclose(stream);
  return good;
}

bool ProbeApart(const char *path, int64_t bytes, const char *outputs, Finding *finding)
{
  int    ends[2], status = 1;
  pid_t  child;
  size_t size = 0;

  *finding = (Finding){0};
  if (pipe(ends)) return false;
  for (int e = 0; e < 2; e++) fcntl(ends[e], F_SETFD, FD_CLOEXEC);
  const bool started = start(path, outputs, ends[1], &child);
  close(ends[1]);
  char *all = started ? read_all(ends[0], &size) : NULL;
  close(ends[0]);
  if (started && !all) kill(child, SIGKILL);
  while (started && waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
  const bool good = all && WIFEXITED(status) && WEXITSTATUS(status) == 0 && understand(all, size, bytes, finding);
  free(all);
  if (!good) layout_free(&finding->layout);
  return good;
}

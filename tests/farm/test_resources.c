/* The memory of a node, read from made-up /proc and /sys trees of both versions of control groups, and from Slurm's variables. */
#include "farm/resources.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static const double MB = 1048576;

/* A folder that stands for the root of the file system. */
typedef struct {
  char root[64], command[128];
} Tree;

static void plant(const Tree *tree, const char *path, const char *text)
{
  char whole[512];

  snprintf(whole, sizeof whole, "%s%s", tree->root, path);
  for (char *c = whole + strlen(tree->root) + 1; *c; c++) {
    if (*c != '/') continue;
    *c = 0;
    assert_true(!mkdir(whole, 0755) || errno == EEXIST);
    *c = '/';
  }
  FILE *file = fopen(whole, "w");
  assert_non_null(file);
  fputs(text, file);
  fclose(file);
}

static int make_tree(void **state)
{
  Tree *tree = calloc(1, sizeof *tree);

  snprintf(tree->root, sizeof tree->root, "/tmp/resources.XXXXXX");
  if (!mkdtemp(tree->root)) return 1;
  plant(tree, "/proc/meminfo", "MemTotal:  9000000 kB\nMemFree: 1 kB\nMemAvailable:    8192000 kB\n");
  *state = tree;
  return 0;
}

static int fell_tree(void **state)
{
  Tree *tree = *state;

  snprintf(tree->command, sizeof tree->command, "rm -rf %s", tree->root);
  const int failed = system(tree->command);
  free(tree);
  return failed;
}

static void no_groups(void **state)
{
  const Tree *tree = *state;

  assert_float_equal(ResourcesNodeBytes(tree->root), 8192000.0 * 1024, 1);
  assert_float_equal(ResourcesNodeBytes("/nonexistent"), 1e30, 1e20);
}

/* The limit of the group above is the tighter one; page cache counts as free. */
static void version_2(void **state)
{
  const Tree *tree = *state;

  plant(tree, "/proc/self/cgroup", "0::/slurm/job_17/step_0\n");
  plant(tree, "/sys/fs/cgroup/slurm/job_17/step_0/memory.max", "max\n");
  plant(tree, "/sys/fs/cgroup/slurm/job_17/memory.max", "1048576000\n");
  plant(tree, "/sys/fs/cgroup/slurm/job_17/memory.current", "524288000\n");
  plant(tree, "/sys/fs/cgroup/slurm/job_17/memory.stat", "anon 1\nfile 300000000\ninactive_file 104857600\n");
  plant(tree, "/sys/fs/cgroup/slurm/memory.max", "99999999999\n");
  assert_float_equal(ResourcesNodeBytes(tree->root), 600 * MB, 1);
  plant(tree, "/sys/fs/cgroup/slurm/job_17/memory.high", "838860800\n");
  assert_float_equal(ResourcesNodeBytes(tree->root), 400 * MB, 1);
}

static void version_1(void **state)
{
  const Tree *tree = *state;

  plant(tree, "/proc/self/cgroup", "9:cpuset:/\n4:cpu,memory:/job\n0::/\n");
  plant(tree, "/sys/fs/cgroup/memory/job/memory.limit_in_bytes", "2097152000\n");
  plant(tree, "/sys/fs/cgroup/memory/job/memory.usage_in_bytes", "1048576000\n");
  plant(tree, "/sys/fs/cgroup/memory/job/memory.stat", "total_inactive_file 0\n");
  plant(tree, "/sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
  assert_float_equal(ResourcesNodeBytes(tree->root), 1000 * MB, 1);
}

/* In a container the process's path is the host's, and the mount is the container's own group. */
static void container(void **state)
{
  const Tree *tree = *state;

  plant(tree, "/proc/self/cgroup", "4:memory:/docker/0123\n");
  plant(tree, "/sys/fs/cgroup/memory/memory.limit_in_bytes", "1048576000\n");
  plant(tree, "/sys/fs/cgroup/memory/memory.usage_in_bytes", "0\n");
  assert_float_equal(ResourcesNodeBytes(tree->root), 1000 * MB, 1);
}

static void slurm(void **state)
{
  const Tree *tree = *state;

  setenv("SLURM_MEM_PER_CPU", "500", 1);
  setenv("SLURM_CPUS_ON_NODE", "4", 1);
  const double by_cpu = ResourcesNodeBytes(tree->root);
  setenv("SLURM_MEM_PER_NODE", "1500", 1);
  const double by_node = ResourcesNodeBytes(tree->root);
  setenv("SLURM_MEM_PER_NODE", "0", 1);
  unsetenv("SLURM_MEM_PER_CPU");
  const double all = ResourcesNodeBytes(tree->root);
  unsetenv("SLURM_MEM_PER_NODE");
  unsetenv("SLURM_CPUS_ON_NODE");
  assert_float_equal(by_cpu, 2000 * MB, 1);
  assert_float_equal(by_node, 1500 * MB, 1);
  assert_float_equal(all, 8192000.0 * 1024, 1);
}

/* A limit of the address space or of data leaves what is not in use yet; what this process itself maps meanwhile is little. */
static void process_limits(void **state)
{
  const int    which[] = {RLIMIT_AS, RLIMIT_DATA};
  const size_t size    = (size_t)1000 << 20;

  (void)state;
  assert_float_equal(ResourcesProcessBytes(), 1e30, 1e20);
  for (int k = 0; k < 2; k++) {
    struct rlimit before, now;
    assert_int_equal(getrlimit(which[k], &before), 0);
    now          = before;
    now.rlim_cur = (rlim_t)8192 * 1048576;
    assert_int_equal(setrlimit(which[k], &now), 0);
    const double all   = ResourcesProcessBytes();
    void        *block = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    const double rest  = ResourcesProcessBytes();
    assert_int_equal(setrlimit(which[k], &before), 0);
    assert_true(block != MAP_FAILED);
    munmap(block, size);
    assert_true(all > 4000 * MB && all < 8192 * MB);
    assert_float_equal(all - rest, 1000 * MB, MB);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(no_groups, make_tree, fell_tree), cmocka_unit_test_setup_teardown(version_2, make_tree, fell_tree),
    cmocka_unit_test_setup_teardown(version_1, make_tree, fell_tree), cmocka_unit_test_setup_teardown(container, make_tree, fell_tree),
    cmocka_unit_test_setup_teardown(slurm, make_tree, fell_tree),     cmocka_unit_test(process_limits),
  };
  unsetenv("SLURM_MEM_PER_NODE");
  unsetenv("SLURM_MEM_PER_CPU");
  return cmocka_run_group_tests(tests, NULL, NULL);
}

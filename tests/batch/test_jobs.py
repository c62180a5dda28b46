"""What the job scripts do before and around the program, without a Slurm: the site's file and its modules, the name of the output."""
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from program import BINARY, grid

JOBS = Path(__file__).resolve().parents[2] / "jobs"
SITE = 'LAUNCH="srun --cpu-bind=cores"\nLAUNCH_ONE=""\n'
# As environment modules are: variables that nobody set, and commands whose failure means nothing.
MODULE = '() {  echo "module $*" >>module.log; false; [ "$1" = purge ] || [ -z "$NOBODY_SET_THIS" ]; }'


class Home:
    """An installed program with its scripts, a folder to submit from, and an sbatch that only notes what it was called with."""

    def __init__(self, folder, environment):
        self.folder, self.home, self.bin = folder / "run", folder / "home", folder / "path"
        for path in (self.folder, self.bin, self.home / "bin"):
            path.mkdir(parents=True)
        shutil.copytree(JOBS, self.home / "jobs")
        (self.home / "bin" / "pilind").symlink_to(BINARY)
        self.environment = {**environment, "PATH": f"{self.bin}:{os.environ['PATH']}", "HOME": str(folder), "PILIND_HOME": str(self.home)}
        (self.bin / "sbatch").write_text('#!/bin/sh\necho "$@" >sbatch.log\n')
        (self.bin / "sbatch").chmod(0o755)
        self.site(SITE)

    def site(self, text):
        (self.home / "jobs" / "site.sh").write_text(text)

    def run(self, *command, **variables):
        environment = {**self.environment, **variables}
        return subprocess.run(["/bin/bash", *map(str, command)], cwd=self.folder, env=environment, capture_output=True, text=True, timeout=60)

    def submit(self, **variables):
        return self.run(self.home / "jobs" / "submit.sh", "-N", "2", "jobs/grid.sbatch", "grid.yaml", "-N", "10", **variables)

    def submitted(self):
        log = self.folder / "sbatch.log"
        return log.read_text().split() if log.exists() else None

    def within(self, text, *arguments, **variables):
        """What lines after the library print; arguments are those of the job script."""
        script = f'script=grid.sbatch\n. "$PILIND_HOME/jobs/lib.sh"\n{text}\n'
        return self.run("-c", script, "grid.sbatch", *arguments, **variables)

    def output(self, *arguments, **variables):
        found = self.within('find_output "$@"\nprintf "%s" "$output"', *arguments, **variables)
        assert found.returncode == 0, found.stdout + found.stderr
        return found.stdout


@pytest.fixture
def home(tmp_path, environment):
    return Home(tmp_path, environment)


def cluster(home):
    shutil.copy(home.home / "jobs" / "site.cluster.sh", home.home / "jobs" / "site.sh")


def test_submit_passes_everything_on(home):
    assert home.submit().returncode == 0
    assert home.submitted() == ["-N", "2", "jobs/grid.sbatch", "grid.yaml", "-N", "10"]


def test_modules_need_not_be_written_for_strict_shells(home):
    cluster(home)
    said = home.submit(**{"BASH_FUNC_module%%": MODULE})
    assert said.returncode == 0 and said.stderr == "" and home.submitted()
    assert (home.folder / "module.log").read_text().splitlines() == ["module purge", "module load gcc openmpi petsc slepc hdf5"]
    home.site("module purge\nmodule load mine\n" + SITE)
    assert home.submit(**{"BASH_FUNC_module%%": MODULE}).returncode == 0, "a site's file of its own way"


def test_a_shell_that_does_not_know_module_is_told_where_it_is(home):
    cluster(home)
    (home.folder / "init").mkdir()
    (home.folder / "init" / "bash").write_text(f"module {MODULE}\n")
    assert home.submit(MODULESHOME=str(home.folder)).returncode == 0 and home.submitted()


def refused(home, said, *words):
    lines = (said.stdout + said.stderr).splitlines()
    assert said.returncode == 1 and home.submitted() is None
    assert [line for line in lines if all(word in line for word in words)], lines
    assert "command not found" not in said.stderr and "unbound" not in said.stderr


def test_no_module_command_is_a_clear_word(home):
    cluster(home)
    refused(home, home.submit(), "no 'module' command", "site.sh", "PETSC_DIR")
    refused(home, home.within("echo reached"), "no 'module' command")
    assert "reached" not in home.within("echo reached").stdout


def test_a_module_that_does_not_exist_is_a_clear_word(home):
    cluster(home)
    refused(home, home.submit(**{"BASH_FUNC_module%%": '() {  [ "$1" = purge ]; }'}), "module load gcc openmpi petsc slepc hdf5", "failed", "module avail")


def test_what_else_is_missing_is_a_clear_word(home):
    (home.bin / "sbatch").unlink()
    refused(home, home.submit(PATH=str(tools(home))), "no sbatch", "mpiexec")
    (home.home / "bin" / "pilind").unlink()
    refused(home, home.within("echo reached"), "bin/pilind", "make")
    (home.home / "jobs" / "site.sh").unlink()
    refused(home, home.submit(), "site.sh", "copy jobs/site.cluster.sh")


def tools(home):
    """A PATH with what submit.sh needs of the system and no Slurm."""
    folder = home.folder / "tools"
    folder.mkdir()
    for name in ("bash", "dirname"):
        (folder / name).symlink_to(shutil.which(name))
    return folder


@pytest.mark.parametrize(
    "words, variables, expected",
    [
        ([], {}, "grid.h5"),
        (["-N", "6"], {}, "grid.h5"),
        (["-output", "other.h5"], {}, "other.h5"),
        (["-N", "6", "-OUTPUT", "folder/with blank.h5", "-Jx", "-0.5"], {}, "folder/with blank.h5"),
        ([], {"OUTPUT": "mine.h5"}, "mine.h5"),
    ],
)
def test_the_output_that_is_watched_is_the_one_that_is_written(home, words, variables, expected):
    (home.folder / "grid.yaml").write_text(grid())
    assert home.output("grid.yaml", *words, **variables) == expected


@pytest.mark.parametrize("how", ["program", "no program"])
def test_the_key_of_the_input_counts(home, how):
    (home.folder / "grid.yaml").write_text("# output: not.h5\n" + grid(output='"results/of today.h5" # where else'))
    if how == "no program":
        (home.home / "bin" / "pilind").unlink()
        (home.home / "bin" / "pilind").symlink_to("/bin/false")
    assert home.output("grid.yaml") == "results/of today.h5"
    assert home.output("grid.yaml", "-output", "other.h5") == "other.h5"


def test_two_outputs_are_refused(home):
    refused(home, home.within('find_output "$@"', "grid.yaml", "-output", "a.h5", OUTPUT="b.h5"), "OUTPUT and -output")


@pytest.mark.parametrize(
    "later, expected",
    [({}, "[grid.yaml][-overwrite][-N][5]"), ({"SLURM_RESTART_COUNT": "1"}, "[grid.yaml][-N][5]"), ({"PILIND_CHAINED": "1"}, "[grid.yaml][-N][5]")],
)
def test_overwrite_counts_once(home, later, expected):
    print_words = 'choose_words "$@"\nprintf "[%s]" "${words[@]}"'
    assert home.within(print_words, "grid.yaml", "-overwrite", "-N", "5", **later).stdout == expected
    if later:
        assert home.within(print_words, "grid.yaml", "-N", "5", "-overwrite", "true", **later).stdout == expected


def test_one_rank_a_core():
    for script in JOBS.glob("*.sbatch"):
        assert "#SBATCH --cpus-per-task=1 --hint=nomultithread\n" in script.read_text(), script


def test_a_launcher_that_binds_for_itself_gets_no_hint(home):
    shown = 'printf "%s" "${SLURM_HINT:-none}"'
    assert home.within(shown, SLURM_HINT="nomultithread").stdout == "none"
    home.site('LAUNCH="srun --mpi=pmix"\n')
    assert home.within(shown, SLURM_HINT="nomultithread").stdout == "nomultithread"


def test_dry_run_says_what_to_ask_for(pilind):
    """Memory of the largest share of a rank, with a third to spare."""
    pilind.write(grid(N="[10, 150]", steady_method="lu"))
    for ranks in (1, 2):
        shown = pilind("grid.yaml", "-dry_run", "-ranks_per_point", ranks, ranks=ranks).out
        words = [line for line in shown.splitlines() if line.startswith("  sbatch: ")][0].split()
        table = [line.split() for line in shown.splitlines() if line.rstrip().endswith("MUMPS")]
        largest = max(float(row[3]) for row in table) / ranks
        assert {f"--ntasks={ranks}", "--cpus-per-task=1", "--hint=nomultithread"} <= set(words)
        asked = [int(word[len("--mem-per-cpu="):-1]) * 1048576 / 1e9 for word in words if word.startswith("--mem-per-cpu=")][0]
        assert 1.3 * largest < asked < 1.4 * largest + 0.02

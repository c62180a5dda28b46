"""A Slurm of our own on this host: munged, slurmctld and two slurmd in a folder of their own, submitted to by an ordinary user."""
import os
import re
import secrets
import shlex
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

from program import BINARY, kill

ROOT = Path(__file__).resolve().parents[2]
USER, GROUP = 65534, 65534  # nobody
AS_USER = ["setpriv", f"--reuid={USER}", f"--regid={GROUP}", "--clear-groups"]

CONF = """ClusterName=ci
SlurmctldHost=localhost(127.0.0.1)
SlurmUser=root
SlurmdUser=root
AuthInfo=socket={D}/munge/munge.socket,cred_expire=5
SlurmctldPort={port}
StateSaveLocation={D}/state
SlurmdSpoolDir={D}/spool/%n
TmpFS={D}/tmp/%n
SlurmctldPidFile={D}/run/slurmctld.pid
SlurmdPidFile={D}/run/slurmd.%n.pid
SlurmctldLogFile={D}/log/slurmctld.log
SlurmdLogFile={D}/log/slurmd.%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
MpiDefault=pmix
ReturnToService=2
KillWait=5
SlurmdTimeout=10
SlurmdParameters=config_overrides
SchedulerParameters=sched_interval=2,batch_sched_delay=0
NodeName=n1 NodeHostname={host} NodeAddr=127.0.0.1 Port={port1} CPUs=2 RealMemory=2000 State=UNKNOWN
NodeName=n2 NodeHostname={host} NodeAddr=127.0.0.1 Port={port2} CPUs=2 RealMemory=2000 State=UNKNOWN
PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP
"""

SITE = """LAUNCH="{launch}"
LAUNCH_ONE=""
export {blas}
export OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 OMPI_MCA_btl=self,tcp OMPI_MCA_hwloc_base_binding_policy=none HOME={home} TMPDIR={D}/tmp
"""


def missing():
    """Why there can be no cluster here, or None."""
    if os.geteuid():
        return "only root can start a Slurm for another user"
    for program in ("slurmctld", "slurmd", "munged", "sbatch", "setpriv"):
        if not shutil.which(program, path=os.environ["PATH"] + ":/usr/sbin:/sbin"):
            return f"{program} is missing (tools/dev/deps.sh batch)"
    return None


def free_ports(count):
    sockets = [socket.socket() for _ in range(count)]
    for s in sockets:
        s.bind(("127.0.0.1", 0))
    ports = [s.getsockname()[1] for s in sockets]
    for s in sockets:
        s.close()
    return ports


def environment_of(pid):
    try:
        return Path(f"/proc/{pid}/environ").read_bytes().decode(errors="replace").split("\0")
    except OSError:
        return []


def parent_of(pid):
    try:
        return int(re.search(r"^PPid:\s*(\d+)", Path(f"/proc/{pid}/status").read_text(), re.M)[1])
    except OSError:
        return 0


def name_of(pid):
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip()
    except OSError:
        return ""


def processes():
    return [int(p.name) for p in Path("/proc").iterdir() if p.name.isdigit() and int(p.name) != os.getpid()]


class Cluster:
    def __init__(self):
        self.base = Path(tempfile.mkdtemp(prefix="slurm.", dir="/tmp"))  # a short name: it holds a socket
        self.base.chmod(0o755)
        self.daemons = {}
        for name in ("munge", "state", "run", "log", "spool/n1", "spool/n2", "tmp/n1", "tmp/n2", "home"):
            (self.base / name).mkdir(parents=True)
        port, port1, port2 = free_ports(3)
        self.conf = self.base / "slurm.conf"
        self.conf.write_text(CONF.format(D=self.base, host=os.uname().nodename, port=port, port1=port1, port2=port2))
        path = os.environ["PATH"] + ":/usr/sbin:/sbin"
        self.environment = {"PATH": path, "SLURM_CONF": str(self.conf), "LANG": "C.UTF-8"}
        if "PILIND_TEST_RUN" in os.environ:  # tests/run.sh ends what carries it
            self.environment["PILIND_TEST_RUN"] = os.environ["PILIND_TEST_RUN"]
        self.project = self.base / "pilind"
        (self.project / "bin").mkdir(parents=True)
        shutil.copy(BINARY, self.project / "bin" / "pilind")
        shutil.copytree(ROOT / "jobs", self.project / "jobs")
        self.home = self.base / "home"
        for name in ("home", "tmp", "tmp/n1", "tmp/n2"):
            os.chmod(self.base / name, 0o1777)

    def start(self):
        key = self.base / "munge" / "key"
        key.write_bytes(secrets.token_bytes(1024))
        key.chmod(0o400)
        for path in (self.base / "munge", key):
            shutil.chown(path, "munge", "munge")
        munge = self.base / "munge"
        self.daemon("munged", "setpriv", "--reuid=munge", "--regid=munge", "--clear-groups", "munged", "--foreground", "--key-file", key, "--socket", munge / "munge.socket",
                    "--pid-file", munge / "pid", "--log-file", munge / "log", "--seed-file", munge / "seed")
        self.until(lambda: (munge / "munge.socket").exists(), 10, "munged")
        self.daemon("slurmctld", "slurmctld", "-D", "-c", "-f", self.conf)
        self.start_node("n1")
        self.start_node("n2")
        self.until(lambda: self.command("sinfo", "-h", "-o", "%D %t") == "2 idle", 60, "idle nodes")

    def daemon(self, name, *command):
        log = open(self.base / "log" / f"{name}.out", "ab")
        self.daemons[name] = subprocess.Popen([str(word) for word in command], env=self.environment, cwd=self.base, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)

    def start_node(self, name):
        self.daemon(name, "slurmd", "-D", "-f", self.conf, "-N", name)

    def of_node(self, name):
        """Processes of the jobs on a node, and the slurmstepd above them."""
        ranks = [pid for pid in processes() if {f"SLURM_CONF={self.conf}", f"SLURMD_NODENAME={name}"} <= set(environment_of(pid))]
        return ranks + [pid for pid in {parent_of(pid) for pid in ranks} if name_of(pid) == "slurmstepd"]

    def lose_node(self, name):
        """As if the power had gone."""
        self.daemons[name].kill()
        self.daemons[name].wait()
        for _ in range(3):
            kill(self.of_node(name))

    def repair_node(self, name):
        for folder in (self.base / "spool" / name, self.base / "tmp" / name):
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            folder.chmod(0o1777)
        self.start_node(name)

    def command(self, *words, user=False, env=None, cwd=None):
        command = [*(AS_USER if user else []), *map(str, words)]
        result = subprocess.run(command, env={**self.environment, **(env or {})}, cwd=cwd or self.home, capture_output=True, text=True)
        return (result.stdout + ("" if result.returncode == 0 else f"\nexit code {result.returncode}: {result.stderr}")).strip()

    def folder(self, name):
        path = self.home / name
        path.mkdir()
        os.chown(path, USER, GROUP)
        return path

    def submit(self, folder, *words, launch="srun --mpi=pmix", env=None):
        """Through jobs/submit.sh; the number of the job."""
        site = folder / "site.sh"
        blas = " ".join(f"{name}={shlex.quote(value)}" for name, value in os.environ.items() if name.startswith("OPENBLAS_"))
        site.write_text(SITE.format(launch=launch, home=self.home, D=self.base, blas=blas))  # the same kernels: bits are compared
        env = {"HOME": str(self.home), "PILIND_SITE": str(site), **(env or {})}
        said = self.command(self.project / "jobs" / "submit.sh", *words, user=True, env=env, cwd=folder)
        number = re.search(r"Submitted batch job (\d+)", said)
        assert number, said
        return number[1]

    def state(self, job):
        """RUNNING, PENDING, COMPLETED, ...; of the first task of an array."""
        found = re.search(r"JobState=(\w+)", self.command("scontrol", "show", "job", job))
        return found[1] if found else "GONE"

    def detail(self, job, key):
        found = re.search(rf"\b{key}=(\S+)", self.command("scontrol", "show", "job", job))
        return found[1] if found else None

    def until(self, condition, timeout, what):
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            value = condition()
            if value:
                return value
            time.sleep(0.2)
        logs = "".join(f"--- {path}\n{path.read_text(errors='replace')[-3000:]}" for path in [*(self.base / "log").iterdir(), *self.home.glob("*/*.log")])
        raise AssertionError(f"waited {timeout} s for {what}\n{self.command('squeue')}\n{logs}")

    def wait(self, job, timeout=240):
        """Until the job is over for good: the state it ended in."""
        return self.until(lambda: (s := self.state(job)) not in ("PENDING", "RUNNING", "COMPLETING", "CONFIGURING", "REQUEUED", "SUSPENDED") and s, timeout, f"the end of job {job}")

    def stop(self):
        self.command("scancel", "--user=nobody")
        for name in ("n1", "n2", "slurmctld", "munged"):
            daemon = self.daemons.get(name)
            if daemon and daemon.poll() is None:
                daemon.send_signal(signal.SIGTERM)
                try:
                    daemon.wait(5)
                except subprocess.TimeoutExpired:
                    daemon.kill()
                    daemon.wait()
        for _ in range(3):
            kill([pid for pid in processes() if f"SLURM_CONF={self.conf}" in environment_of(pid)])
        shutil.rmtree(self.base, ignore_errors=True)

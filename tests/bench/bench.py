#!/usr/bin/env python3
"""Measurements, each side by side in one run: tests/bench/bench.py [SECTION ...] [--full]

farm     one and two ranks on the quickstart grid refined to 200 values of Jy
piqs     a steady state by QuTiP's PIQS (direct) and by this program, interleaved: wall time and peak memory of whole processes
growth   iterations, time and memory against N (to 300; --full: 500) at five Jy
scaling  one N = 300 solve on one and on two ranks
peaks    fractions of the machine's dgemm rate and memory bandwidth that a solve reaches

Writes bench/bench.md and bench/bench.png. Nothing here is a test: what other processes do on the machine shows."""
import argparse
import os
import subprocess
import sys
import tempfile
import time

import h5py
import numpy as np

PIQS = """
import sys, numpy as np
from qutip import steadystate
from qutip.piqs import Dicke, jspin
N, Jy = int(sys.argv[1]), float(sys.argv[2])
jx, jy, jz = jspin(N)
H = 4 * (0.6 * jx**2 + Jy * jy**2 + jz**2) / (2 * (N - 1))
rho = steadystate(Dicke(N=N, hamiltonian=H, emission=1.0).liouvillian(), method="direct")
print("Mz", 2 * (rho * jz).tr().real / N)
"""


def run(command, **kwargs):
    """Wall seconds, peak resident bytes of the largest process, standard output."""
    start = time.time()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **kwargs)
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status):
        sys.exit(f"{' '.join(command)}\n{output}")
    return time.time() - start, 1024 * usage.ru_maxrss, output


def pilind(ranks, **keys):
    """Solve a grid; returns wall seconds, peak bytes of one process, and the results as a dictionary."""
    with tempfile.TemporaryDirectory() as folder:
        with open(f"{folder}/grid.yaml", "w") as f:
            f.write("model: xyz\ntask: steady\nJx: 0.6\nJz: 1\n" + "".join(f"{k}: {v}\n" for k, v in keys.items() if not k.startswith("-")))
        command = [os.path.abspath("bin/pilind"), "grid.yaml"] + [w for k, v in keys.items() if k.startswith("-") for w in (k, str(v))]
        if ranks > 1:
            command = ["mpiexec", "--oversubscribe", "-n", str(ranks)] + command
        seconds, peak, _ = run(command, cwd=folder)
        with h5py.File(f"{folder}/grid.h5") as f:
            data = {k: f[k][()] for k in ("Mz", "iterations", "residual", "status", "timing/seconds")}
    return seconds, peak, data


def farm(report, _):
    keys = dict(N="[10, 20, 40]", Jy="0.75:1.75:200")
    whole, start = {1: [], 2: []}, {1: [], 2: []}
    for _ in range(3):
        for ranks in whole:
            whole[ranks].append(pilind(ranks, **keys)[0])
            start[ranks].append(run((["mpiexec", "--oversubscribe", "-n", str(ranks)] if ranks > 1 else []) + ["bin/pilind", "-version"])[0])
    best, begin = {r: min(t) for r, t in whole.items()}, {r: min(t) for r, t in start.items()}
    work = {r: best[r] - begin[r] for r in best}
    report.table("Farm: quickstart grid with 200 values of Jy, best of 3", ["ranks", "process s", "ratio", "start-up s", "without start-up s", "ratio"],
                 [[1, f"{best[1]:.2f}", "", f"{begin[1]:.2f}", f"{work[1]:.2f}", ""],
                  [2, f"{best[2]:.2f}", f"{best[1] / best[2]:.2f}", f"{begin[2]:.2f}", f"{work[2]:.2f}", f"{work[1] / work[2]:.2f}"]])


def piqs(report, _):
    rows = []
    for n in (30, 40, 50, 60):
        theirs, their_peak, output = run([sys.executable, "-c", PIQS, str(n), "1.15625"])
        ours, our_peak, data = pilind(1, N=n, Jy=1.15625)
        difference = abs(float(output.split()[-1]) - float(data["Mz"]))
        point = float(data["timing/seconds"])
        rows.append([n, f"{theirs:.2f}", f"{ours:.2f}", f"{point:.4f}", f"{theirs / point:.0f}", f"{their_peak / 1e6:.0f}", f"{our_peak / 1e6:.0f}",
                     f"{their_peak / our_peak:.1f}", f"{difference:.1e}"])
    report.table("PIQS (direct) and pilind, one steady state at Jy = 1.15625",
                 ["N", "PIQS s", "pilind s (process)", "pilind s (point)", "PIQS process / pilind point", "PIQS MB", "pilind MB", "memory ratio", "difference in Mz"], rows)


def growth(report, full):
    sizes = [50, 95, 200, 300] + ([500] if full else [])
    rows, curves = [], {}
    for jy in (1.156, 1.7, 3, 10, 100):
        counts = []
        for n in sizes:
            _, peak, data = pilind(1, N=n, Jy=jy, **{"-steady_method": "adi", "-truncate": "off"})
            counts.append(int(data["iterations"]))
            rows.append([jy, n, counts[-1], f"{float(data['timing/seconds']):.2f}", f"{peak / 1e6:.0f}", f"{float(data['residual']):.1e}", f"{float(data['Mz']):.10f}"])
        curves[jy] = counts
        rows[-1].append(f"N^{np.polyfit(np.log(sizes), np.log(counts), 1)[0]:.2f}")
    report.table("Growth with N, full space, ADI, one rank", ["Jy", "N", "iterations", "seconds", "peak MB", "residual", "Mz", "iterations grow as"], rows)
    report.curves("iterations", sizes, curves)


def scaling(report, _):
    best = {1: 1e30, 2: 1e30}
    for _ in range(2):
        for ranks in best:
            _, _, data = pilind(ranks, N=300, Jy=1.7, **{"-ranks_per_point": ranks, "-steady_method": "adi", "-truncate": "off"})
            best[ranks] = min(best[ranks], float(data["timing/seconds"]))
    report.table("Strong scaling, N = 300, Jy = 1.7, full space", ["ranks", "seconds (best of 2)", "ratio"],
                 [[1, f"{best[1]:.2f}", ""], [2, f"{best[2]:.2f}", f"{best[1] / best[2]:.2f}"]])


def peaks(report, _):
    rows = []
    for n, jy in ((95, 1.15625), (200, 1.7), (300, 1.7)):
        _, _, output = run(["build/tests/bench/bench_adi", str(n), str(jy)])
        v = {k: float(x) for k, x in (line.split() for line in output.splitlines() if line)}
        gemm = v["gflop_an_application"] * v["applications"] / v["gemm_s"]
        other = v["solve_s"] - sum(v[k + "_s"] for k in ("gemm", "pack", "sweep", "transpose", "product"))
        sweep = 16e-9 * v["unknowns"] * v["applications"] / v["sweep_s"]
        rows.append([n, jy, f"{v['solve_s']:.2f}"] + [f"{100 * v[k + '_s'] / v['solve_s']:.0f} %" for k in ("gemm", "pack", "sweep", "product")] + [f"{100 * other / v['solve_s']:.0f} %",
                     f"{gemm:.1f} of {v['dgemm_gflops']:.1f}", f"{sweep:.1f} of {v['triad_gbytes']:.1f}"])
    report.table("Where the time goes, one rank", ["N", "Jy", "seconds", "gemm", "pack", "sweep", "product", "Krylov vectors", "gemm Gflop/s of peak", "sweep GB/s of triad"], rows)


class Report:
    def __init__(self):
        self.text = ["# Measurements\n"]
        self.plots = []

    def table(self, title, head, rows):
        lines = [f"## {title}\n", "| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
        lines += ["| " + " | ".join(str(c) for c in row + [""] * (len(head) - len(row))) + " |" for row in rows]
        self.text.append("\n".join(lines) + "\n")
        print(self.text[-1], flush=True)

    def curves(self, title, x, curves):
        self.plots.append((title, x, curves))

    def write(self):
        os.makedirs("bench", exist_ok=True)
        with open("bench/bench.md", "w") as f:
            f.write("\n".join(self.text))
        if not self.plots:
            return
        import matplotlib
        matplotlib.use("Agg")
        import matplotlib.pyplot as plt
        figure, axes = plt.subplots(1, len(self.plots), figsize=(5 * len(self.plots), 4), squeeze=False)
        for ax, (title, x, curves) in zip(axes[0], self.plots):
            for jy, y in curves.items():
                ax.loglog(x, y, "o-", label=f"Jy = {jy}")
            ax.loglog(x, curves[next(iter(curves))][0] * (np.array(x) / x[0]) ** 0.5, "k:", label=r"$N^{1/2}$")
            ax.set_xlabel("N"), ax.set_ylabel(title), ax.legend()
        figure.savefig("bench/bench.png", dpi=150)


SECTIONS = {"farm": farm, "piqs": piqs, "growth": growth, "scaling": scaling, "peaks": peaks}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sections", nargs="*", choices=SECTIONS, default=[])
    parser.add_argument("--full", action="store_true")
    args = parser.parse_args()
    report = Report()
    for name in args.sections or SECTIONS:
        SECTIONS[name](report, args.full)
    report.write()


if __name__ == "__main__":
    main()

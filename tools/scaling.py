#!/usr/bin/env python3
"""Strong and weak scaling of the farm and of one distributed solve, where the time goes, and a model of the farm on many ranks:
tools/scaling.py [--ranks 1,2] [--launch "mpiexec --oversubscribe"] [--small] [--out bench]

farm    a grid of points shared by the ranks      strong: the same grid on more ranks; weak: as many more points as ranks
solve   one point that all ranks solve together   strong: the same size; weak: the same number of unknowns a rank, N ~ ranks^(1/3), even
model   the farm's schedule for the XYZ paper's Fig. 6 on 10^2 to 10^5 ranks, from the measured cost of its points and the measured
        answer time of the keeper; the same model is held against the runs made here

Times by part are PETSc's -log_view of every rank. Writes scaling.md, scaling.png and scaling.json."""
import argparse
import csv
import heapq
import json
import os
import shlex
import subprocess
import sys
import tempfile
import time

from pilind import python

python.need("numpy", "h5py", "matplotlib")
import h5py  # noqa: E402
import numpy as np  # noqa: E402

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PARTS = ["assembly and observables", "factors or eigenvectors", "sweep or triangular solves", "gemm", "packing", "transpose",
         "Krylov and products", "writing", "waiting", "start and end"]
FIG6 = dict(N=[10, 20, 30, 40, 50, 60, 70, 80, 95], Jy=np.linspace(0.75, 1.75, 101))
# Seconds that the keeper needs for a message beyond its own bookkeeping: an MPI receive and send on a network. Not measured here.
MESSAGE_SECONDS = 4e-6


def parts_of(path):
    """Seconds of every part, for each rank. The solver adi has events of its own (include/solvers/adi/adi.h): they lie inside KSPSolve
    or AdiRefine, and AdiGemm inside AdiHSolve."""
    events = {}
    with open(path, newline="") as f:
        for row in csv.DictReader(f):
            name, rank = row["Event Name"], int(row["Rank"])
            count, seconds = events.get((name, rank), (0, 0.0))
            events[name, rank] = (count + int(row["Count"]), seconds + float(row["Time"]))
    return [parts_of_rank(lambda name: events.get((name, rank), (0, 0.0))) for rank in range(1 + max(rank for _, rank in events))]


def parts_of_rank(event):
    def s(*names):
        return sum(event(name)[1] for name in names)

    gemm, packing, transpose = s("AdiGemm"), s("AdiHSolve") - s("AdiGemm"), s("AdiTranspose")
    factor, sweep = s("PCSetUp", "AdiEigen"), s("PCApply", "AdiSweep")
    krylov = max(0.0, s("KSPSolve", "AdiRefine") - sweep - gemm - packing - transpose)
    rest = max(0.0, s("FarmPoint") - factor - sweep - gemm - packing - transpose - krylov)
    farm = s("FarmPoint", "FarmWrite", "FarmWait")
    ends = max(0.0, s("summary") - farm)
    parts = [rest, factor, sweep, gemm, packing, transpose, krylov, s("FarmWrite"), s("FarmWait"), ends]
    return {"parts": parts, "asked": event("FarmWait")[0], "waited": s("FarmWait"), "farm": farm}


def even(size):
    """The nearest even number of spins: reflection halves the work of an even one only, and the others would be compared with it."""
    return 2 * round(size / 2)


def run(args, ranks, keys, words=()):
    """One run of the program: wall seconds of the farm (without start and end), parts of each rank, seconds of each point."""
    with tempfile.TemporaryDirectory(dir=args.scratch) as folder:
        with open(f"{folder}/grid.yaml", "w") as f:
            f.write("model: xyz\nJx: 0.6\nJz: 1\n" + "".join(f"{k}: {v}\n" for k, v in {"task": "steady", **keys}.items()))
        command = [*shlex.split(args.launch), "-n", str(ranks), args.program, "grid.yaml", *words, "-log_view", ":log.csv:ascii_csv"]
        start = time.time()
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
        wall = time.time() - start
        if done.returncode:
            sys.exit(f"{' '.join(command)}\n{done.stdout}{done.stderr}")
        with h5py.File(f"{folder}/grid.h5") as f:
            seconds = f["timing/seconds"][()]
        logs = parts_of(f"{folder}/log.csv")
    return {
        "ranks": ranks,
        "wall": wall,
        "farm": max(r["farm"] for r in logs),
        "parts": np.mean([r["parts"] for r in logs], axis=0).tolist(),
        "asked": [r["asked"] for r in logs],
        "waited": [r["waited"] for r in logs],
        "seconds": np.asarray(seconds).tolist(),
    }


def best(args, *what, **how):
    return min((run(args, *what, **how) for _ in range(args.repeat)), key=lambda r: r["farm"])


def measure(args):
    sizes, count, large = ([10, 20], 16, 30) if args.small else ([10, 20, 40], 96, 200)
    method = {} if args.method is None else {"steady_method": args.method}
    studies = {name: [] for name in ("farm, strong", "farm, weak", "solve, strong", "solve, weak")}
    for ranks in args.ranks:
        grid = dict(N=str(sizes), **method)
        studies["farm, strong"].append(best(args, ranks, dict(grid, Jy=f"0.75:1.75:{count}")))
        studies["farm, weak"].append(best(args, ranks, dict(grid, Jy=f"0.75:1.75:{count * ranks // max(args.ranks) + 1}")))
        together = ["-ranks_per_point", str(ranks), "-truncate", "off"]
        studies["solve, strong"].append(best(args, ranks, dict(N=large, Jy=1.7, **method), words=together))
        studies["solve, weak"].append(
            best(args, ranks, dict(N=even(large * (ranks / max(args.ranks)) ** (1 / 3)), Jy=1.7, **method), words=together)
        )
        print(f"{ranks} ranks: " + ", ".join(f"{name} {runs[-1]['farm']:.2f} s" for name, runs in studies.items()), flush=True)
    return studies


def speed(name, runs):
    """Speed-up and efficiency against the first run. For weak runs: of the work done in the same time."""
    first = runs[0]
    work = [1] * len(runs)
    if name == "farm, weak":
        work = [len(np.ravel(r["seconds"])) for r in runs]
    if name == "solve, weak":
        work = [r["ranks"] for r in runs]
    up = [first["farm"] / r["farm"] * w / work[0] * first["ranks"] for r, w in zip(runs, work)]
    return up, [u / r["ranks"] for u, r in zip(up, runs)]


def keeper(args):
    """Seconds from asking for an item to having it, on a rank that is not the keeper's, and on the keeper's own: its bookkeeping."""
    cheap = dict(task="meanfield", N=10, Jy="1:2:200", hz="0:1:50")
    remote, own = [], []
    for _ in range(args.repeat):
        r = run(args, max(2, min(args.ranks)), cheap)
        remote.append(r["waited"][1] / max(1, r["asked"][1]))
        one = run(args, 1, cheap)
        own.append(one["waited"][0] / max(1, one["asked"][0]))
    return min(remote), min(own)


def makespan(costs, ranks, latency, service):
    """The farm's schedule: costliest first, each rank asks for the next point when it is free; the keeper answers one at a time.
    Rank 0 asks itself, without a message."""
    latency *= (ranks - 1) / ranks
    free, keeper_free = [0.0] * min(ranks, len(costs)), 0.0
    heapq.heapify(free)
    end = 0.0
    for cost in sorted(costs, reverse=True):
        asked = heapq.heappop(free)
        keeper_free = max(keeper_free, asked) + service
        finished = keeper_free + latency + cost
        heapq.heappush(free, finished)
        end = max(end, finished)
    # Ranks that get nothing still ask once and are told so.
    return max(end, keeper_free + service * max(0, ranks - len(costs)))


def bundle(lines, ranks, seconds=0.02, items_per_rank=8):
    """Cheap neighbours are one item, as src/plan/plan.c makes them: up to 0.02 s, and eight items for each rank."""
    most = max(1, sum(len(line) for line in lines) // (items_per_rank * ranks))
    items = []
    for line in lines:
        count = 0
        for cost in line:
            if count and count < most and items[-1] + cost < seconds:
                items[-1] += cost
                count += 1
            else:
                items.append(float(cost))
                count = 1
    return items


def fig6_costs(args):
    """Seconds of every point of Fig. 6 from a few Jy for each N, interpolated."""
    jy = [0.75, 1.0, 1.25, 1.5, 1.75]
    sizes = FIG6["N"][:4] if args.small else FIG6["N"]
    seconds = np.asarray(run(args, 1, dict(N=str(sizes), Jy=str(jy)))["seconds"])
    return {n: np.interp(FIG6["Jy"], jy, row) for n, row in zip(sizes, seconds)}


def model(args, studies):
    latency, own = keeper(args)
    service = own + MESSAGE_SECONDS
    check = []
    alone = studies["farm, strong"][0]["seconds"]
    for r in studies["farm, strong"]:
        # The points of that very run: on a loaded machine, or with more ranks than cores, they cost more than alone.
        here, before = (makespan(bundle(lines, r["ranks"]), r["ranks"], latency, service) for lines in (r["seconds"], alone))
        check.append({"ranks": r["ranks"], "measured": r["farm"], "model": here, "model from one rank": before})
    costs = fig6_costs(args)
    grids = {"Fig. 6": list(costs.values()), "Fig. 6, 100 times finer in Jy": [np.repeat(line, 100) for line in costs.values()]}
    predicted = {}
    for name, lines in grids.items():
        total = sum(line.sum() for line in lines)
        seconds = {r: makespan(bundle(lines, r), r, latency, service) for r in (1, 10, 10**2, 10**3, 10**4, 10**5)}
        predicted[name] = [{"ranks": r, "seconds": t, "efficiency": total / (r * t)} for r, t in seconds.items()]
    per_size = {str(n): float(c.mean()) for n, c in costs.items()}
    return {"latency": latency, "bookkeeping": own, "service": service, "check": check, "cost per N": per_size, "predicted": predicted}


def table(head, rows):
    lines = ["| " + " | ".join(str(c) for c in row) + " |" for row in (head, *rows)]
    return "\n".join([lines[0], "|" + "---|" * len(head), *lines[1:]]) + "\n\n"


def report(studies, m):
    text = "# Scaling\n\nSeconds are those of the farm: without the start of MPI and the making of the file. "
    text += "Oversubscribed ranks share cores.\n\n"
    for name, runs in studies.items():
        up, efficiency = speed(name, runs)
        text += f"## {name}\n\n" + table(
            ["ranks", "seconds", "speed-up", "efficiency", *PARTS],
            [
                [r["ranks"], f"{r['farm']:.3f}", f"{u:.2f}", f"{e:.2f}", *(f"{p:.3f}" for p in r["parts"])]
                for r, u, e in zip(runs, up, efficiency)
            ],
        )
    text += "## Model of the farm\n\n"
    text += f"The keeper answers after {1e6 * m['latency']:.0f} microseconds; its bookkeeping takes {1e6 * m['bookkeeping']:.1f}, "
    text += f"a message is taken as {1e6 * MESSAGE_SECONDS:.0f}.\n\n"
    text += "Held against the runs above (seconds):\n\n"
    text += table(["ranks", "measured", "model, that run's point times", "model, one rank's point times"], [
        [c["ranks"], f"{c['measured']:.3f}", f"{c['model']:.3f}", f"{c['model from one rank']:.3f}"] for c in m["check"]])
    text += table(["N", "mean seconds a point"], [[n, f"{c:.4f}"] for n, c in m["cost per N"].items()])
    for name, rows in m["predicted"].items():
        text += f"{name}:\n\n" + table(["ranks", "seconds", "efficiency"],
                                      [[r["ranks"], f"{r['seconds']:.4g}", f"{r['efficiency']:.3g}"] for r in rows])
    return text


def draw(studies, m, path):
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(2, 3, figsize=(14, 8), constrained_layout=True)
    for name, runs in studies.items():
        up, efficiency = speed(name, runs)
        ranks = [r["ranks"] for r in runs]
        axes[0, 0].loglog(ranks, up, "o-", label=name)
        axes[0, 1].semilogx(ranks, efficiency, "o-", label=name)
    axes[0, 0].loglog(ranks, ranks, "k:", label="ideal")
    axes[0, 1].axhline(1, color="k", ls=":")
    axes[0, 0].set(xlabel="ranks", ylabel="speed-up")
    axes[0, 1].set(xlabel="ranks", ylabel="efficiency", ylim=(0, None))
    for ax, name in ((axes[1, 0], "farm, strong"), (axes[1, 1], "solve, strong")):
        runs, bottom = studies[name], np.zeros(len(studies[name]))
        for k, part in enumerate(PARTS):
            height = np.array([r["parts"][k] for r in runs])
            ax.bar([str(r["ranks"]) for r in runs], height, bottom=bottom, label=part)
            bottom += height
        ax.set(xlabel="ranks", ylabel="seconds, mean of the ranks", title=name)
    for name, rows in m["predicted"].items():
        axes[0, 2].loglog([r["ranks"] for r in rows], [r["efficiency"] for r in rows], "o-", label=name)
    axes[0, 2].set(xlabel="ranks", ylabel="efficiency of the farm, model")
    check = m["check"]
    axes[1, 2].loglog([c["ranks"] for c in check], [c["measured"] for c in check], "o", label="measured")
    axes[1, 2].loglog([c["ranks"] for c in check], [c["model"] for c in check], "-", label="model")
    axes[1, 2].set(xlabel="ranks", ylabel="seconds of the farm")
    for ax in axes.flat:
        ax.legend(fontsize=7)
    figure.savefig(path, dpi=150)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ranks", default="1,2", type=lambda text: [int(word) for word in text.split(",")])
    parser.add_argument("--launch", default="mpiexec --oversubscribe")
    parser.add_argument("--program", default=os.path.join(ROOT, "bin", "pilind"))
    parser.add_argument("--method", help="-steady_method of all solves, instead of the program's choice")
    parser.add_argument("--repeat", default=3, type=int)
    parser.add_argument("--small", action="store_true", help="minutes become seconds: shows that everything works")
    parser.add_argument("--scratch", help="folder for the runs, seen by all nodes (default: here)", default=".")
    parser.add_argument("--out", default="bench")
    args = parser.parse_args()
    args.scratch = os.path.abspath(args.scratch)
    args.program = os.path.abspath(args.program)
    studies = measure(args)
    m = model(args, studies)
    os.makedirs(args.out, exist_ok=True)
    text = report(studies, m)
    with open(f"{args.out}/scaling.md", "w") as f:
        f.write(text)
    with open(f"{args.out}/scaling.json", "w") as f:
        json.dump({"studies": studies, "model": m}, f)
    draw(studies, m, f"{args.out}/scaling.png")
    print(text)


if __name__ == "__main__":
    python.run(main)

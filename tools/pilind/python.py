"""Where the scripts find a Python that has what they need, and how they end. Needs nothing but Python itself.

    from pilind import python
    python.need("h5py", "numpy")      before these are imported
    ...
    python.run(main)                  a Trouble becomes one line, a closed pipe an end"""
import importlib.util
import os
import signal
import subprocess
import sys

from pilind.trouble import Trouble

TOOLS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
DEBIAN = {"h5py": "python3-h5py", "numpy": "python3-numpy", "matplotlib": "python3-matplotlib", "xarray": "python3-xarray"}


def script():
    return os.path.basename(sys.argv[0])


def candidates():
    """Other interpreters that may be here, the likeliest first."""
    folders = os.environ.get("PATH", "").split(os.pathsep) + ["/usr/bin", "/usr/local/bin"]
    named = [os.environ.get("PYTHON", "")] + [os.path.join(folder, "python3") for folder in folders if folder]
    return [path for path in dict.fromkeys(named) if path != sys.executable and os.access(path, os.X_OK)]


def has(interpreter, modules):
    """Can it import them all? Tried, as a module may lie there and not load."""
    try:
        command = [interpreter, "-c", "import " + ", ".join(modules)]
        return (
            subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=60).returncode
            == 0
        )
    except (OSError, subprocess.TimeoutExpired):
        return False


def hint(missing):
    """One line on what to install."""
    packages = " ".join(DEBIAN.get(module, f"python3-{module}") for module in missing)
    return (f"no python3 here has {', '.join(missing)}; on Debian 'apt-get install {packages}', elsewhere "
            f"'python3 -m pip install {' '.join(missing)}'")


def need(*modules):
    """Return if this Python has the modules; else go on in one that has, or end with one line on what to install. Imported by another
    program than a script of tools/, an ImportError instead."""
    missing = [module for module in modules if importlib.util.find_spec(module) is None]
    if not missing:
        return
    if os.path.dirname(os.path.abspath(sys.argv[0])) != TOOLS:
        raise ImportError(hint(missing))
    for interpreter in candidates():
        if has(interpreter, modules):
            os.execv(interpreter, [interpreter, *sys.argv])
    sys.exit(f"{script()}: {hint(missing)}")


def run(main):
    """main(), whose Trouble is one line and exit code 1."""
    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    try:
        main()
    except Trouble as trouble:
        sys.exit(f"{script()}: {trouble}")
    except KeyboardInterrupt:
        sys.exit(130)

"""The command line, and the run: every side once a round, one after the other, never two at a time."""

import argparse
import contextlib
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile

from . import machine, process, report
from .aurigraph import Aurigraph
from .etcd import Etcd
from .postgresql import PostgreSql
from .process import Failure, say
from .redis import Redis
from .side import Settings
from .virtual_machines import LiteSvm, Revm

# In this order in each round.
SIDES = [Aurigraph, PostgreSql, Redis, Etcd, LiteSvm, Revm]
BUSY_CORES_MAX = 0.2
BUSY_MEASURED_SECONDS = 3
BUSY_TRIES = 6
FREE_BYTES_MIN = 12 << 30

EPILOG = """\
Each side has a server of its own in a temporary folder and is stopped before the next one starts; nothing of a server that runs already is
touched. A side whose programs are missing is left out with a line that says what to install; --install does it with apt.

Exit codes: 0 measured and every check held, 1 failed, 2 wrong usage.
"""


def parser():
    """The options."""
    names = [side.name for side in SIDES]
    options = argparse.ArgumentParser(
        prog="benches/peers/run", description="Measure Aurigraph and its peers beside one another, interleaved, on this machine", epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False,
    )
    options.add_argument("--rounds", type=between(1, 100), default=5, metavar="NUMBER", help="how often each side is measured (default: 5)")
    options.add_argument("--seconds", type=between(1, 600), default=5, metavar="NUMBER", help="length of each load (default: 5)")
    options.add_argument("--accounts", type=between(1_000, 10_000_000), default=100_000, metavar="NUMBER",
                         help="accounts that pay each other (default: 100000)")
    options.add_argument("--only", type=one_of(names), default=names, metavar="LIST", help=f"sides, with commas between: {','.join(names)}")
    options.add_argument("--folder", type=pathlib.Path, default=pathlib.Path(), metavar="FOLDER",
                         help="where the temporary folder is made: on the disk to be measured (default: the current folder)")
    options.add_argument("--json", type=pathlib.Path, metavar="FILE", help="write everything as JSON, too")
    options.add_argument("--install", action="store_true", help="install what is missing with apt (Debian starts the servers that it installs)")
    options.add_argument("--even-if-busy", action="store_true",
                         help=f"measure even if other processes use more than {BUSY_CORES_MAX} of a core")
    return options


def between(low, high):
    """A whole number in these bounds, as an option's type."""
    def parse(word):
        if not word.isdigit() or not low <= int(word) <= high:
            raise argparse.ArgumentTypeError(f"a whole number from {low} to {high} is expected, not {word!r}")
        return int(word)
    return parse


def one_of(names):
    """Names with commas between, as an option's type; without repeats, in the order of the rounds."""
    def parse(word):
        unknown = [name for name in word.split(",") if name not in names]
        if unknown:
            raise argparse.ArgumentTypeError(f"there is no side {unknown[0]!r}; the sides are {', '.join(names)}")
        return [name for name in names if name in word.split(",")]
    return parse


def main(arguments):
    """Runs it; gives the exit code."""
    options = parser().parse_args(arguments)
    # A polite end goes the way of Ctrl-C, so that servers are stopped and folders removed.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        compare(options)
    except Failure as failure:
        print(f"error: {failure}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("interrupted: the servers are stopped and the folders removed", file=sys.stderr)
        return 130
    return 0


def compare(options):
    """The whole run."""
    refuse_unsuitable(options.folder)
    with contextlib.ExitStack() as stack:
        settings = Settings(
            options.seconds, options.accounts, folder=temporary(stack, options.folder), sockets=temporary(stack, pathlib.Path(tempfile.gettempdir())),
        )
        sides = present([side(settings) for side in SIDES if side.name in options.only], options)
        refuse_busy(options.even_if_busy)
        about = describe(options)
        for side in sides:
            say(f"setting up {side.name}")
            side.set_up()
        rows, notes = measure(sides, options.rounds)
        versions = {side.name: side.version() for side in sides}
    if options.json:
        options.json.write_text(json.dumps(report.document(rows, versions, about, notes), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(report.text(rows, versions, about, notes))


def refuse_unsuitable(folder):
    """A disk whose synchronised writes cost what they cost, with room."""
    if not folder.is_dir():
        raise Failure(f"--folder {folder}: there is no such folder")
    kind = machine.file_system(folder)
    if kind in machine.IN_MEMORY:
        raise Failure(f"{folder.resolve()} is on {kind}, in memory, where a synchronised write costs nothing: name a folder on a disk with --folder")
    free = shutil.disk_usage(folder).free
    if free < FREE_BYTES_MIN:
        raise Failure(f"{folder.resolve()} has {free >> 30} GiB free, and {FREE_BYTES_MIN >> 30} are needed: name another with --folder")


def refuse_busy(even_if_busy):
    """A machine on which others work gives figures that mean nothing. What is about to end is waited for."""
    for _ in range(BUSY_TRIES):
        others = machine.others_cores(BUSY_MEASURED_SECONDS)
        say(f"other processes use {others:.2f} of {os.cpu_count()} cores; load average {os.getloadavg()[0]:.2f}")
        if others <= BUSY_CORES_MAX or even_if_busy:
            return
    raise Failure(f"other processes use {others:.2f} cores, and {BUSY_CORES_MAX} is the limit: wait until they are done, or add --even-if-busy")


def temporary(stack, parent):
    """A folder that goes with the run. Other users may pass through it: PostgreSQL runs as one."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="aurigraph-peers-", dir=parent.resolve()))
    stack.callback(shutil.rmtree, folder, ignore_errors=True)
    folder.chmod(0o711)
    return folder


def present(sides, options):
    """The sides that can run here; the others are installed or named."""
    here = []
    for side in sides:
        lack = side.missing()
        if lack and side.packages and options.install:
            install(side.packages)
            lack = side.missing()
        if lack:
            say(f"{side.name} is left out: {lack}")
        else:
            here.append(side)
    if not here:
        raise Failure("no side can run here")
    return here


def install(packages):
    """Debian's packages, as root."""
    say(f"installing {' '.join(packages)} with apt")
    root = [] if os.geteuid() == 0 else ["sudo"]
    command = [*root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-y", "install", "--no-install-recommends", *packages]
    if process.find("apt-get") is None or subprocess.run(command, stdout=sys.stderr, check=False).returncode != 0:
        raise Failure(f"could not install {' '.join(packages)}; try: apt-get update && apt-get install {' '.join(packages)}")


def measure(sides, rounds):
    """Every workload of every side, round by round. Gives the rows and what must be said beside them."""
    rows = [(side, report.Row(side.name, workload)) for side in sides for workload in side.workloads]
    notes = []
    for number in range(1, rounds + 1):
        for side, row in rows:
            # What the one before has not written to the disk yet would be written during this one.
            os.sync()
            busy, own = machine.busy_seconds(), machine.own_seconds()
            started = os.times().elapsed
            outcome = side.measure(row.workload)
            others = (machine.busy_seconds() - busy - machine.own_seconds() + own) / (os.times().elapsed - started)
            row.outcomes.append(outcome)
            say(f"round {number}: {row.key}: {report.number(outcome.transfers_per_second)} transfers/s, other processes {max(others, 0):.2f} cores")
            notes.extend(f"in round {number} {row.key} said: {note}" for note in outcome.notes)
            if others > BUSY_CORES_MAX:
                notes.append(f"in round {number} other processes used {others:.2f} cores while {row.key} was measured")
    return [row for _, row in rows], notes


def describe(options):
    """What to put beside the figures when they are quoted."""
    commit = subprocess.run(["git", "-C", pathlib.Path(__file__).parent, "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    return {
        "rounds": options.rounds,
        "seconds": options.seconds,
        "accounts": options.accounts,
        "commit": commit.stdout.strip() or None,
        "machine": {
            "cores": os.cpu_count(),
            "processor": machine.processor(),
            "memory_bytes": machine.memory_bytes(),
            "file_system": machine.file_system(options.folder),
            "kernel": os.uname().release,
            "load_average": os.getloadavg(),
        },
    }

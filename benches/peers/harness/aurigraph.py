"""Ours: `aurigraph bench`, which starts a node of its own, loads it from another process and checks it afterwards."""

import json
import os
import pathlib

from . import process
from .side import Outcome, Side, Traits, Workload

EXECUTABLE = pathlib.Path(__file__).resolve().parents[3] / "bin" / "aurigraph"

# What every call has; duration and accounts are always said, so that a new default changes no comparison.
# This harness looks for other processes itself, before each measurement and for all sides alike.
COMMON = ["bench", "--profile", "ultra-high", "--allow-busy-machine", "--json"]
BATCH_OPTIONS = ["--signatures", "batch-ml-dsa-65"]
EACH_OPTIONS = ["--signatures", "each-ed25519"]
SINGLE_OPTIONS = [*EACH_OPTIONS, "--batch-size", "1", "--threads", "16", "--window", "1"]
COMMANDS = {
    "batches": BATCH_OPTIONS,
    "batches-of-1000": [*BATCH_OPTIONS, "--batch-size", "1000"],
    "each-signed": EACH_OPTIONS,
    "one-each": SINGLE_OPTIONS,
}


def traits(signed):
    """All workloads do the same, except for what one signature is over."""
    return Traits(
        signed=signed,
        checked="funds, repeats; a result for each",
        durable="yes, fdatasync",
        provable="yes, off-line",
        history="yes, and searchable",
        replicated="no, one validator",
    )


class Aurigraph(Side):
    """Counts only what is certified, executed, on the disk and answered."""

    name = "aurigraph"
    workloads = [
        Workload("batches", "batches of 20,000", traits("ML-DSA-65, one over 20,000")),
        Workload("batches-of-1000", "batches of 1,000", traits("ML-DSA-65, one over 1,000")),
        Workload("each-signed", "each signed, 20 messages of 2,048 in flight", traits("Ed25519, each")),
        Workload("one-each", "16 clients, one transfer each, each signed", traits("Ed25519, each")),
    ]

    def missing(self):
        if EXECUTABLE.is_file():
            return None
        return "bin/aurigraph is not there: run `make build` first"

    def version(self):
        return process.run([EXECUTABLE, "--version"]).strip()

    def measure(self, workload):
        command = [EXECUTABLE, *COMMON, *COMMANDS[workload.name]]
        command += ["--duration", self.settings.seconds, "--accounts", self.settings.accounts]
        output = process.run(
            command, seconds=self.settings.seconds, environment={**os.environ, "TMPDIR": str(self.settings.folder)},
        )
        return judge(json.loads(output))


def judge(result):
    """The outcome of one run; a Failure if one of its checks did not hold."""
    checks = [check["name"] for check in result["checks"] if check["passed"]]
    if not result["passed"] or len(checks) != len(result["checks"]):
        raise process.Failure(f"aurigraph bench: a check did not hold: {json.dumps(result['checks'])}")
    if result["rejected"]:
        raise process.Failure(f"aurigraph bench: {result['rejected']} rejected: {result['first_rejection']}")
    return Outcome(
        transfers=result["accepted"],
        seconds=result["duration_seconds"],
        cpu_seconds_server=result["cpu_seconds_node"],
        cpu_seconds_client=result["cpu_seconds_client"],
        checks=checks,
        notes=result["notes"],
    )

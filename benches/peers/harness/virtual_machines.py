"""The virtual machines of two ledgers, in memory and on one thread: the executable of the workspace in litesvm/."""

import json
import os
import pathlib
import re

from . import process
from .side import Outcome, Side, Traits, Workload

WORKSPACE = pathlib.Path(__file__).resolve().parents[1] / "litesvm"
EXECUTABLE = WORKSPACE / "target" / "release" / "peers-virtual-machines"
# A first build takes minutes.
BUILD_SECONDS = 3_600


def traits(signed, checked):
    """Neither keeps anything outside memory."""
    return Traits(signed=signed, checked=checked, durable="no, memory", provable="no", history="no, balances alone", replicated="no")


class VirtualMachine(Side):
    """One of the machines; its workloads are the words of the executable's command line."""

    # The library, as Cargo.lock names it.
    library = ""

    def missing(self):
        return None if process.find("cargo") else "cargo not found: it builds the virtual machines; see https://rustup.rs"

    def version(self):
        lock = (WORKSPACE / "Cargo.lock").read_text(encoding="utf-8")
        found = re.search(f'name = "{self.library}"\nversion = "([0-9.]+)"', lock)
        return f"{self.library} {found[1]}"

    def set_up(self):
        # RUSTFLAGS take the place of this project's own flags: the peer gets every instruction of this processor.
        process.say(f"building {self.library}; the first time that takes minutes")
        process.run(
            ["cargo", "build", "--release", "--locked"], seconds=BUILD_SECONDS, folder=WORKSPACE,
            environment={**os.environ, "RUSTFLAGS": "-C target-cpu=native", "CARGO_TARGET_DIR": str(WORKSPACE / "target")},
        )

    def measure(self, workload):
        command = [EXECUTABLE, self.name, self.settings.accounts, self.settings.seconds, workload.name]
        result = json.loads(process.run(command, seconds=4 * self.settings.seconds))
        # One thread does everything that is timed: there is no client beside it.
        return Outcome(result["transfers"], result["seconds"], result["cpu_seconds"], 0.0, ["sum of balances", "every transfer applied"])


class LiteSvm(VirtualMachine):
    """Solana's."""

    name = "litesvm"
    library = "litesvm"
    workloads = [
        Workload("signed", "signed, one thread, memory", traits("Ed25519, each", "funds, recent block hash; not repeats")),
        Workload("unsigned", "no signature, one thread, memory", traits("no", "funds, recent block hash; not repeats")),
    ]


class Revm(VirtualMachine):
    """Ethereum's."""

    name = "revm"
    library = "revm"
    workloads = [Workload("signed", "signed, one thread, memory", traits("ECDSA (secp256k1), each", "funds, nonce"))]

"""What a side is: a program that is set up once and measured in each round with one or more workloads."""

import dataclasses
import pathlib
import typing


@dataclasses.dataclass(frozen=True)
class Settings:
    """What the whole run was asked for."""

    seconds: int
    accounts: int
    # A folder of this run alone, on the disk that is measured.
    folder: pathlib.Path
    # One for sockets, whose paths must be short.
    sockets: pathlib.Path


@dataclasses.dataclass(frozen=True)
class Traits:
    """What a workload does and does not do, in words a table has room for."""

    signed: str
    checked: str
    durable: str
    provable: str
    history: str
    replicated: str


@dataclasses.dataclass(frozen=True)
class Workload:
    """One row of the table."""

    name: str
    what: str
    traits: Traits


@dataclasses.dataclass
class Outcome:
    """One measurement, its checks passed. Processor seconds are None where they were not measured."""

    transfers: int
    seconds: float
    cpu_seconds_server: typing.Optional[float] = None
    cpu_seconds_client: typing.Optional[float] = None
    checks: typing.List[str] = dataclasses.field(default_factory=list)
    # What the side itself says must stand beside its figure.
    notes: typing.List[str] = dataclasses.field(default_factory=list)

    @property
    def transfers_per_second(self):
        """By the wall clock."""
        return self.transfers / self.seconds

    def transfers_per_core_second(self, both):
        """By processor time: of the server alone, or of server and client together; None if not measured."""
        parts = [self.cpu_seconds_server] + ([self.cpu_seconds_client] if both else [])
        if any(part is None for part in parts) or sum(parts) <= 0:
            return None
        return self.transfers / sum(parts)


class Side:
    """A program and its workloads. `missing` and `version` need no `set_up`."""

    name = ""
    workloads: typing.List[Workload] = []
    # Debian's packages with what `missing` misses; none if it is not in Debian.
    packages: typing.List[str] = []

    def __init__(self, settings):
        self.settings = settings

    def missing(self):
        """What this machine lacks for this side, in a sentence with what to do; None if nothing."""
        raise NotImplementedError

    def version(self):
        """What is compared, with its version."""
        raise NotImplementedError

    def set_up(self):
        """Everything that is done once, before the first round."""

    def measure(self, workload):
        """Starts what is needed, measures, checks, stops. A failed check raises Failure: it has no figure."""
        raise NotImplementedError

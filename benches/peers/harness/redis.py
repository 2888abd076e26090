"""Redis with an append-only file that is synchronised before each answer: a script checks and moves, redis-benchmark is the client."""

import csv
import io
import pathlib
import re
import shutil

from . import machine, process
from .side import Outcome, Side, Traits, Workload

BALANCE_AT_START = 1_000_000
CLIENTS = 16
# Enough to see how many make up the time that is asked for; whole pipelines of both workloads.
CALIBRATION_REQUESTS = 20_480
PIPELINE = {"one-each": 1, "pipelined": 64}
TRAITS = Traits(
    signed="no", checked="funds; not repeats", durable="yes, appendfsync always", provable="no", history="no, balances alone", replicated="no",
)
# The keys are those that redis-benchmark writes for `__rand_int__`.
FILL = "for i = 0, ARGV[1] - 1 do redis.call('set', string.format('a:%012d', i), ARGV[2]) end return 1"
SUM = "local sum = 0 for i = 0, ARGV[1] - 1 do sum = sum + redis.call('get', string.format('a:%012d', i)) end return string.format('%d', sum)"


class Redis(Side):
    """A server of this run's own on a Unix socket, with no port, new in each measurement."""

    name = "redis"
    packages = ["redis-server", "redis-tools"]
    workloads = [
        Workload("one-each", "16 clients, one transfer each", TRAITS),
        Workload("pipelined", "16 clients, 64 transfers in flight each", TRAITS),
    ]

    def __init__(self, settings):
        super().__init__(settings)
        self.socket = settings.sockets / "redis"

    def missing(self):
        absent = [name for name in ("redis-server", "redis-cli", "redis-benchmark") if process.find(name) is None]
        return f"{', '.join(absent)} not found: apt-get install redis-server redis-tools" if absent else None

    def version(self):
        return process.run(["redis-server", "--version"]).partition(" sha=")[0].replace(" server v=", " ")

    def ask(self, *words):
        """The server's answer to one command."""
        return process.run(["redis-cli", "-s", self.socket, *words]).strip()

    def answers(self):
        """Whether the server takes commands."""
        return process.run(["redis-cli", "-s", self.socket, "ping"], may_fail=True).strip() == "PONG"

    def measure(self, workload):
        folder = self.settings.folder / "redis"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        command = ["redis-server", "--port", "0", "--unixsocket", self.socket, "--dir", folder, "--save", "", "--appendonly", "yes"]
        command += ["--appendfsync", "always", "--daemonize", "no", "--logfile", ""]
        with process.server(command, self.settings.folder / "redis.log", ready=self.answers) as server:
            self.ask("eval", FILL, "0", self.settings.accounts, BALANCE_AT_START)
            script = self.ask("script", "load", pathlib.Path(__file__).with_name("transfer.lua").read_text(encoding="utf-8"))
            # redis-benchmark fills the last pipeline up: whole ones only, so that what it counts is what it sends.
            whole = CLIENTS * PIPELINE[workload.name]
            requests = round(self.load(script, workload, CALIBRATION_REQUESTS) * self.settings.seconds / whole) * whole
            self.ask("config", "resetstat")
            server_before, client_before = machine.tree_seconds(server.pid), machine.own_seconds()
            rate = self.load(script, workload, requests)
            client, server_seconds = machine.own_seconds() - client_before, machine.tree_seconds(server.pid) - server_before
            self.check(requests)
        return Outcome(requests, requests / rate, server_seconds, client, ["sum of balances", "every call succeeded"])

    def load(self, script, workload, requests):
        """So many transfers; gives the rate."""
        output = process.run([
            "redis-benchmark", "-s", self.socket, "--csv", "-r", self.settings.accounts, "-c", CLIENTS, "-P", PIPELINE[workload.name], "-n", requests,
            "evalsha", script, 2, "a:__rand_int__", "a:__rand_int__", 1,
        ], seconds=self.settings.seconds)
        return read(output)

    def check(self, requests):
        """No money came or went, and the server executed as many transfers as were counted, all of them with success."""
        expected = BALANCE_AT_START * self.settings.accounts
        found = int(self.ask("eval", SUM, "0", self.settings.accounts))
        if found != expected:
            raise process.Failure(f"Redis: the balances add up to {found} and not to {expected}")
        calls = re.search(r"cmdstat_evalsha:calls=(\d+),.*rejected_calls=0,failed_calls=0", self.ask("info", "commandstats"))
        if not calls or int(calls[1]) != requests:
            raise process.Failure(f"Redis: {calls[1] if calls else 'not all'} of {requests} transfers succeeded")


def read(output):
    """The rate from what redis-benchmark printed."""
    rows = list(csv.DictReader(io.StringIO(output)))
    if len(rows) != 1 or float(rows[0]["rps"]) <= 0:
        raise process.Failure(f"redis-benchmark printed no rate:\n{output}")
    return float(rows[0]["rps"])

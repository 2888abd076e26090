"""etcd, one member: transactions of two puts through its JSON gateway, with wrk as the client. An upper bound: it checks no balance,
because an etcd transaction cannot compare numbers; and the gateway costs it a part of its speed."""

import json
import os
import pathlib
import re
import shutil
import socket
import urllib.error
import urllib.request

from . import machine, process
from .side import Outcome, Side, Traits, Workload

CLIENTS = 16


class Etcd(Side):
    """A member of this run's own on free ports of the loopback address, new in each measurement."""

    name = "etcd"
    packages = ["etcd-server", "wrk"]
    workloads = [
        Workload("one-each", "16 clients, two puts a transaction", Traits(
            signed="no", checked="nothing", durable="yes, fsync", provable="no", history="yes, until compaction", replicated="no, one member",
        )),
    ]

    def missing(self):
        absent = [name for name in ("etcd", "wrk") if process.find(name) is None]
        return f"{', '.join(absent)} not found: apt-get install etcd-server wrk" if absent else None

    def version(self):
        return process.run(["etcd", "--version"]).splitlines()[0].replace(" Version:", "")

    def measure(self, workload):
        folder = self.settings.folder / "etcd"
        shutil.rmtree(folder, ignore_errors=True)
        clients, peers = (f"http://127.0.0.1:{port}" for port in free_ports(2))
        command = ["etcd", "--name", "bench", "--data-dir", folder, "--log-level", "error"]
        command += ["--listen-client-urls", clients, "--advertise-client-urls", clients]
        command += ["--listen-peer-urls", peers, "--initial-advertise-peer-urls", peers, "--initial-cluster", f"bench={peers}"]
        with process.server(command, self.settings.folder / "etcd.log", ready=lambda: revision(clients) is not None) as server:
            revision_before = revision(clients)
            server_before, client_before = machine.tree_seconds(server.pid), machine.own_seconds()
            output = process.run(
                ["wrk", "-t", 2, "-c", CLIENTS, "-d", f"{self.settings.seconds}s", "-s", pathlib.Path(__file__).with_suffix(".lua"), clients],
                seconds=self.settings.seconds, environment={**os.environ, "PEERS_ACCOUNTS": str(self.settings.accounts)},
            )
            client, server_seconds = machine.own_seconds() - client_before, machine.tree_seconds(server.pid) - server_before
            transfers, seconds = read(output)
            committed = revision(clients) - revision_before
        # What was in flight when wrk stopped was committed, but not counted.
        if not transfers <= committed <= transfers + CLIENTS:
            raise process.Failure(f"etcd: {committed} transactions committed, {transfers} counted")
        return Outcome(transfers, seconds, server_seconds, client, ["a revision for each transaction"])


def free_ports(count):
    """Ports that nobody listens on now."""
    listeners = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [listener.getsockname()[1] for listener in listeners]
    for listener in listeners:
        listener.close()
    return ports


def revision(address):
    """The store's revision, which every transaction that writes makes one higher; None while the member does not answer."""
    request = urllib.request.Request(f"{address}/v3/kv/range", data=b'{"key":"AA=="}')
    try:
        with urllib.request.urlopen(request, timeout=5) as response:
            return int(json.load(response)["header"]["revision"])
    except (urllib.error.URLError, OSError, KeyError):
        return None


def read(output):
    """Requests and seconds from the line that etcd.lua prints."""
    numbers = re.search(r"^peers (\d+) (\d+) (\d+)$", output, re.MULTILINE)
    if not numbers or not int(numbers[1]) or int(numbers[3]):
        raise process.Failure(f"wrk: requests failed, or none was made:\n{output}")
    return int(numbers[1]), int(numbers[2]) / 1_000_000

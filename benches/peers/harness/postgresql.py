"""PostgreSQL with fsync: a table of accounts, a table of transfers, and pgbench as the client over a Unix socket."""

import os
import pathlib
import pwd
import re
import shutil
import signal
import subprocess

from . import machine, process
from .side import Outcome, Side, Traits, Workload

BALANCE_AT_START = 1_000_000_000
TRANSFERS_A_COMMIT = 1_000
SETTINGS = {
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "shared_buffers": "1GB",
    "max_wal_size": "4GB",
    "max_connections": "100",
    "listen_addresses": "''",
}
CLIENTS = {"one-each": 16, "hot": 16, "1000-a-commit": 2}
SCRIPTS = {
    "one-each": "\\set a random(1, :accounts)\n\\set b random(1, :accounts)\nselect pay(:a, :b, 1);\n",
    "hot": "\\set a random(2, :accounts)\nselect pay(:a, 1, 1);\n",
    "1000-a-commit": f"select pay_many({TRANSFERS_A_COMMIT}, :accounts);\n",
}


def traits(checked):
    """All workloads do the same, except for when the funds are checked."""
    return Traits(signed="no", checked=checked, durable="yes, fsync", provable="no", history="yes, a row each", replicated="no")


class PostgreSql(Side):
    """A server of this run's own in its own folder; root lends it to the user `postgres`, because it refuses to run as root."""

    name = "postgresql"
    packages = ["postgresql"]
    workloads = [
        Workload("one-each", "16 clients, one transfer a commit", traits("funds; not repeats")),
        Workload("1000-a-commit", "1,000 transfers a commit", traits("funds, on the sum of a commit; not repeats")),
        Workload("hot", "16 clients, every credit to one account", traits("funds; not repeats")),
    ]

    def __init__(self, settings):
        super().__init__(settings)
        self.folder = settings.folder / "postgresql"
        self.sockets = settings.sockets / "postgresql"
        self.user = "postgres" if os.geteuid() == 0 else None

    def program(self, name):
        """Debian keeps the server's programs outside PATH, in a folder for each version; the newest comes first."""
        folders = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name), reverse=True)
        return process.find(name, folders)

    def missing(self):
        absent = [name for name in ("initdb", "postgres", "psql", "pgbench") if self.program(name) is None]
        if absent:
            return f"{', '.join(absent)} not found: apt-get install postgresql"
        if self.user is not None and self.user not in {entry.pw_name for entry in pwd.getpwall()}:
            return "PostgreSQL refuses to run as root, and there is no user `postgres`: run this as another user"
        return None

    def version(self):
        return process.run([self.program("postgres"), "--version"]).strip()

    def set_up(self):
        for folder in (self.folder, self.sockets):
            folder.mkdir()
            if self.user is not None:
                shutil.chown(folder, self.user)
        if not process.may_enter(self.folder, self.user):
            raise process.Failure(f"the user {self.user} cannot enter {self.folder}: name another place with --folder")
        process.run(
            [self.program("initdb"), "-A", "trust", "-U", "bench", "-E", "UTF8", "--no-locale", "-D", self.folder / "data"],
            as_user=self.user, folder="/",
        )
        with open(self.folder / "data" / "postgresql.conf", "a", encoding="utf-8") as file:
            file.writelines(f"{name} = {value}\n" for name, value in SETTINGS.items())
            file.write(f"unix_socket_directories = '{self.sockets}'\n")
        for name, text in SCRIPTS.items():
            (self.settings.folder / f"{name}.sql").write_text(text, encoding="utf-8")
        ledger = pathlib.Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
        with self.running():
            self.sql(ledger)
            self.sql(f"insert into account select number, {BALANCE_AT_START} from generate_series(1, {self.settings.accounts}) as number")
            self.sql("vacuum analyze")

    def running(self):
        """The server, while the block lasts. Its fast end writes a checkpoint: nothing of it is left to do while others are measured."""
        return process.server(
            [self.program("postgres"), "-D", self.folder / "data"], self.settings.folder / "postgresql.log",
            ready=self.answers, stop=signal.SIGINT, as_user=self.user,
        )

    def answers(self):
        """Whether the server takes queries."""
        command = [self.program("psql"), *self.connection(), "-Atqc", "select 1"]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0

    def connection(self):
        """Arguments that lead to this run's server and to no other."""
        return ["-h", str(self.sockets), "-U", "bench", "-d", "postgres"]

    def sql(self, text):
        """Runs statements and gives the answer's only field."""
        command = [self.program("psql"), *self.connection(), "-X", "-Atq", "-v", "ON_ERROR_STOP=1", "-f", "-"]
        return process.run(command, text_in=text).strip()

    def measure(self, workload):
        with self.running() as server:
            self.sql("checkpoint")
            rows_before = int(self.sql("select count(*) from transfer"))
            server_before, client_before = machine.tree_seconds(server.pid), machine.own_seconds()
            output = process.run([
                self.program("pgbench"), *self.connection()[:4], "-n", "-M", "prepared", "-D", f"accounts={self.settings.accounts}",
                "-T", self.settings.seconds, "-c", CLIENTS[workload.name], "-j", 2,
                "-f", self.settings.folder / f"{workload.name}.sql", "postgres",
            ], seconds=self.settings.seconds)
            client, server_seconds = machine.own_seconds() - client_before, machine.tree_seconds(server.pid) - server_before
            commits, seconds = read(output)
            transfers = commits * (TRANSFERS_A_COMMIT if workload.name == "1000-a-commit" else 1)
            self.check(transfers, rows_before)
        return Outcome(transfers, seconds, server_seconds, client, ["sum of balances", "a row for each transfer"])

    def check(self, transfers, rows_before):
        """No money came or went, and every commit that pgbench counted is there."""
        expected = BALANCE_AT_START * self.settings.accounts
        found = int(self.sql("select sum(balance) from account"))
        if found != expected:
            raise process.Failure(f"PostgreSQL: the balances add up to {found} and not to {expected}")
        rows = int(self.sql("select count(*) from transfer")) - rows_before
        if rows != transfers:
            raise process.Failure(f"PostgreSQL: {rows} rows for {transfers} transfers")


def read(output):
    """Commits and seconds from what pgbench printed; connecting is left out of the seconds, in its favour."""
    commits = re.search(r"^number of transactions actually processed: (\d+)", output, re.MULTILINE)
    rate = re.search(r"^tps = ([0-9.]+)", output, re.MULTILINE)
    failed = re.search(r"^number of failed transactions: (\d+)", output, re.MULTILINE)
    if not commits or not rate or float(rate[1]) <= 0:
        raise process.Failure(f"pgbench printed no rate:\n{output}")
    if failed and int(failed[1]):
        raise process.Failure(f"pgbench: {failed[1]} transactions failed")
    return int(commits[1]), int(commits[1]) / float(rate[1])

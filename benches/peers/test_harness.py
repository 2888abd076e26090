"""Tests of the comparison that start no server: python3 -m unittest discover -s benches/peers."""

import contextlib
import copy
import io
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from unittest import mock

from harness import aurigraph, command, etcd, machine, postgresql, process, redis, report, virtual_machines
from harness.side import Outcome

PGBENCH = """\
number of transactions actually processed: 23000
number of failed transactions: 0 (0.000%)
latency average = 1.391 ms
initial connection time = 12.345 ms
tps = 11500.000000 (without initial connection time)
"""
OURS = {
    "accepted": 300, "rejected": 0, "first_rejection": None, "duration_seconds": 2.0, "cpu_seconds_node": 1.0, "cpu_seconds_client": 0.5,
    "passed": True, "checks": [{"name": "supply conserved", "passed": True, "detail": ""}],
    "notes": ["the load ended early"],
}


def rows(figures):
    """Rows with these (transfers, seconds, server, client) in each round, by key."""
    workloads = {f"{side.name}/{workload.name}": (side.name, workload) for side in command.SIDES for workload in side.workloads}
    return [report.Row(*workloads[key], [Outcome(*outcome) for outcome in outcomes]) for key, outcomes in figures.items()]


def lives(pid):
    """Whether a process is there and has not ended."""
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


class Report(unittest.TestCase):
    def test_the_ratio_is_the_median_of_the_rounds_ratios(self):
        given = rows({
            "aurigraph/batches": [(1000, 1, None, None), (3000, 1, None, None), (9000, 3, None, None)],
            "postgresql/one-each": [(10, 1, None, None), (10, 1, None, None), (60, 2, None, None)],
        })
        pair = report.PAIRS[0]
        self.assertEqual((pair.ours, pair.peer), ("aurigraph/batches", "postgresql/one-each"))
        self.assertEqual(report.compare(given, pair), [100, 300, 100])
        line = report.ratios(given).splitlines()[2]
        self.assertRegex(line, r"batches of 20,000 +\| postgresql: 16 clients, one transfer a commit +\| transfers/s +\| 100 × +\| 100 – 300 +\| ≥ 250: no")

    def test_a_core_second_counts_the_client_only_where_it_says_so(self):
        given = rows({"aurigraph/each-signed": [(600, 2, 3.0, 1.0)], "litesvm/signed": [(50, 1, 1.0, 0.0)]})
        found = {pair.unit: report.compare(given, pair) for pair in report.PAIRS if pair.peer == "litesvm/signed"}
        self.assertEqual(found, {report.BOTH: [3.0], report.SERVER: [4.0]})

    def test_what_was_not_measured_is_a_dash_and_null_and_has_no_ratio(self):
        given = rows({"redis/one-each": [(100, 1, None, None)]})
        self.assertRegex(report.figures(given), r"\| 100 +\| 100 – 100 +\| – +\| – +\|")
        self.assertEqual(report.ratios(given).count("\n"), 1)
        self.assertIsNone(report.document(given, {}, {}, [])["figures"][0]["transfers_per_core_second_median"])

    def test_a_number_keeps_three_digits(self):
        numbers = {9_457_925.1: "9.46 million", 68_459: "68,500", 1_808: "1,810", 136.6: "137", 4.567: "4.57", 0.5: "0.5"}
        self.assertEqual({value: report.number(value) for value in numbers}, numbers)

    def test_every_pair_names_workloads_that_exist(self):
        known = {f"{side.name}/{workload.name}" for side in command.SIDES for workload in side.workloads}
        for pair in report.PAIRS:
            self.assertLessEqual({pair.ours, pair.peer}, known)

    def test_every_workload_has_a_line_in_what_the_sides_do(self):
        given = [report.Row(side.name, workload) for side in command.SIDES for workload in side.workloads]
        self.assertEqual(len(report.differences(given).splitlines()), len(given) + 2)


class WhatProgramsPrint(unittest.TestCase):
    def test_pgbench(self):
        self.assertEqual(postgresql.read(PGBENCH), (23_000, 2.0))
        for broken in (PGBENCH.replace("failed transactions: 0", "failed transactions: 3"), "pgbench: error"):
            with self.assertRaises(process.Failure):
                postgresql.read(broken)

    def test_redis_benchmark(self):
        self.assertEqual(redis.read('"test","rps"\n"evalsha 1","21858.00"\n'), 21_858)
        with self.assertRaises(process.Failure):
            redis.read("ERR no script\n")

    def test_wrk(self):
        self.assertEqual(etcd.read("Running 2s test\npeers 7600 2000000 0\n"), (7_600, 2.0))
        with self.assertRaises(process.Failure):
            etcd.read("peers 7600 2000000 4\n")

    def test_our_own_result(self):
        outcome = aurigraph.judge(OURS)
        self.assertEqual((outcome.transfers_per_second, outcome.transfers_per_core_second(True)), (150, 200))
        self.assertEqual(outcome.notes, ["the load ended early"])

    def test_a_check_of_ours_that_did_not_hold_leaves_no_figure(self):
        failed = copy.deepcopy(OURS)
        failed["checks"][0]["passed"] = False
        for broken in (failed, {**OURS, "passed": False}, {**OURS, "rejected": 1}):
            with self.assertRaises(process.Failure):
                aurigraph.judge(broken)

    def test_the_lock_file_names_the_virtual_machines(self):
        self.assertEqual(virtual_machines.LiteSvm(None).version(), "litesvm 0.15.2")
        self.assertRegex(virtual_machines.Revm(None).version(), r"^revm \d+\.\d+\.\d+$")


class CommandLine(unittest.TestCase):
    def test_wrong_options_are_wrong_usage(self):
        for wrong in (["--only", "oracle"], ["--rounds", "0"], ["--seconds", "x"], ["--accounts", "1"], ["--round", "3"]):
            with self.assertRaises(SystemExit) as ended, contextlib.redirect_stderr(io.StringIO()):
                command.parser().parse_args(wrong)
            self.assertEqual(ended.exception.code, 2, wrong)

    def test_sides_come_in_the_order_of_the_rounds_and_once(self):
        self.assertEqual(command.parser().parse_args(["--only", "redis,aurigraph,redis"]).only, ["aurigraph", "redis"])

    def test_a_file_system_in_memory_is_refused(self):
        with mock.patch.object(machine, "file_system", return_value="tmpfs"), self.assertRaisesRegex(process.Failure, "on tmpfs, in memory"):
            command.refuse_unsuitable(pathlib.Path())

    def test_a_busy_machine_is_refused_unless_told_otherwise(self):
        with mock.patch.object(machine, "others_cores", return_value=1.5), contextlib.redirect_stderr(io.StringIO()):
            with self.assertRaisesRegex(process.Failure, "other processes use 1.50 cores"):
                command.refuse_busy(even_if_busy=False)
            command.refuse_busy(even_if_busy=True)


class Programs(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.log = pathlib.Path(folder.name) / "log"

    def test_a_server_ends_with_its_block_and_with_what_it_started(self):
        with process.server(["sh", "-c", "sleep 600 & echo $!; wait"], self.log, ready=lambda: self.log.read_text().endswith("\n")) as server:
            child = int(self.log.read_text())
            self.assertTrue(lives(child))
        self.assertIsNotNone(server.returncode)
        # A killed process is there until the system has taken note.
        for _ in range(200):
            if not lives(child):
                return
            time.sleep(0.05)
        self.fail("what the server started goes on")

    def test_a_server_that_does_not_start_is_a_failure_with_what_it_wrote(self):
        with self.assertRaisesRegex(process.Failure, "no such setting"):
            with process.server(["sh", "-c", "echo no such setting; exit 1"], self.log, ready=lambda: False):
                self.fail("it is not there")

    def test_a_program_that_fails_is_a_failure_with_what_it_wrote(self):
        with self.assertRaisesRegex(process.Failure, "ended with 3:\nout of paper"):
            process.run(["sh", "-c", "echo out of paper >&2; exit 3"])

    def test_processor_time_of_a_tree_has_that_of_its_children(self):
        work = "import os\nchild = os.fork()\nwhile os.times().user < 0.2: pass\nif child: os.waitpid(child, 0); print('done', flush=True); input()"
        with subprocess.Popen([sys.executable, "-c", work], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as program:
            program.stdout.readline()
            self.assertGreaterEqual(machine.tree_seconds(program.pid), 0.38)
            program.communicate("\n")

    def test_a_polite_end_removes_the_folders(self):
        with tempfile.TemporaryDirectory() as parent:
            code = (
                "import contextlib, pathlib, signal, sys, time\nfrom harness import command\n"
                "signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))\n"
                "with contextlib.ExitStack() as stack:\n"
                f"    command.temporary(stack, pathlib.Path({parent!r}))\n    print('made', flush=True)\n    time.sleep(60)\n"
            )
            here = pathlib.Path(__file__).parent
            with subprocess.Popen([sys.executable, "-B", "-c", code], cwd=here, stdout=subprocess.PIPE, text=True) as program:
                program.stdout.readline()
                self.assertEqual(len(os.listdir(parent)), 1)
                program.send_signal(signal.SIGTERM)
            self.assertEqual((program.returncode, os.listdir(parent)), (143, []))


if __name__ == "__main__":
    unittest.main()

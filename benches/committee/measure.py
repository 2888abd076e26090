#!/usr/bin/env python3
"""Measures networks of several validators on this machine: starts `aurigraph dev --validators N`, loads one of its nodes with `aurigraph bench`, and
prints one row for each load.

  benches/committee/measure.py --executable bin/aurigraph --validators 1 4 7 --duration 10

Bytes written are those that the kernel counts for the validators' processes (/proc/PID/io), beside the bytes of the submissions. All validators and
the client share the cores and the disk of one machine: these are lower bounds.
"""

import argparse
import json
import os
import pathlib
import signal
import subprocess
import tempfile
import time
import urllib.request

LOADS = [
    ("batches of 10,000, ML-DSA-65", []),
    ("every transfer signed, Ed25519", ["--signatures", "each-ed25519", "--sign-ahead-seconds", "5", "--window", "32"]),
    ("one client, one signed transfer at a time",
     ["--signatures", "each-ed25519", "--threads", "1", "--window", "1", "--batch-size", "1", "--accounts", "64"]),
]


# So long does the last load run: of a few seconds the slowest hundredth would be one or two messages, those of the first moment.
HALF_LOAD_SECONDS = 30

# A transfer under its own signature: header, record, signature. In a batch only the record counts.
SUBMITTED_BYTES = {"each-ed25519": 192}


def get(port, path):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
        return json.load(answer)


def written_bytes(processes):
    total = 0
    for process in processes:
        text = pathlib.Path(f"/proc/{process}/io").read_text()
        total += int(text.split("write_bytes:")[1].split()[0])
    return total


def start(executable, folder, validators, port):
    arguments = [executable, "dev", "--validators", str(validators), "--data-dir", folder, "--demo-load", "off",
                 "--http", f"127.0.0.1:{port}", "--grpc", f"127.0.0.1:{port + 1}"]
    network = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(200):
        time.sleep(0.2)
        try:
            nodes = get(port, "/api/v11/nodes")
            if nodes["reachableNodes"] == validators:
                return network, [node["processId"] for node in nodes["nodes"]]
        except OSError:
            pass
    raise SystemExit("the network does not start")


def share(found, validators):
    """Of what this machine verifies a second, by the same run: each validator verifies every signature."""
    if found["batch_size"] == 1 or not found["signatures"].startswith("each"):
        return ""
    return f"   {found['transfers_per_second'] * validators / found['signature_limit_per_second']:.2f} of the limit / {validators}"


def load(executable, port, duration, options):
    arguments = [executable, "bench", "--http", f"http://127.0.0.1:{port}", "--grpc", f"http://127.0.0.1:{port + 1}",
                 "--duration", str(duration), "--allow-busy-machine", "--json", *options]
    result = subprocess.run(arguments, capture_output=True, text=True, check=False)
    if not result.stdout:
        raise SystemExit(result.stderr)
    return json.loads(result.stdout)


def row(name, found, written):
    bytes_each = SUBMITTED_BYTES.get(found["signatures"]) if found["batch_size"] == 1 or found["signatures"].startswith("each") else 64
    payload = found["accepted"] * bytes_each
    return (f"{name:<44} {found['transfers_per_second']:>12,.0f}/s   p50 {found['latency_p50_ms']:>7.1f} ms   "
            f"p99 {found['latency_p99_ms']:>7.1f} ms   written {written / payload:.2f} of the payload by each")


def measure_one(options, validators, name, duration, more):
    """A load on a network of its own: no history of another load is indexed meanwhile."""
    with tempfile.TemporaryDirectory() as folder:
        network, processes = start(options.executable, os.path.join(folder, "net"), validators, options.port)
        try:
            found = load(options.executable, options.port, duration, more)
            written = written_bytes(processes) / validators
            print("  " + row(name, found, written) + share(found, validators), flush=True)
            return found["transfers_per_second"]
        finally:
            network.send_signal(signal.SIGTERM)
            network.wait(timeout=60)


def measure(options, validators):
    print(f"{validators} validators", flush=True)
    rates = [measure_one(options, validators, name, options.duration, more) for name, more in LOADS]
    half = int(rates[0] / 2)
    measure_one(options, validators, f"half of the first: {half:,}/s offered", HALF_LOAD_SECONDS, ["--rate", str(half)])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--executable", default="bin/aurigraph")
    parser.add_argument("--validators", type=int, nargs="+", default=[1, 4, 7])
    parser.add_argument("--duration", type=int, default=10)
    parser.add_argument("--port", type=int, default=21003)
    options = parser.parse_args()
    for validators in options.validators:
        measure(options, validators)


if __name__ == "__main__":
    main()

"""From outcomes to medians, ratios and tables. Nothing here measures."""

import dataclasses
import statistics
import typing

# How two sides are compared, and what the word in the table is.
WALL, BOTH, SERVER = "transfers/s", "per core-second, server and client", "per core-second, server alone"


@dataclasses.dataclass(frozen=True)
class Pair:
    """A comparison that is fair when its note is read with it."""

    ours: str
    peer: str
    unit: str
    note: str
    # What the project aims at, as a ratio; None if it has no aim here.
    aim: typing.Optional[float] = None


PAIRS = [
    Pair("aurigraph/batches", "postgresql/one-each", WALL, "ours in batches, theirs one by one: most of the ratio is the batch", 250),
    Pair("aurigraph/batches", "postgresql/1000-a-commit", WALL, "both in batches, ours larger; ours signed", 40),
    Pair("aurigraph/batches-of-1000", "postgresql/1000-a-commit", WALL, "the same batch; ours signed"),
    Pair("aurigraph/each-signed", "postgresql/one-each", WALL, "ours signed each and many in flight; theirs waits for each commit"),
    Pair("aurigraph/one-each", "postgresql/one-each", WALL, "16 closed-loop clients on both; ours signed each"),
    Pair("aurigraph/one-each", "redis/one-each", WALL, "16 closed-loop clients on both; ours signed each"),
    Pair("aurigraph/each-signed", "redis/pipelined", WALL, "many in flight on both; ours signed each"),
    Pair("aurigraph/one-each", "etcd/one-each", WALL, "16 closed-loop clients on both; theirs checks no balance"),
    Pair("aurigraph/each-signed", "litesvm/signed", BOTH, "Ed25519 each on both; ours also durable, with the client's time in it", 3),
    Pair("aurigraph/each-signed", "litesvm/signed", SERVER, "the same, the client's time left out"),
    Pair("aurigraph/each-signed", "revm/signed", BOTH, "Ed25519 against ECDSA; ours also durable, with the client's time in it"),
    Pair("aurigraph/batches", "litesvm/unsigned", BOTH, "ours one signature over 20,000 and durable, theirs none and in memory"),
]


@dataclasses.dataclass
class Row:
    """A workload of a side with its outcomes, one a round."""

    side: str
    workload: typing.Any
    outcomes: list = dataclasses.field(default_factory=list)

    @property
    def key(self):
        """How pairs name it."""
        return f"{self.side}/{self.workload.name}"

    def values(self, unit):
        """The figure of each round, None where it was not measured."""
        if unit == WALL:
            return [outcome.transfers_per_second for outcome in self.outcomes]
        return [outcome.transfers_per_core_second(unit == BOTH) for outcome in self.outcomes]

    def median(self, unit):
        """The median of the rounds; None if a round has no figure."""
        values = self.values(unit)
        return statistics.median(values) if values and None not in values else None


def compare(rows, pair):
    """Ratios ours by peer of a pair, one a round: the two were measured a moment apart. None if a side was not measured."""
    ours, peer = (next((row for row in rows if row.key == key), None) for key in (pair.ours, pair.peer))
    if ours is None or peer is None:
        return None
    ratios = [a / b for a, b in zip(ours.values(pair.unit), peer.values(pair.unit)) if a is not None and b is not None]
    return ratios or None


def number(value):
    """Three digits that mean something; a dash for what was not measured."""
    if value is None:
        return "–"
    if value >= 1_000_000:
        return f"{value / 1_000_000:.3g} million" if value < 1e9 else f"{value:,.0f}"
    if value >= 1_000:
        digits = len(str(int(value))) - 3
        return f"{round(value, -digits):,.0f}"
    return f"{value:.3g}" if value < 100 else f"{value:.0f}"


def table(heading, lines):
    """A table in Markdown, its columns padded for a terminal."""
    widths = [max(len(line[column]) for line in [heading, *lines]) for column in range(len(heading))]
    padded = [" | ".join(cell.ljust(width) for cell, width in zip(line, widths)) for line in [heading, *lines]]
    rule = "|".join("-" * (width + 2) for width in widths)
    return "\n".join([f"| {padded[0]} |", f"|{rule}|", *(f"| {line} |" for line in padded[1:])])


def figures(rows):
    """What was measured."""
    heading = ["side", "workload", "transfers/s, median", "lowest – highest", "per core-second, all", "server alone"]
    lines = []
    for row in rows:
        walls = row.values(WALL)
        lines.append([
            row.side, row.workload.what, number(row.median(WALL)), f"{number(min(walls))} – {number(max(walls))}",
            number(row.median(BOTH)), number(row.median(SERVER)),
        ])
    return table(heading, lines)


def ratios(rows):
    """Ours by each peer, with what the reader must know about the pair."""
    heading = ["ours", "peer", "unit", "ratio, median", "lowest – highest", "aim", "what the ratio is of"]
    names = {row.key: f"{row.side}: {row.workload.what}" for row in rows}
    lines = []
    for pair in PAIRS:
        values = compare(rows, pair)
        if values is not None:
            aim = "" if pair.aim is None else f"≥ {number(pair.aim)}: {'yes' if statistics.median(values) >= pair.aim else 'no'}"
            lines.append([
                names[pair.ours].partition(": ")[2], names[pair.peer], pair.unit, f"{number(statistics.median(values))} ×",
                f"{number(min(values))} – {number(max(values))}", aim, pair.note,
            ])
    return table(heading, lines)


def differences(rows):
    """What each side does for a transfer before it answers, and what it keeps."""
    heading = ["side", "workload", "signed?", "checked?", "durable before the answer?", "provable?", "history kept?", "replicated?"]
    return table(heading, [[row.side, row.workload.what, *dataclasses.astuple(row.workload.traits)] for row in rows])


def text(rows, versions, about, notes):
    """Everything for a person."""
    parts = [
        f"Rounds of {about['seconds']} s, interleaved: {about['rounds']}; {about['accounts']:,} accounts; {about['machine']['cores']} × "
        f"{about['machine']['processor']}, {about['machine']['file_system']}; commit {about['commit'] or 'not known'}",
        "Compared: " + "; ".join(versions.values()),
        figures(rows),
    ]
    if any(compare(rows, pair) for pair in PAIRS):
        parts.append(ratios(rows))
    parts.append(differences(rows))
    parts.extend(f"Note: {note}" for note in notes)
    return "\n\n".join(parts)


def document(rows, versions, about, notes):
    """Everything for a program."""
    return {
        **about,
        "versions": versions,
        "notes": notes,
        "figures": [{
            "side": row.side,
            "workload": row.workload.name,
            "what": row.workload.what,
            **dataclasses.asdict(row.workload.traits),
            "transfers_per_second_median": row.median(WALL),
            "transfers_per_core_second_median": row.median(BOTH),
            "transfers_per_core_second_server_median": row.median(SERVER),
            "rounds": [{**dataclasses.asdict(outcome), "transfers_per_second": outcome.transfers_per_second} for outcome in row.outcomes],
        } for row in rows],
        "ratios": [{
            **dataclasses.asdict(pair), "rounds": values, "median": statistics.median(values),
        } for pair in PAIRS if (values := compare(rows, pair)) is not None],
    }

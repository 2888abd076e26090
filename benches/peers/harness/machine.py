"""What the machine is and who else uses it, from /proc."""

import os
import pathlib
import time

TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")
# Where a synchronised write costs nothing, or where what a synchronised write costs is not the disk's.
IN_MEMORY = {"tmpfs", "ramfs", "devtmpfs"}


def processor():
    """The processor's name, as the kernel has it."""
    for line in pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        name, _, value = line.partition(":")
        if name.strip() == "model name":
            return value.strip()
    return None


def memory_bytes():
    """All memory of the machine."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def file_system(folder):
    """The type of the file system that holds the folder, or None if it is not known."""
    device = os.stat(folder).st_dev
    wanted = f"{os.major(device)}:{os.minor(device)}"
    best, kind = -1, None
    for line in pathlib.Path("/proc/self/mountinfo").read_text(encoding="utf-8").splitlines():
        fields = line.split()
        after_separator = fields[fields.index("-") + 1:]
        inside = os.path.realpath(folder).startswith(fields[4].rstrip("/") + "/") or fields[4] == "/"
        if inside and (fields[2] == wanted or kind is None) and len(fields[4]) >= best:
            best, kind = len(fields[4]), after_separator[0]
    return kind


def busy_seconds():
    """Processor seconds of everything on the machine since it started; idle and waiting for the disk are left out."""
    fields = pathlib.Path("/proc/stat").read_text(encoding="utf-8").splitlines()[0].split()[1:]
    user, nice, system, _idle, _waiting, interrupt, soft, _stolen = (int(field) for field in fields[:8])
    return (user + nice + system + interrupt + soft) / TICKS_A_SECOND


def own_seconds():
    """Processor seconds of this process and of its children that have ended."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def tree_seconds(root):
    """Processor seconds of a process, of its living descendants, and of those that they waited for."""
    parents, seconds = {}, {}
    for entry in pathlib.Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            # The name in brackets may contain spaces.
            fields = (entry / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        parents[int(entry.name)] = int(fields[1])
        seconds[int(entry.name)] = sum(int(field) for field in fields[11:15]) / TICKS_A_SECOND
    total, waiting = 0.0, [root]
    while waiting:
        process = waiting.pop()
        total += seconds.get(process, 0.0)
        waiting.extend(child for child, parent in parents.items() if parent == process)
    return total


def others_cores(seconds):
    """How many cores others use, measured over so many seconds in which this run does nothing."""
    busy, own, started = busy_seconds(), own_seconds(), time.monotonic()
    time.sleep(seconds)
    elapsed = time.monotonic() - started
    return max(0.0, (busy_seconds() - busy - own_seconds() + own) / elapsed)

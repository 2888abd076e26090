"""Programs: found, started in a session of their own, given a time limit, and always ended."""

import contextlib
import os
import pathlib
import pwd
import shutil
import signal
import subprocess
import sys
import time

# What no program of a side may take longer for than it was asked to run.
GRACE_SECONDS = 120


class Failure(Exception):
    """Something that the user can mend; the text says what."""


def say(text):
    """Progress, on the standard error output."""
    print(f"==> {text}", file=sys.stderr, flush=True)


def find(program, folders=()):
    """The path of a program: in the folders, then in PATH; None if it is in none of them."""
    return shutil.which(program, path=os.pathsep.join([*map(str, folders), os.environ.get("PATH", os.defpath)]))


def run(command, *, seconds=0, as_user=None, folder=None, text_in=None, environment=None, may_fail=False):
    """Runs a program that is expected to last so many seconds and gives what it printed. A Failure shows how it ended otherwise."""
    command = [str(word) for word in command]
    program = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=folder,
        env=environment, start_new_session=True, **identity(as_user),
    )
    try:
        output, errors = program.communicate(text_in, timeout=seconds + GRACE_SECONDS)
    except subprocess.TimeoutExpired as expired:
        raise Failure(f"{command[0]} took longer than {seconds + GRACE_SECONDS} s: {' '.join(command)}") from expired
    finally:
        end(program, signal.SIGTERM, seconds=10)
    if program.returncode != 0 and not may_fail:
        raise Failure(f"{' '.join(command)} ended with {program.returncode}:\n{(errors or output)[-2000:].strip()}")
    return output


@contextlib.contextmanager
def server(command, log, *, ready, stop=signal.SIGTERM, as_user=None):
    """A server while the block lasts: started, waited for until `ready()` is true, stopped with the signal. Gives its process."""
    command = [str(word) for word in command]
    with open(log, "ab") as output:
        program = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True, **identity(as_user),
        )
    try:
        wait_until(ready, program, command[0], log)
        yield program
    finally:
        end(program, stop)


def wait_until(ready, program, name, log, seconds=60):
    """Waits for a server, and says what it wrote if it does not come."""
    deadline = time.monotonic() + seconds
    while not ready():
        if program.poll() is not None or time.monotonic() > deadline:
            raise Failure(f"{name} did not start:\n{pathlib.Path(log).read_text(errors='replace')[-2000:].strip()}")
        time.sleep(0.05)


def end(program, how, seconds=60):
    """Ends a program, and with SIGKILL what is left of its session."""
    if program.poll() is None:
        with contextlib.suppress(ProcessLookupError):
            program.send_signal(how)
        try:
            program.wait(seconds)
        except subprocess.TimeoutExpired:
            pass
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(program.pid, signal.SIGKILL)
    program.wait()
    for stream in (program.stdin, program.stdout, program.stderr):
        if stream is not None:
            stream.close()


def identity(as_user):
    """Arguments of Popen that run a program as another user; none for this one."""
    if as_user is None:
        return {}
    entry = pwd.getpwnam(as_user)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def may_enter(folder, as_user):
    """Whether that user can reach the folder."""
    try:
        run(["test", "-x", folder], as_user=as_user, folder="/")
    except Failure:
        return False
    return True

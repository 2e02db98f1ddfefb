"""Give damaged files to one reader, in a process that may die."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import random
import resource
import signal
import time
import traceback
import warnings
from multiprocessing.connection import Connection
from pathlib import Path
from types import FrameType

from tools.fuzzing.damage import damaged
from tools.fuzzing.seeds import readers

from bybalance.model.errors import BybalanceError
from bybalance.sources import parquet_trial

MOST_SECONDS_PER_FILE = 10
MOST_MEMORY_BYTES = 6 * 2**30
PATIENCE_S = 60
MOST_FINDINGS = 5


class TooSlow(BaseException):
    """One file took longer than any file may."""


def fuzzed(name: str, seconds: float, seed: int, folder: Path) -> int:
    """Fuzz one reader, starting it again where it died; return the number of findings."""
    findings, count, refused, died = 0, 0, 0, 0
    until = time.monotonic() + seconds
    while time.monotonic() < until and findings < MOST_FINDINGS:
        ours, theirs = multiprocessing.Pipe()
        rest = until - time.monotonic()
        child = multiprocessing.get_context("spawn").Process(
            target=work, args=(name, seed + findings + died, rest, theirs), daemon=True
        )
        child.start()
        theirs.close()
        last = b""
        try:
            while True:
                if not ours.poll(PATIENCE_S):
                    child.kill()
                    raise EOFError
                kind, content, text = ours.recv()
                if kind == "trying":
                    last = content
                elif kind == "finding":
                    findings += 1
                    keep(folder, name, content, text)
                else:
                    count, refused = count + content[0], refused + content[1]
                    break
        except EOFError:
            child.join()
            died += 1
            if not _is_refused(name, last):
                findings += 1
                keep(folder, name, last, f"The process ended with {child.exitcode}.")
        child.join()
    print(f"{name}: {count:,} files, {refused:,} refused, {findings} findings", flush=True)
    return findings


def _is_refused(name: str, content: bytes) -> bool:
    """Tell whether the reader as it is, trial and all, refuses what ended the process."""
    if not content or "parquet" not in name:
        return False
    try:
        readers()[name].read(content)
    except BybalanceError:
        return True
    return False


def keep(folder: Path, name: str, content: bytes, text: str) -> None:
    """Write the file that led to a finding, and tell of it."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{hashlib.sha256(content).hexdigest()[:12]}-{name}"
    path.write_bytes(content)
    print(f"FINDING {path}\n{text}", flush=True)


def work(name: str, seed: int, seconds: float, line: Connection) -> None:
    """Read damaged files until the time is up; tell before each what is tried."""
    warnings.simplefilter("ignore")
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY_BYTES, MOST_MEMORY_BYTES))
    signal.signal(signal.SIGALRM, _too_slow)
    # The trial costs half a second for each file. Here the process may die; what it dies of is
    # given to the reader with its trial afterwards.
    parquet_trial.survives = lambda _content: True
    reader, rng = readers()[name], random.Random(seed)  # noqa: S311 - to damage files with
    for sound in reader.seeds[:1]:
        reader.read(sound)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # libraries print what they then raise
    until, count, refused = time.monotonic() + seconds, 0, 0
    while time.monotonic() < until:
        content = damaged(rng.choice(reader.seeds), rng)
        line.send(("trying", content, ""))
        count += 1
        signal.alarm(MOST_SECONDS_PER_FILE)
        try:
            reader.read(content)
        except BybalanceError as error:
            str(error)
            refused += 1
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException:  # noqa: BLE001 - a panic of a compiled library is no Exception
            line.send(("finding", content, traceback.format_exc(limit=-4)))
        finally:
            signal.alarm(0)
    line.send(("done", (count, refused), ""))


def _too_slow(_number: int, _frame: FrameType | None) -> None:
    raise TooSlow

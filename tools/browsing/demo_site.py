"""The whole demo in a process of its own, served from a data folder that is thrown away."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SECONDS_TO_START = 300
SECONDS_TO_STOP = 15

#: What the calling process set for itself must not reach the site.
OWN_TO_THE_CALLER = ("DJANGO_SETTINGS_MODULE",)


class SiteDidNotStart(RuntimeError):
    """The demo ended or never answered; the message carries what it wrote."""


@contextmanager
def running_demo(data_folder: Path) -> Iterator[str]:
    """Serve the demo from ``data_folder`` and give its address; stop it afterwards."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    log_file = data_folder / "site.log"
    with log_file.open("wb") as log:
        # `bybalance serve` becomes the server itself, so this process is the one to stop.
        process = subprocess.Popen(
            [Path(sys.executable).with_name("bybalance"), "demo", "--port", str(port)],
            stdout=log,
            stderr=subprocess.STDOUT,
            env=environment(data_folder),
        )
    try:
        wait_until_healthy(f"{address}/en/health/", process=process, log_file=log_file)
        yield address
    finally:
        stop(process)


def environment(data_folder: Path) -> dict[str, str]:
    """Return the environment without settings of the site, but for the data folder."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("BYBALANCE_") and name not in OWN_TO_THE_CALLER
    }
    return {**kept, "BYBALANCE_DATA": str(data_folder)}


def free_port() -> int:
    """Return a port that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until_healthy(url: str, *, process: subprocess.Popen[bytes], log_file: Path) -> None:
    """Return when the site says that it is well, or say why it will not be."""
    give_up_at = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < give_up_at:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(url, timeout=5):  # noqa: S310 - our own address
                return
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            time.sleep(0.2)
    written = log_file.read_text(encoding="utf-8", errors="replace")
    raise SiteDidNotStart(f"the demo did not start; it wrote:\n{written}")


def stop(process: subprocess.Popen[bytes]) -> None:
    """End the server, kindly at first."""
    process.terminate()
    try:
        process.wait(timeout=SECONDS_TO_STOP)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()

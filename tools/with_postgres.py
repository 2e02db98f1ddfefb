"""Run a command beside a throw-away PostgreSQL, named to it by ``BYBALANCE_DATABASE_URL``.

    python tools/with_postgres.py pytest tests/web

The cluster lies in a temporary folder, listens on a socket there and on no network, and is gone
when the command ends. As PostgreSQL refuses to run as root, root hands it to another user.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MISSING = (
    "with_postgres: no PostgreSQL server found. Install it (Debian: apt-get install postgresql), "
    "or put its initdb on PATH."
)
NEEDED = ("initdb", "pg_ctl", "createdb")

#: A test database may be lost with the machine: speed before safety.
SERVER_OPTIONS = (
    "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c listen_addresses="
)


def main(command: list[str]) -> int:
    """Run ``command`` and give its exit code."""
    if not command:
        print(__doc__, file=sys.stderr)
        return 2
    binaries = find_binaries()
    if binaries is None:
        print(MISSING, file=sys.stderr)
        return 2
    with throw_away_cluster(binaries) as database_url:
        environment = {**os.environ, "BYBALANCE_DATABASE_URL": database_url}
        return subprocess.run(command, env=environment, check=False).returncode


def find_binaries() -> Path | None:
    """Find the server's programs: Debian's newest version, pg_config's, or on PATH."""
    versions = Path("/usr/lib/postgresql").glob("*/bin")
    folders = sorted(versions, key=lambda path: float(path.parts[-2]), reverse=True)
    if shutil.which("pg_config"):
        said = subprocess.run(["pg_config", "--bindir"], capture_output=True, text=True, check=True)
        folders.append(Path(said.stdout.strip()))
    folders += [Path(entry) for entry in os.get_exec_path()]
    return next((one for one in folders if all((one / name).exists() for name in NEEDED)), None)


@contextmanager
def throw_away_cluster(binaries: Path) -> Iterator[str]:
    """Make and start a cluster; stop and delete it afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="bybalance-pg-"))
    cluster = folder / "cluster"
    owner = unprivileged_user()
    try:
        if owner:
            os.chown(folder, owner.pw_uid, owner.pw_gid)
        run_as(owner, [binaries / "initdb", "-D", cluster, "-U", "bybalance", "-A", "trust",
                       "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"])  # fmt: skip
        run_as(owner, [binaries / "pg_ctl", "-D", cluster, "-w", "-l", folder / "log",
                       "-o", f"-k {folder} {SERVER_OPTIONS}", "start"])  # fmt: skip
        try:
            run_as(owner, [binaries / "createdb", "-h", folder, "-U", "bybalance", "bybalance"])
            yield f"postgresql://bybalance@/bybalance?host={folder}"
        finally:
            run_as(owner, [binaries / "pg_ctl", "-D", cluster, "-m", "immediate", "stop"])
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def unprivileged_user() -> pwd.struct_passwd | None:
    """Whom root runs the server as; ``None`` when we are not root."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    return known.get("postgres") or known["nobody"]


def run_as(owner: pwd.struct_passwd | None, command: list[str | Path]) -> None:
    """Run one of PostgreSQL's own commands, quietly unless it fails."""
    done = subprocess.run(
        [str(part) for part in command],
        user=owner.pw_uid if owner else None,
        group=owner.pw_gid if owner else None,
        extra_groups=[] if owner else None,
        cwd="/",
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"with_postgres: {Path(command[0]).name} failed.\n{done.stderr}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

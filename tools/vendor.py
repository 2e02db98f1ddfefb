"""Fetch the front-end files named in the vendor.toml manifests again, and check their hashes.

Each manifest lists packages with their version and licence, and each file with the hash that it
must have here. A file with ``keep`` is a stylesheet of which only the rules for the named
components are kept; the rest of the package would restyle plain elements. One with
``drop_source_map`` loses the line that names a map of its source, which we do not ship.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MANIFESTS = (
    ROOT / "src/bybalance/web/shared/static/vendor/vendor.toml",
    ROOT / "tests/browser/vendor/vendor.toml",
)


@dataclass(frozen=True)
class VendoredFile:
    """One file of a package: where it comes from, where it lies here, and its hash."""

    package: str
    version: str
    licence: str
    source: str
    target: Path
    sha256: str
    keep: tuple[str, ...]
    drop_source_map: bool

    @property
    def is_as_recorded(self) -> bool:
        """Whether the file here exists and has the recorded hash."""
        return self.target.is_file() and sha256_of(self.target.read_bytes()) == self.sha256


def sha256_of(content: bytes) -> str:
    """Hash of the content as a hexadecimal string."""
    return hashlib.sha256(content).hexdigest()


def read_manifest(manifest: Path) -> list[VendoredFile]:
    """Every file that the manifest lists."""
    tables = tomllib.loads(manifest.read_text(encoding="utf-8"))
    return [
        VendoredFile(
            package=package["name"],
            version=package["version"],
            licence=package["licence"],
            source=file["source"],
            target=manifest.parent / f"{package['name']}-{package['version']}" / file["target"],
            sha256=file["sha256"],
            keep=tuple(file.get("keep", ())),
            drop_source_map=file.get("drop_source_map", False),
        )
        for package in tables["package"]
        for file in package["file"]
    ]


def problems(manifest: Path) -> list[str]:
    """List what does not agree between the manifest and the folder it lies in."""
    listed = read_manifest(manifest)
    present = {path for path in manifest.parent.rglob("*") if path.is_file()} - {manifest}
    unlisted = present - {file.target for file in listed}
    changed = [file.target for file in listed if not file.is_as_recorded]
    return [f"{path.relative_to(ROOT)}: not listed" for path in sorted(unlisted)] + [
        f"{path.relative_to(ROOT)}: missing or changed" for path in changed
    ]


def fetch(manifest: Path) -> None:
    """Write every listed file anew from its package."""
    listed = read_manifest(manifest)
    for name, version in sorted({(file.package, file.version) for file in listed}):
        with tempfile.TemporaryDirectory() as folder:
            unpacked = _unpack(f"{name}@{version}", Path(folder))
            for file in listed:
                if (file.package, file.version) == (name, version):
                    _write(file, unpacked)


def _unpack(requirement: str, folder: Path) -> Path:
    """Fetch a package with the npm client and unpack it."""
    command = ["npm", "pack", requirement, "--silent", "--pack-destination", str(folder)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    with tarfile.open(next(folder.glob("*.tgz"))) as archive:
        archive.extractall(folder, filter="data")
    return folder / "package"


def _write(file: VendoredFile, unpacked: Path) -> None:
    content = (unpacked / file.source).read_bytes()
    if file.keep:
        content = kept_rules(content.decode(), file.keep).encode()
    if file.drop_source_map:
        content = re.sub(rb"(?m)^//# sourceMappingURL=.*\n?", b"", content)
    file.target.parent.mkdir(parents=True, exist_ok=True)
    file.target.write_bytes(content)
    found = sha256_of(content)
    state = "as recorded" if found == file.sha256 else f"NOT AS RECORDED, sha256 is {found}"
    print(f"{file.target.relative_to(ROOT)}: {state}")


def kept_rules(css: str, components: tuple[str, ...]) -> str:
    """Those rules of a stylesheet that style the named components, and no others.

    A selector is kept when it has the class of a component (a class inside ``:not()`` does not
    count). Images are dropped: the components are used without their icons, so no ``url()`` is
    left to resolve.
    """
    names = "|".join(re.escape(name) for name in components)
    wanted = re.compile(rf"\.(?:{names})(?![\w-])")
    return "\n".join(_kept_blocks(css, wanted)) + "\n"


def _kept_blocks(css: str, wanted: re.Pattern[str]) -> Iterator[str]:
    for prelude, body in _blocks(css):
        if prelude.startswith("@media"):
            inner = "\n".join(_kept_blocks(body, wanted))
            if inner:
                yield f"{prelude}{{\n{inner}\n}}"
        elif not prelude.startswith("@"):
            selectors = [part for part in _selectors(prelude) if wanted.search(_without_not(part))]
            declarations = [part for part in body.split(";") if part and "url(" not in part]
            if selectors and declarations:
                yield f"{','.join(selectors)}{{{';'.join(declarations)}}}"


def _selectors(prelude: str) -> list[str]:
    """Split a selector list at its outermost commas."""
    return re.split(r",(?![^(]*\))", prelude)


def _without_not(selector: str) -> str:
    return re.sub(r":not\([^)]*\)", "", selector)


def _blocks(css: str) -> Iterator[tuple[str, str]]:
    """Pairs of what stands before an outermost brace and what stands inside it."""
    start = depth = opened = 0
    for position, character in enumerate(css):
        if character == "{":
            depth += 1
            if depth == 1:
                opened = position
        elif character == "}":
            depth -= 1
            if depth == 0:
                yield css[start:opened].rpartition(";")[2].strip(), css[opened + 1 : position]
                start = position + 1


def main() -> int:
    """Fetch (unless only checking), then report every difference."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare only; fetch nothing")
    only_check = parser.parse_args().check
    for manifest in MANIFESTS:
        if not only_check:
            fetch(manifest)
    found = [problem for manifest in MANIFESTS for problem in problems(manifest)]
    print("\n".join(found) or "Every vendored file is as recorded.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

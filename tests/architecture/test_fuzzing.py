"""The fuzzer can find: it takes refusals, and keeps what is neither read nor refused."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from tools.fuzzing import run, seeds
from tools.fuzzing.damage import damaged

from bybalance.model.errors import BybalanceError


def test_every_reader_reads_its_sound_files_and_refuses_some_damaged_ones() -> None:
    for reader in seeds.readers().values():
        rng, refused = Random(3), 0  # noqa: S311
        for sound in reader.seeds:
            reader.read(sound)
        for _ in range(3 if "parquet" in reader.name else 20):
            try:
                reader.read(damaged(rng.choice(reader.seeds), rng))
            except BybalanceError:
                refused += 1
        assert refused, reader.name


def test_a_finding_is_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run.keep(tmp_path / "found", "grid.csv", b"x,y\n", "ZeroDivisionError")

    assert [path.read_bytes() for path in (tmp_path / "found").iterdir()] == [b"x,y\n"]
    assert "ZeroDivisionError" in capsys.readouterr().out


def test_the_same_seed_damages_in_the_same_way() -> None:
    sound = b"cell,people\n100m_61756_7195,10\n"

    both = (Random(4), Random(4))  # noqa: S311
    one, other = ([damaged(sound, rng) for _ in range(50)] for rng in both)

    assert one == other
    assert len(set(one)) > 40

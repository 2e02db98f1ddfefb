"""The settings of a city: read strictly, refused with key, value, rule and remedy."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from bybalance.model.errors import BadInput
from bybalance.pipelines import atlas_build
from bybalance.pipelines.atlas_build import settings as settings_module
from bybalance.pipelines.wording import Wording

Change = Callable[[str], str]


def problems(path: Path) -> list[str]:
    """Read the file, which must fail, and tell its problems in both languages."""
    with pytest.raises(BadInput) as caught:
        atlas_build.build_atlas(atlas_build.read_city_settings(path), path.parent / "never")
    assert not (path.parent / "never").exists()
    danish = list(Wording("da").problems(caught.value))
    english = list(Wording("en").problems(caught.value))
    assert len(danish) == len(english)
    return english


@pytest.fixture
def changed(balby_files: Path, tmp_path: Path) -> Callable[[Change], Path]:
    for path in balby_files.parent.iterdir():
        (tmp_path / path.name).symlink_to(path)
    (tmp_path / balby_files.name).unlink()

    def write(change: Change) -> Path:
        path = tmp_path / balby_files.name
        path.write_text(change(balby_files.read_text(encoding="utf-8")), encoding="utf-8")
        return path

    return write


def test_the_settings_of_balby_are_read_as_written(balby_files: Path) -> None:
    settings = atlas_build.read_city_settings(balby_files)

    assert settings.years == (2016, 2024)
    assert [group.key for group in settings.groups][:2] == ["non_western", "outside_work"]
    assert settings.k[0] == 400
    assert settings.is_invented


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('key = "balby"', 'key = "Balby By"', ["city.key", "Balby By"]),
        ('name = "Balby"', "", ["city.name is missing"]),
        ("is_invented = true", 'is_invented = "yes"', ["city.is_invented", "true or false"]),
        ("years = [2016, 2024]", "years = 2024", ["city.years", "list of whole numbers"]),
        ("years = [2016, 2024]", "years = [2024, 2024]", ["city.years", "twice"]),
        ("years = [2016, 2024]", "years = [20.5]", ["city.years", "20.5"]),
        ("EPSG:25832", "EPSG:4326", ["city.crs", "EPSG:4326", "metres"]),
        ("cell_size_m = 100", "cell_size_m = -5", ["city.cell_size_m", "-5"]),
        ('file = "people_{year}.csv"', 'file = "people.csv"', ["people.file", "{year} once"]),
        ('file = "people_{year}.csv"', 'file = "../{year}.csv"', ["people.file"]),
        ('file = "areas.geojson"', 'file = "/etc/areas.geojson"', ["areas.file"]),
        ("k = [400", "k = [true", ["contexts.k", "True"]),
        ("draw_count = 9", "draw_count = 0", ["measures.draw_count", "1 to"]),
        ('rules = "dk-public-1"', 'rules = "none"', ["protection.rules", "none"]),
        ("[contexts]", '[contexts]\novershoot = "half"', ["contexts.overshoot", "proportional"]),
        ("[contexts]", "[contexts]\nradius = 3", ["contexts.radius is not known"]),
        ("[protection]", '[colour]\nred = "1"\n[protection]', ["colour is not known"]),
        ("[groups.low_income]", "[groups.Low]", ["groups.Low", "small letters"]),
        ("[areas]", "[[areas]]", ["areas", "table"]),
    ],
)
def test_a_wrong_value_is_told_with_its_key_and_what_to_do(
    changed: Callable[[Change], Path], old: str, new: str, told: list[str]
) -> None:
    def change(text: str) -> str:
        assert old in text
        return text.replace(old, new, 1)

    found = problems(changed(change))

    assert all(any(word in one for one in found) for word in told), found


def test_everything_wrong_is_told_at_once(changed: Callable[[Change], Path]) -> None:
    path = changed(lambda text: text.replace("[400", "[0").replace('da = "Lav indkomst"', "da = 3"))

    assert len(problems(path)) == 2


@pytest.mark.parametrize("text", ["", "= 3", "\x00", "[city]\nkey = 'a'\n[city]\n"])
def test_what_is_no_settings_file_is_refused(changed: Callable[[Change], Path], text: str) -> None:
    assert problems(changed(lambda _old: text))


def test_a_folder_a_missing_file_and_another_encoding_are_refused(tmp_path: Path) -> None:
    (tmp_path / "latin.toml").write_bytes('name = "Ærø"'.encode("latin-1"))

    for name in ("", "missing.toml", "latin.toml"):
        with pytest.raises(BadInput):
            atlas_build.read_city_settings(tmp_path / name)


@pytest.mark.parametrize("content", [None, b"short"])
def test_a_secret_that_is_missing_or_short_is_refused(
    changed: Callable[[Change], Path], content: bytes | None
) -> None:
    path = changed(lambda text: re.sub(r'secret_file = ".*"', 'secret_file = "own.txt"', text))
    if content is not None:
        (path.parent / "own.txt").write_bytes(content)

    (told,) = problems(path)

    assert "protection.secret_file" in told and "16 bytes" in told


def test_a_grid_that_is_not_what_the_settings_say_is_refused(
    changed: Callable[[Change], Path],
) -> None:
    path = changed(lambda text: text.replace("cell_size_m = 100", "cell_size_m = 1000"))

    assert any("city.cell_size_m" in one and "1000" in one for one in problems(path))


def test_areas_without_the_property_that_names_them_are_refused(
    changed: Callable[[Change], Path],
) -> None:
    path = changed(lambda text: text.replace('id = "area_id"', 'id = "number"'))

    (told,) = problems(path)

    assert "number" in told and "area_id" in told


@hypothesis_settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    table=st.sampled_from(["city", "people", "groups", "areas", "map", "contexts", "protection"]),
    key=st.sampled_from(["key", "years", "file", "k", "rules", "note", "low_income", "outline"]),
    value=st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
        ),
        max_leaves=5,
    ),
)
def test_any_value_anywhere_is_read_or_refused(
    balby_files: Path, tmp_path: Path, table: str, key: str, value: object
) -> None:
    content = tomllib.loads(balby_files.read_text(encoding="utf-8"))
    content[table][key] = value

    reading = settings_module._Reading("any.toml", content)
    try:
        settings_module._settings(reading, tmp_path / "any.toml")
        reading.refuse_if_any()
    except BadInput as refused:
        assert all(Wording("da").problem(problem) for problem in refused.problems)

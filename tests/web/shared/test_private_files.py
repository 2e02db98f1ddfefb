from __future__ import annotations

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from bybalance.web.shared import private_files

PDF = b"%PDF-1.7 ..."


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.pdf", PDF, "application/pdf"),
        ("A.PDF", PDF, "application/pdf"),
        ("a.csv", b"a,b\r\n", "text/csv"),
        ("a.odt", b"PK\x03\x04...", "application/vnd.oasis.opendocument.text"),
    ],
)
def test_a_file_of_a_known_type_is_taken_in(name: str, content: bytes, kind: str) -> None:
    assert private_files.check(SimpleUploadedFile(name, content)) == kind


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.exe", PDF, "tager imod"),
        ("a.html", b"<script>", "tager imod"),
        ("a.svg", b"<svg>", "tager imod"),
        ("pdf", PDF, "tager imod"),
        ("a.pdf", b"", "tom"),
        ("a.pdf", b"<html>", "passer ikke"),
        ("a.docx", PDF, "passer ikke"),
    ],
)
def test_another_file_is_refused_with_name_and_remedy(name: str, content: bytes, said: str) -> None:
    with pytest.raises(private_files.BadUpload, match=said) as refusal:
        private_files.check(SimpleUploadedFile(name, content))

    assert name in str(refusal.value)


def test_a_file_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(private_files, "MAX_SIZE_MIB", 0)

    with pytest.raises(private_files.BadUpload, match="højst fylde 0 MiB"):
        private_files.check(SimpleUploadedFile("a.pdf", PDF))


def test_the_name_on_disk_says_nothing_but_the_type() -> None:
    path = private_files.random_path("papers", "Fortroligt notat.PDF")

    assert path.startswith("papers/")
    assert path.endswith(".pdf")
    assert "notat" not in path.lower()


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../etc/notat.pdf", "notat.pdf"),
        ("C:\\Users\\a\\Dagsorden 4.PDF", "Dagsorden_4.pdf"),
        ('a";b\r\n.pdf', "ab.pdf"),
    ],
)
def test_the_name_shown_is_harmless(given: str, shown: str) -> None:
    assert private_files.shown_name(given) == shown


def test_private_files_lie_where_nothing_is_served_from() -> None:
    folder = private_files.storage().base_location

    assert folder == settings.PRIVATE_ROOT
    assert folder not in (settings.MEDIA_ROOT, settings.STATIC_ROOT)

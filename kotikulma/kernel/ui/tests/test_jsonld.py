"""Facts for search engines inside a page: whatever a text says, it stays a text."""

import json

from kotikulma.kernel.ui import jsonld


def test_no_text_can_end_the_element_early() -> None:
    script = jsonld.script({"name": "</script><b>&"})
    assert script.count("<") == 2
    assert json.loads(script.split(">", 1)[1].rsplit("<", 1)[0])["name"] == "</script><b>&"

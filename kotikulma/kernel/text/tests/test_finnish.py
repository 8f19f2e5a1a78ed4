"""What an analyser must know about words of our field; the bundled dictionary always, Voikko where it is installed."""

from pathlib import Path

import libvoikko
import pytest
from django.conf import settings

from kotikulma.kernel.text.dictionary import Dictionary
from kotikulma.kernel.text.types import Finnish
from kotikulma.kernel.text.voikko import Voikko, VoikkoMissing


@pytest.fixture(scope="module", params=["dictionary", "voikko"])
def analyser(request: pytest.FixtureRequest) -> Finnish:
    if request.param == "dictionary":
        return Dictionary(Path(settings.VAR) / "text")
    try:
        return Voikko()
    except VoikkoMissing as missing:
        pytest.skip(f"Voikko is not on this machine: {missing}")


@pytest.mark.parametrize(
    ("word", "base"),
    [
        ("nuorille", "nuori"),
        ("nuorten", "nuori"),
        ("lapsille", "lapsi"),
        ("lasten", "lapsi"),
        ("vanhuksille", "vanhus"),
        ("hyvinvointituvat", "hyvinvointitupa"),
        ("hyvinvointituvalle", "hyvinvointitupa"),
        ("yhteistoimintapisteessä", "yhteistoimintapiste"),
        ("huhtasuolla", "huhtasuo"),
        ("viitasaarella", "viitasaari"),
        ("jyväskylässä", "jyväskylä"),
        ("keltinmäessä", "keltinmäki"),
        ("omaishoidon", "omaishoito"),
        ("vuokravelkaa", "vuokravelka"),
        ("päihdepalveluihin", "päihdepalvelu"),
        ("asunnottomille", "asunnoton"),
        ("velkoja", "velka"),
    ],
)
def test_an_inflected_word_has_its_base_form(analyser: Finnish, word: str, base: str) -> None:
    assert base in analyser.analyse(word).bases


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("vertaistukiryhmät", {"tuki", "ryhmä", "vertaistuki", "tukiryhmä"}),
        ("mielenterveyspalvelut", {"mieli", "terveys", "palvelu", "mielenterveys", "terveyspalvelu"}),
        ("nuorisopsykiatrian", {"nuoriso", "psykiatria"}),
        ("äitiysneuvolaan", {"äitiys", "neuvola"}),
        ("asumisneuvontaa", {"asuminen", "neuvonta"}),
        ("lapsiperheiden", {"lapsi", "perhe"}),
    ],
)
def test_a_compound_has_its_parts_and_runs_of_parts(analyser: Finnish, word: str, parts: set[str]) -> None:
    analysis = analyser.analyse(word)
    assert parts <= {*analysis.atoms, *analysis.runs}


@pytest.mark.parametrize("word", ["tupakka", "kirjasto", "neuvola", "asunnoton", "yksinäisyys", "eläkeläinen"])
def test_a_simple_word_is_not_cut_into_junk(analyser: Finnish, word: str) -> None:
    analysis = analyser.analyse(word)
    assert (analysis.atoms, analysis.runs, analysis.last) == ((), (), "")


@pytest.mark.parametrize("word", ["neovola", "vertaistki", "qwxz", "", "дом"])
def test_a_word_nobody_knows_is_not_known(analyser: Finnish, word: str) -> None:
    assert not analyser.analyse(word).known


def test_voikko_repairs_the_usual_typing_errors() -> None:
    try:
        voikko = Voikko()
    except VoikkoMissing as missing:
        pytest.skip(f"Voikko is not on this machine: {missing}")
    assert "neuvola" in voikko.suggest("neovola")
    assert "vertaistuki" in voikko.suggest("vertaistki")


def test_a_machine_without_voikko_is_told_so_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    """A Voikko that has begun and found no library complains on standard error when it goes."""
    begun: list[str] = []

    def missing(path: str | None = None) -> None:
        raise OSError("libvoikko.so.1: cannot open shared object file")

    monkeypatch.setattr(libvoikko.VoikkoLibrary, "open", missing)
    monkeypatch.setattr(libvoikko, "Voikko", begun.append)

    with pytest.raises(VoikkoMissing, match="cannot open shared object file"):
        Voikko()

    assert begun == []

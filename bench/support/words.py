"""Believable Finnish, Swedish and English for as many services and places as one wants; the same every time."""

from collections.abc import Iterator, Sequence
from random import Random

# nominative, genitive, partitive, Swedish, English
Topic = tuple[str, str, str, str, str]
TOPICS: tuple[Topic, ...] = (
    ("asuminen", "asumisen", "asumista", "boende", "housing"),
    ("velka", "velan", "velkaa", "skuld", "debt"),
    ("vuokra", "vuokran", "vuokraa", "hyra", "rent"),
    ("työ", "työn", "työtä", "arbete", "work"),
    ("perhe", "perheen", "perhettä", "familj", "family"),
    ("lapsi", "lapsen", "lasta", "barn", "child"),
    ("nuori", "nuoren", "nuorta", "ungdom", "youth"),
    ("ikääntyminen", "ikääntymisen", "ikääntymistä", "åldrande", "ageing"),
    ("muisti", "muistin", "muistia", "minne", "memory"),
    ("liikunta", "liikunnan", "liikuntaa", "motion", "exercise"),
    ("ruoka", "ruoan", "ruokaa", "mat", "food"),
    ("kieli", "kielen", "kieltä", "språk", "language"),
    ("suru", "surun", "surua", "sorg", "grief"),
    ("päihde", "päihteen", "päihdettä", "missbruk", "substance"),
    ("mielenterveys", "mielenterveyden", "mielenterveyttä", "psykisk hälsa", "mental health"),
    ("omaishoito", "omaishoidon", "omaishoitoa", "närståendevård", "family care"),
    ("vammaisuus", "vammaisuuden", "vammaisuutta", "funktionsnedsättning", "disability"),
    ("kuljetus", "kuljetuksen", "kuljetusta", "transport", "transport"),
    ("digituki", "digituen", "digitukea", "digitalt stöd", "digital support"),
    ("käsityö", "käsityön", "käsityötä", "handarbete", "crafts"),
    ("musiikki", "musiikin", "musiikkia", "musik", "music"),
    ("luonto", "luonnon", "luontoa", "natur", "nature"),
    ("talous", "talouden", "taloutta", "ekonomi", "finances"),
    ("opiskelu", "opiskelun", "opiskelua", "studier", "studying"),
    ("kotoutuminen", "kotoutumisen", "kotoutumista", "integration", "integration"),
    ("terveys", "terveyden", "terveyttä", "hälsa", "health"),
    ("hammashoito", "hammashoidon", "hammashoitoa", "tandvård", "dental care"),
    ("kuntoutus", "kuntoutuksen", "kuntoutusta", "rehabilitering", "rehabilitation"),
    ("ero", "eron", "eroa", "skilsmässa", "divorce"),
    ("väkivalta", "väkivallan", "väkivaltaa", "våld", "violence"),
    ("yksinäisyys", "yksinäisyyden", "yksinäisyyttä", "ensamhet", "loneliness"),
    ("lukeminen", "lukemisen", "lukemista", "läsning", "reading"),
    ("kotihoito", "kotihoidon", "kotihoitoa", "hemvård", "home care"),
    ("päivähoito", "päivähoidon", "päivähoitoa", "dagvård", "day care"),
    ("uni", "unen", "unta", "sömn", "sleep"),
    ("pyöräily", "pyöräilyn", "pyöräilyä", "cykling", "cycling"),
)
# compound end, genitive, partitive, Swedish, English
FORMS: tuple[Topic, ...] = (
    ("neuvonta", "neuvonnan", "neuvontaa", "rådgivning", "advice"),
    ("ryhmä", "ryhmän", "ryhmää", "grupp", "group"),
    ("kerho", "kerhon", "kerhoa", "klubb", "club"),
    ("palvelu", "palvelun", "palvelua", "tjänst", "service"),
    ("tuki", "tuen", "tukea", "stöd", "support"),
    ("kahvila", "kahvilan", "kahvilaa", "kafé", "café"),
    ("vastaanotto", "vastaanoton", "vastaanottoa", "mottagning", "clinic"),
    ("opastus", "opastuksen", "opastusta", "handledning", "guidance"),
    ("ilta", "illan", "iltaa", "kväll", "evening"),
    ("paja", "pajan", "pajaa", "verkstad", "workshop"),
    ("piiri", "piirin", "piiriä", "cirkel", "circle"),
    ("apu", "avun", "apua", "hjälp", "help"),
)
HOUSES = (
    ("palvelupiste", "servicepunkt", "service point", "service_point"),
    ("hyvinvointitupa", "välfärdsstuga", "wellbeing house", "hyvinvointitupa"),
    ("olohuone", "vardagsrum", "living room", "kansalaisten_olohuone"),
    ("kohtaamispaikka", "träffpunkt", "meeting place", "kohtaamispaikka"),
    ("perhekeskus", "familjecenter", "family centre", "perhekeskus"),
    ("nuorisotila", "ungdomsgård", "youth centre", "nuorisotila"),
    ("kirjasto", "bibliotek", "library", "other"),
    ("seurakuntatalo", "församlingshem", "parish hall", "other"),
    ("terveysasema", "hälsostation", "health station", "other"),
    ("koulu", "skola", "school", "other"),
)
BEGINNINGS = (
    "Kuusi Mänty Koivu Haapa Pihla Leppä Kivi Suo Järvi Lehto Ranta Saari Niitty Korpi Harju Kallio Metsä Vesi Palo "
    "Hauki Kuha Lohi Karhu Susi Hirvi Kettu Jänis Kurki Joutsen Telkkä Käki Tikka Pelto Aho Hiekka Savi Sammal Kaisla "
    "Ruoko Virta Koski Salmi Lahti Niemi Kangas Vaara Tuuli Halla Routa Kaski"
).split()
ENDINGS = "la mäki ranta niemi lahti kangas pelto suo järvi harju rinne laakso puro kylä notko salo korpi nurmi".split()
STREETS = ("tie", "katu", "kuja", "polku", "raitti", "kaari")
SENTENCES = (
    "Saat {topic2} asioissa {form3} ilman lähetettä.",
    "Voit tulla käymään, kun {topic} mietityttää.",
    "Tapaamme kerran viikossa ja puhumme {topic2} arjesta.",
    "Mukaan mahtuu kaksitoista ihmistä, ja kahvi on tarjolla.",
    "Autamme hakemusten, lomakkeiden ja yhteydenottojen kanssa.",
    "Ohjaaja on paikalla, mutta ryhmä päättää itse mitä tehdään.",
    "Tarvittaessa ohjaamme sinut eteenpäin oikean ammattilaisen luo.",
    "Toiminta on luottamuksellista ja suljettua vaikeissa asioissa.",
    "Tule tutustumaan: {form} järjestetään alueella {district}.",
    "Kysy {topic3} koskevista asioista myös puhelimitse.",
    "Lapset voivat leikkiä sillä aikaa viereisessä huoneessa.",
    "Tilaan pääsee pyörätuolilla, ja opaskoira on tervetullut.",
)
KEYWORDS = "maksuton vertaistuki neuvo tapaaminen yhteisö arki läheinen harrastus lomake hakemus tuki kahvi".split()


class Words:
    """A stream of texts drawn from one seed."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)

    def district(self) -> str:
        return self.random.choice(BEGINNINGS) + self.random.choice(ENDINGS)

    def street(self) -> str:
        return f"{self.district()}n{self.random.choice(STREETS)} {self.random.randint(1, 90)}"

    def service(self) -> dict[str, dict[str, str]]:
        """{name, summary, description}: language maps; Finnish always, the others now and then."""
        topic, form = self.random.choice(TOPICS), self.random.choice(FORMS)
        district = self.district()
        stem = topic[1] if self.random.random() < 0.5 else topic[1].replace(" ", "")
        name = {"fi": f"{stem.capitalize()}{form[0]}, {district}"}
        if self.random.random() < 0.4:
            name["fi"] = f"{district}n {topic[1]} {form[0]}"
        summary = {"fi": self._sentence(topic, form, district)}
        description = {"fi": " ".join(self._sentence(topic, form, district) for _ in range(self.random.randint(2, 5)))}
        if self.random.random() < 0.3:
            name["sv"] = f"{topic[3].capitalize()}: {form[3]}, {district}"
            summary["sv"] = f"Du får {form[3]} i frågor om {topic[3]}."
        if self.random.random() < 0.3:
            name["en"] = f"{topic[4].capitalize()} {form[4]}, {district}"
            summary["en"] = f"Come and ask about {topic[4]}; we give {form[4]} without an appointment."
        return {"name": name, "summary": summary, "description": description}

    def place(self) -> tuple[dict[str, str], str]:
        """(name by language, place type)."""
        house, district = self.random.choice(HOUSES), self.district()
        name = {"fi": f"{district}n {house[0]}", "sv": f"{district} {house[1]}", "en": f"{district} {house[2]}"}
        return name, house[3]

    def keywords(self) -> list[str]:
        return self.random.sample(KEYWORDS, 2)

    def _sentence(self, topic: Topic, form: Topic, district: str) -> str:
        return self.random.choice(SENTENCES).format(
            topic=topic[0], topic2=topic[1], topic3=topic[2], form=form[0], form3=form[2], district=district
        )


def queries(number: int, seed: int = 7) -> list[str]:
    """What people write: words, inflections, compounds, places, two words, other languages, typing errors."""
    words = Words(seed)
    makers: Sequence[Iterator[str]] = (
        _drawn(lambda: words.random.choice(TOPICS)[words.random.randint(0, 2)]),
        _drawn(lambda: words.random.choice(TOPICS)[1] + words.random.choice(FORMS)[0]),
        _drawn(lambda: f"{words.random.choice(TOPICS)[2]} {words.random.choice(FORMS)[0]}"),
        _drawn(lambda: f"{words.random.choice(FORMS)[0]} {words.district()}"),
        _drawn(lambda: f"{words.district()}n {words.random.choice(HOUSES)[0]}"),
        _drawn(lambda: words.random.choice(TOPICS)[words.random.randint(3, 4)]),
        _drawn(lambda: _misspelt(words.random.choice(TOPICS)[1] + words.random.choice(FORMS)[0], words.random)),
        _drawn(lambda: words.random.choice(KEYWORDS)),
    )
    return [next(makers[at % len(makers)]) for at in range(number)]


def distinct(number: int, seed: int = 7) -> list[str]:
    """As many as `queries`, but no text twice."""
    found: dict[str, None] = {}
    wanted = number
    while len(found) < number:
        wanted *= 2
        found = dict.fromkeys(queries(wanted, seed))
    return list(found)[:number]


def _drawn(make: object) -> Iterator[str]:
    while True:
        yield make()  # type: ignore[operator]


def _misspelt(word: str, random: Random) -> str:
    at = random.randint(1, len(word) - 2)
    return word[:at] + word[at + 1 :]

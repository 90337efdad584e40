"""Sentences, headings and tables from a vocabulary of our own, drawn by a seed."""

from random import Random

from eval.benchmarks.extraction.truth import Sentence, Table

# "_" is a space inside a name.
PLACES = (
    "Orlendale Vastria Kemberg Norwick Salt-Reda Tallow_Bridge Upper_Merrin Pellworth Hask Zirnau Dovrin Eastmere "
    "Calder Brackwater Ostrey Lindow Quarnby Rethel Saffron_Point Tarnish Velm"
)
FIRST_NAMES = (
    "Ada Berit Conrad Dmitri Elif Farid Greta Henrik Ilse Jonas Katya Leila Marek Nadia Otto Petra Rashid Sevda"
)
LAST_NAMES = (
    "Alverson Brightwater Castellan Drummond Eberhardt Falkenrath Gustafsson Hollingworth Ivanescu Jankowski Kessler "
    "Lindqvist Mammadzade Novák Oyelaran Petrossian Quist Rosenthal Søndergård Thornbury Ünal Wainwright"
)
ROLES = (
    "surveyor harbourmaster commissioner archivist engineer magistrate treasurer librarian inspector delegate "
    "miller ferryman botanist cartographer governor physician schoolmaster quartermaster"
)
BODIES = (
    "council committee parliament guild ministry assembly tribunal railway company commission brotherhood consortium "
    "cooperative university garrison chamber bureau"
)
THINGS = (
    "treaty bridge harbour reservoir archive railway granary observatory lighthouse census canal boundary tariff "
    "charter manuscript aqueduct telegraph vineyard quarry hospital barracks monastery printing-press customs-house "
    "timetable catalogue embankment warehouse settlement windmill"
)
PLURALS = (
    "harvests petitions shipments witnesses documents taxes villages pastures carriages instruments bulletins soldiers "
    "merchants pilgrims regulations negotiations families exports observations measurements repairs lanterns barrels "
    "translations"
)
ADJECTIVES = (
    "abandoned northern provisional wooden disputed magnificent unfinished seasonal prosperous remarkable neighbouring "
    "independent temporary well-known industrial forgotten shallow self-governing extraordinary narrow fortified "
    "agricultural long-distance bilingual reliable inconclusive comprehensive"
)
VERBS = (
    "inspected rebuilt surveyed described abolished financed defended measured catalogued surrendered photographed "
    "restored condemned recommended translated inherited postponed administered dismantled investigated reconsidered "
    "transferred"
)
ADVERBS = (
    "reluctantly carefully eventually repeatedly officially unexpectedly independently thoroughly simultaneously "
    "immediately gradually ceremoniously"
)
TIMES = (
    "before the first frost|during the long winter|after the second inspection|in the following decade"
    "|within a fortnight|at the height of the drought|on the eve of the referendum|until the river froze"
    "|while the markets were closed"
)
MONTHS = "January February March April May June July August September October November December"
ABSTRACT = (
    "Navigation Settlement Taxation Sovereignty Irrigation Diplomacy Correspondence Administration Mediation Commerce "
    "Husbandry Cartography Reconstruction Migration Arbitration Philology"
)
TEMPLATES = (
    "The {adjective} {thing} of {place} was {verb} by the {body} in {year}.",
    "{person} {adverb} {verb} the {adjective} {thing} {time}.",
    "According to the {role}, {number} {plural} had reached {place} by {month} {year}.",
    "Nobody in {place} doubted that the {thing} belonged to the {adjective} {body}.",
    "In {month} {year} the {body} {verb} all {plural} along the {adjective} border, i.e. some {number} in all.",
    "Dr. {last} {verb} the {thing} (see No. {small} of the {adjective} series) and reported {decimal} per cent.",
    "“The {plural} were {verb} {time},” wrote the {role} of {place}.",
    "Why the {body} {verb} its {adjective} {plural}, the {role} could not explain.",
    "Of the {number} {plural}, only {small} were {adverb} {verb} {time}.",
    "The {role} counted {plural}, e.g. those of {place}, and found {decimal} for each {thing}.",
    "Although the {adjective} {body} objected, {person} {verb} the {thing} for {number} crowns.",
    "It was the {role} who {adverb} {verb} the {thing}; the {body} merely paid for {plural}.",
    "Between {year} and {later}, {plural} from {place} fell by {decimal} million tonnes.",
    "The {body} asked: had the {adjective} {thing} not been {verb} {time}?",
    "{person} and {other} {verb} {number} {plural} near {place}, which lies {small} km from the {thing}.",
    "A {adjective} {role} of the {body} – {person} – {adverb} {verb} the {thing}.",
    "“No {thing},” said {person}, “was ever {verb} so {adverb}.”",
    "By contrast, the {plural} of {place} remained {adjective} and were {verb} in {year}, {later} and again {time}.",
    "J. {last} of {place} held that the {thing} cost {number} crowns, not {decimal} million as the {body} claimed.",
    "Each {thing} was {verb} twice: first by the {role}, then, {time}, by the {adjective} {body}.",
)
HEADINGS = (
    "{abstract} in {place}",
    "The {adjective} {thing}",
    "{abstract} and {other_abstract}",
    "How the {body} {verb} its {thing}",
    "{place}: the {adjective} years",
    "{abstract} after {year}",
)
NOTES = (
    "{person}, On {abstract}, Archivum {place}, vol. {small}, {year}, p. {number}.",
    "Archivum of {place}, letter of the {role} to {person}, {month} {year}.",
    "Archivum, shelf {small}; the {adjective} copy of the {thing} was {verb} in {year}.",
)
REMARKS = (
    "{adverb} {verb} by the {body}",
    "according to the {role} of {place}, {verb} {time} and not before",
    "none",
    "only {adjective} {plural}, {verb} in {year}",
)
# One table in so many has a column of words, which may take several lines a row.
REMARKED_SHARE = 0.4
# Stand in every note and in no sentence.
NOTE_WORD = "Archivum"
# Stand in headers, footers and menus, and in no sentence.
RUNNING = ("Brindlewick Quarterly", "Proceedings Octavo", "Gazetteer Plenary", "Almanac Transcripts")
FURNITURE = ("Brindlewick", "Octavo", "Gazetteer", "Almanac", NOTE_WORD)


class Prose:
    """Draws from the vocabulary. No sentence and no heading comes twice. Not safe for threads."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self._said: set[str] = set()

    def sentence(self, note_share: float = 0.0) -> Sentence:
        """A sentence; note_share: how many in one carry a footnote."""
        text = self._once(TEMPLATES)
        if self.random.random() >= note_share:
            return Sentence(text)
        words = len(text.split())
        place = words if self.random.random() < 0.6 else self.random.randrange(2, words)
        return Sentence(text, self._once(NOTES), place)

    def heading(self) -> str:
        """A few words without a full stop."""
        text = self._once(HEADINGS)
        return text[0].upper() + text[1:]

    def name(self) -> str:
        """A person's."""
        return self._fill("{person}")

    def labels(self, count: int) -> list[str]:
        """So many different places."""
        return self.random.sample(_words(PLACES), count)

    def caption(self, kind: str, number: int) -> str:
        """Such as "Table 3. Exports of Velm by month"."""
        return self._fill(f"{kind} {number}. {{plural}} of {{place}} by {{thing}}, {{year}}").replace(". ", ". The ", 1)

    def table(self, number: int, rows: int, columns: int, grouped: bool = False) -> Table:
        """Figures by place, in years or quantities. columns: 3 to 5."""
        quantities = [f"{name.capitalize()} (t)" for name in self.random.sample(_words(PLURALS), columns)]
        start = self.random.randrange(1900, 1990)
        years = [str(start + 2 * column) for column in range(columns)]
        heads = (quantities if grouped or self.random.random() < 0.5 else years)[: columns - 1 - grouped]
        groups = sorted(self.random.sample(_words(LAST_NAMES), rows // 3 + 1))
        first = [groups[row // 3] for row in range(rows)] if grouped else []
        places = [f"{name} {row + 1}" if row >= 10 else name for row, name in enumerate(self._cycled(rows))]
        body = tuple((*first[row : row + 1], places[row], *(self._figure() for _ in heads)) for row in range(rows))
        header = (("District", "Place") if grouped else ("Place",)) + tuple(heads)
        if not grouped and self.random.random() < REMARKED_SHARE:
            header = (*header[:-1], "Remarks")
            body = tuple((*row[:-1], self._fill(self.random.choice(REMARKS))) for row in body)
        return Table(self.caption("Table", number), header, body, grouped)

    def _cycled(self, count: int) -> list[str]:
        names = self.labels(10)
        return [names[number % 10] for number in range(count)]

    def _figure(self) -> str:
        value = self.random.randrange(10, 90_000)
        return f"{value:,}" if self.random.random() < 0.6 else f"{value / 1000:.2f}"

    def _once(self, templates: tuple[str, ...]) -> str:
        while True:
            text = self._fill(self.random.choice(templates))
            if text not in self._said:
                self._said.add(text)
                return text

    def _fill(self, template: str) -> str:
        def pick(words: str) -> str:
            return self.random.choice(_words(words))

        year = self.random.randrange(1700, 1980)
        slots = {
            "place": pick(PLACES), "role": pick(ROLES), "body": pick(BODIES), "thing": pick(THINGS),
            "plural": pick(PLURALS), "adjective": pick(ADJECTIVES), "verb": pick(VERBS), "adverb": pick(ADVERBS),
            "time": self.random.choice(TIMES.split("|")), "month": pick(MONTHS), "last": pick(LAST_NAMES),
            "person": f"{pick(FIRST_NAMES)} {pick(LAST_NAMES)}", "other": f"{pick(FIRST_NAMES)} {pick(LAST_NAMES)}",
            "abstract": pick(ABSTRACT), "other_abstract": pick(ABSTRACT).lower(), "year": str(year),
            "later": str(year + self.random.randrange(1, 20)), "small": str(self.random.randrange(2, 99)),
            "number": f"{self.random.randrange(100, 90_000):,}", "decimal": f"{self.random.randrange(1, 999) / 10}",
        }  # fmt: skip
        return template.format_map(slots)


def _words(listed: str) -> list[str]:
    return [word.replace("_", " ") for word in listed.split()]

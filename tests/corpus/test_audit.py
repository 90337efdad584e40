from pathlib import Path

import pytest

from corpus.audit import audit, find_tables
from corpus.document import Change, Document, Page
from corpus.formats import read_document
from corpus.garbling import describe_garbling, is_badly_garbled, measure_garbling
from corpus.tables import render_table

CLEAN = {
    "English": "The co-chairs met in Vienna on 29 March 2019, and CO2, the G20 and AT&T were not on the agenda. "
    "Mr. Smith's rhythm of work, he said, wasn't theirs; 3rd parties (e.g. the U.S.) had none. "
    "See https://example.org/a1b2?x=y. ",
    "Azerbaijani": "Məqalədə Xəzər dənizinin hüquqi statusu haqqında danışıqların tarixi izlənilir, 2019-cu ildə isə "
    "sahilyanı dövlətlərin mövqeləri müqayisə edilir və nəticələr göstərilir. ",
    "German": "Die Rechtsschutzversicherungsgesellschaften kündigten nach dem Herbst vielen Städten; „Angst“ und "
    "Schmerz blieben. Am 3. Oktober schrieb man über Größe, Fuß und die Straßenverhältnisse. ",
    "French": "L’été dernier, à Évian, les négociateurs n’ont pas été d’accord : « où aller ? » disait l’un, et "
    "l’autre répondait qu’il fallait d’abord élargir le cercle. ",
    "Russian": "В октябре 1992 года была создана Минская группа. Переговоры не дали результата, и взгляды сторон "
    "расходились всё дальше, в том числе о сроках. ",
}
ENGLISH = (
    "The different officials signed the first definition of the conflict after a difficult and efficient debate on the "
    "significant effects that the field officers had described, and their influence was confirmed by scientists. "
)
FRENCH = CLEAN["French"]
BROKEN = {
    "no table of characters": "".join(chr(0xE000 + ord(one)) if one.isalpha() else one for one in ENGLISH),
    "replaced": ENGLISH.replace("e", "\ufffd"),
    "letters apart": " ".join(ENGLISH.replace(" ", "")),
    "French as another encoding": FRENCH.encode().decode("cp1252", "replace"),
    "Russian as another encoding": CLEAN["Russian"].encode().decode("cp1251", "replace"),
    "no vowels": "".join(one for one in ENGLISH if one not in "aeiou"),
    "numbers for characters": " ".join(f"(cid:{ord(one)})" for one in ENGLISH),
    "ligatures lost": ENGLISH.replace("ffi", "").replace("ff", "").replace("fi", "").replace("fl", ""),
    "ligatures lost to a blank": ENGLISH.replace("ffi", " ").replace("ff", " ").replace("fi", " ").replace("fl", " "),
    "digits for letters": ENGLISH.replace("o", "0").replace("i", "1"),
    "no blanks": ENGLISH.replace(" ", "").replace(",", ""),
}


@pytest.mark.parametrize("language", CLEAN)
def test_clean_text_is_clean_in_any_language(language: str) -> None:
    assert measure_garbling(CLEAN[language] * 5) == 0.0


@pytest.mark.parametrize("kind", BROKEN)
def test_broken_text_is_told(kind: str) -> None:
    score = measure_garbling(BROKEN[kind] * 5)
    assert 0.1 <= score <= 1.0
    assert "do not trust" in describe_garbling(score)


def test_the_score_is_the_share_of_words() -> None:
    assert measure_garbling("one two three dierent") == 0.25
    assert measure_garbling("") == measure_garbling(" — … ") == 0.0


def test_damage_in_the_middle_of_a_long_text_is_seen_by_its_share() -> None:
    score = measure_garbling(ENGLISH * 5000 + BROKEN["replaced"] * 5000)
    assert 0.2 < score < 0.5


def test_little_damage_is_called_so_and_few_words_are_not_judged() -> None:
    assert describe_garbling(0.0) == describe_garbling(0.01) == "clean"
    assert describe_garbling(0.05) == "some damage"
    assert not is_badly_garbled("\ufffd\ufffd is short.")


def test_a_damaged_file_is_noted_when_it_is_read(tmp_path: Path) -> None:
    for name, text in (("good.txt", ENGLISH * 3), ("bad.txt", BROKEN["letters apart"] * 3)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert read_document(tmp_path / "good.txt", "good.txt").notes == ()
    assert "looks damaged" in read_document(tmp_path / "bad.txt", "bad.txt").notes[0]


def test_pages_are_counted_by_number_and_gaps_are_pages_without_text() -> None:
    text = "aaaa\n\nbb\n\ncccccc"
    pages = (Page(1, 0, 4), Page(4, 6, 8), Page(1, 10, 16))
    figures = audit(Document("a", "0", "A", text, pages=pages))
    assert (figures.pages, figures.page_median, figures.page_smallest) == (4, 6, 2)
    assert figures.pages_without_text == (2, 3)


def test_front_matter_is_not_counted_and_the_rest_is_passed_on() -> None:
    changes = (Change("hyphens joined", 2, "multi-\ntrack"),)
    document = Document("a", "0", "A", "---\n---\nTwo words", body_start=8, notes=("a note",), changes=changes)
    figures = audit(document)
    assert (figures.characters, figures.words, figures.pages) == (9, 2, 0)
    assert (figures.notes, figures.changes) == (("a note",), changes)


def test_tables_are_counted_with_their_rows() -> None:
    table = render_table([["Village", "Looms"], ["Zeyva", "95"], ["Kish", "12"]], "Table 1")
    small = render_table([["Village", "Looms"], ["Zeyva", "95"]])
    markdown = "| Village | Looms |\n|---|---|\n| Zeyva | 95 |\n| Kish | 12 |"
    prose = "He said: either this | or that.\n\nNothing else."
    assert list(find_tables(f"{prose}\n\n{table}\n\n{small}\n\n{markdown}\n")) == [2, 1, 2]
    assert list(find_tables("One line | of a running header.\n\nText.")) == []

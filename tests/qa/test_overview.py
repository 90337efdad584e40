from dataclasses import dataclass

import pytest

from corpus.sentences import split_sentences
from index.passage import Passage
from qa.overview import MAX_DOCUMENTS, SENTENCES_OF_ONE, documents_meant, overview


@dataclass(frozen=True)
class Document:
    name: str
    author: str | None
    title: str = ""


DOCUMENTS = [Document("sheep.txt", "Aygün Əliyeva"), Document("wool.txt", "R. Sultan"), Document("tea.txt", None)]


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("What is this collection about?", ["sheep.txt", "wool.txt", "tea.txt"]),
        ("who wrote these papers", ["sheep.txt", "wool.txt", "tea.txt"]),
        ("List all documents.", ["sheep.txt", "wool.txt", "tea.txt"]),
        ("What can I ask?", ["sheep.txt", "wool.txt", "tea.txt"]),
        ("What are they about?", ["sheep.txt", "wool.txt", "tea.txt"]),
        ("Summarise Aliyeva's main argument, please.", ["sheep.txt"]),
        ("What do Sultan and Əliyeva conclude?", ["sheep.txt", "wool.txt"]),
        # These have a matter of their own.
        ("What do the papers say about wool?", []),
        ("Summarise what Sultan says of the harvest.", []),
        ("Who is Sultan?", []),
        ("What did he say?", []),
        ("Why?", []),
    ],
)
def test_only_a_question_about_nothing_but_the_documents_means_them(question, meant):
    assert [one.name for one in documents_meant(question, DOCUMENTS)] == meant


TITLED = [
    Document("mill.md", None, "The Water Mills of Lahij"),
    Document("lease-2022.txt", None, "Lease agreement"),
    Document("wool.txt", "R. Sultan", "Wool and the Mills"),
    Document("dye.txt", "R. Sultan", "Mills for dyeing"),
]


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("Summarise the lease agreement", ["lease-2022.txt"]),
        ("Give me an overview of the water mills of Lahij.", ["mill.md"]),
        ("What does the paper Wool and the Mills argue?", ["wool.txt"]),
        ("summary of mill.md please", ["mill.md"]),
        # What is asked stands in a document, or the words are of too many titles.
        ("What does the lease agreement say about subletting?", []),
        ("Summarise what the lease says on rent.", []),
        ("How long does the lease agreement run?", []),
        ("Give an overview of mills.", []),
        ("Who leases the mill?", []),
        ("When was the report on Lahij written?", []),
    ],
)
def test_a_document_may_be_named_by_its_title(question, meant):
    assert [one.name for one in documents_meant(question, TITLED)] == meant


def test_of_very_many_documents_a_few_are_meant_from_all_over():
    many = [Document(f"{number}.txt", None) for number in range(100)]
    meant = [int(one.name.removesuffix(".txt")) for one in documents_meant("What are these documents about?", many)]
    assert len(meant) == MAX_DOCUMENTS and meant[0] == 0 and meant[-1] > 80


def passages(*texts, heading="", name="sheep.txt"):
    made, start = [], 0
    for text in texts:
        sentences = tuple(split_sentences(text, 0, len(text)))
        places = tuple((left + start, right + start) for left, right in sentences)
        headings = (heading,) if heading else ()
        made.append(
            Passage(len(made), name, "Sheep", "A. Aliyeva", None, headings, start, start + len(text), text, places)
        )
        start += len(text) + 2
    return made


AIM = "This paper examines how the shepherds of the Caucasus moved their flocks through the year."
PLAIN = "The flock of one village had crossed the river by noon on the second day of the march."
ROW = "Year: 2018 | Sheep of the shepherds: 14 | Flocks of the Caucasus: 17 | Moved by the shepherds: 21."
END = "The study concludes that the flocks of the Caucasus shaped the year of every shepherd there."


def said(reading):
    return [
        reading.hits[span.hit].passage.text[
            span.start - reading.hits[span.hit].passage.start : span.end - reading.hits[span.hit].passage.start
        ]
        for span in reading.sentences
    ]


def test_a_document_is_told_by_what_it_says_of_itself_in_its_order():
    reading = overview([passages(PLAIN, AIM, ROW, PLAIN.replace("noon", "night"), END)])
    told = said(reading)
    assert [one for one in told if one in (AIM, END)] == [AIM, END] and ROW not in told
    assert len(told) == SENTENCES_OF_ONE


def test_of_several_documents_each_has_its_say():
    reading = overview([passages(PLAIN, AIM), passages(END, PLAIN, name="wool.txt")])
    assert said(reading) == [AIM, END]
    assert [hit.passage.document for hit in reading.hits] == ["sheep.txt", "wool.txt"]


def test_a_table_is_told_by_its_first_row():
    reading = overview([passages(ROW, ROW.replace("2018", "2019"))])
    assert said(reading) == [ROW]


@pytest.mark.parametrize("found", [[], [[]], [passages("See https://example.org.")]])
def test_where_nothing_can_be_quoted_there_is_no_overview(found):
    assert overview(found) is None

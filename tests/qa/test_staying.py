import pytest

from index.passage import Hit, Passage
from qa.staying import OF_ANOTHER_DOCUMENT, stay


def found(document: str, title: str, text: str, score: float) -> Hit:
    return Hit(Passage(1, document, title, None, None, (), 0, len(text), text, ((0, len(text)),)), 1, score, 0.5, 1.0)


GYM = found("gym.txt", "The Corvane gym", "The card of the studio in Galatz is personal. Ask Kolibri.", 1.0)
HUT = found("hut.txt", "The hut", "We take cash only, as there is no network for a card.", 0.95)


@pytest.mark.parametrize("question", ["can I pay by card?", "Can I pay by card?", "Is it open at nine, and what then?"])
def test_a_question_that_names_nothing_stays_with_what_was_cited(question: str) -> None:
    hits = stay(question, {"hut.txt"}, [GYM, HUT])
    assert [(hit.passage.document, hit.rank) for hit in hits] == [("hut.txt", 1), ("gym.txt", 2)]
    assert [hit.score for hit in hits] == pytest.approx([0.95, OF_ANOTHER_DOCUMENT])


@pytest.mark.parametrize(
    ("question", "documents"),
    [
        ("Can I pay by card in Galatz?", {"hut.txt"}),
        ("can i pay by card in galatz", {"hut.txt"}),
        ("card of the gym?", {"hut.txt"}),
        ("does kolibri take a card", {"hut.txt"}),
        ("can I pay by card?", set()),
        ("can I pay by card?", {"gone.txt"}),
    ],
)
def test_otherwise_the_hits_stay_as_they_are(question: str, documents: set[str]) -> None:
    assert stay(question, documents, [GYM, HUT]) == [GYM, HUT]

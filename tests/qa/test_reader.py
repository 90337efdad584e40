from dataclasses import replace

from index.passage import Hit, Passage
from qa.reader import MAX_SENTENCES, read


def make_hit(sentences: list[tuple[str, float]], score: float = 0.9, start: int = 0, cosine: float = 0.8) -> Hit:
    text = " ".join(sentence for sentence, _ in sentences)
    places, position = [], start
    for sentence, _ in sentences:
        places.append((position, position + len(sentence)))
        position += len(sentence) + 1
    passage = Passage(1, "a.txt", "T", None, None, (), start, start + len(text), text, tuple(places))
    return Hit(passage, 1, score, cosine, 1.0, tuple(meaning for _, meaning in sentences))


HIT = make_hit(
    [
        ("# A heading about the metro of Baku", 0.9),
        ("The metro of Baku opened in November 1967.", 0.8),
        ("Sheep graze on the hills.", 0.1),
    ]
)


def test_the_sentence_nearest_in_meaning_and_words_comes_first() -> None:
    reading = read("When did the metro of Baku open?", [HIT])
    text = HIT.passage.text
    assert [text[span.start : span.end] for span in reading.sentences] == ["The metro of Baku opened in November 1967."]
    assert reading.short_answer is not None
    assert text[reading.short_answer.start : reading.short_answer.end] == "November 1967"


def test_a_sentence_in_two_passages_is_used_once() -> None:
    reading = read("When did the metro of Baku open?", [HIT, replace(HIT, rank=2, score=0.5)])
    assert len(reading.sentences) == 1 and reading.sentences[0].hit == 0


def test_confidence_rises_with_the_likeness_of_the_best_passage() -> None:
    confidences = [read("metro?", [replace(HIT, dense_score=score)]).confidence for score in (-1.0, 0.2, 0.6, 0.9, 1.0)]
    assert confidences == sorted(confidences) and 0 <= confidences[0] and confidences[-1] <= 1
    assert abs(confidences[2] - 0.5) < 0.01


def test_no_hits_and_hits_without_sentences_are_read_as_nothing() -> None:
    assert read("metro?", []).sentences == ()
    reading = read("metro?", [make_hit([("# Heading only here now", 0.9)])])
    assert (reading.sentences, reading.confidence) == ((), 0.0)


def test_an_answer_does_not_become_a_wall_of_text() -> None:
    many = make_hit([(f"The metro of Baku opened in part {number} then.", 0.8) for number in range(12)])
    assert len(read("the metro of Baku opened?", [many]).sentences) == MAX_SENTENCES


def test_a_question_of_stopwords_only_is_read_by_meaning() -> None:
    assert read("what is it about?", [HIT]).sentences

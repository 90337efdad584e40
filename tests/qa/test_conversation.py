import pytest

from qa.answer import Understood
from qa.conversation import MAX_CONTEXT, Exchange, resumed, understand

JOINED = Exchange(Understood("When did Azerbaijan join the Non-Aligned Movement?"), "May 2011")
SPENT = Exchange(Understood("How much did Azerbaijan spend on its military in 2008?"), "1308 million")
WROTE = Exchange(Understood("Who wrote the book about Shusha?"), "Anna Karimova")


@pytest.mark.parametrize(
    "question",
    [
        "When did Armenia join the Arab League?",
        "Why did Azerbaijan change its policy?",
        "Is there a treaty between Georgia and Turkey?",
        "What did Muradov say that the mediators wanted?",
        "Which countries abstained in the votes?",
    ],
)
def test_a_question_that_stands_alone_takes_nothing(question: str) -> None:
    assert understand(question, [JOINED]) == Understood(question)


def test_the_first_question_stands_alone() -> None:
    assert understand("Why did it do so?", []) == Understood("Why did it do so?")


@pytest.mark.parametrize(
    ("question", "needed"),
    [
        ("Which members voted against it?", "Non-Aligned Movement"),
        ("Who were its founders and early leaders?", "Non-Aligned Movement"),
        ("How many countries were members then?", "Azerbaijan"),
        ("Which meetings took place there in 2019?", "Non-Aligned Movement"),
        ("And which office did Baku hold later?", "Azerbaijan"),
        ("which other organisations did the country enter", "Non-Aligned Movement"),
        ("What did the government hope to gain by that?", "Azerbaijan"),
    ],
)
def test_a_follow_up_takes_the_names_of_the_question_before(question: str, needed: str) -> None:
    understood = understand(question, [JOINED])
    assert understood.question == question
    assert needed in understood.context
    assert understood.text == f"{question} ({'; '.join(understood.context)})"


@pytest.mark.parametrize("question", ["Why?", "in which year?", "and why?", "How many?", "why him?"])
def test_a_question_of_few_words_takes_the_whole_question_before(question: str) -> None:
    assert understand(question, [JOINED]).context[0] == "When did Azerbaijan join the Non-Aligned Movement"


def test_the_short_answer_is_taken_if_it_is_a_name() -> None:
    assert "Anna Karimova" in understand("What else has she written on the subject?", [WROTE]).context
    assert not any("1308" in one for one in understand("Did its neighbours spend more on weapons?", [SPENT]).context)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("and Armenia?", "How much did Armenia spend on its military in 2008?"),
        ("What about South Ossetia?", "How much did South Ossetia spend on its military in 2008?"),
        ("And for Georgia?", "How much did Georgia spend on its military in 2008?"),
        ("and in 2020?", "How much did Azerbaijan spend on its military in 2020?"),
        ("And georgia", "How much did georgia spend on its military in 2008?"),
    ],
)
def test_another_name_or_year_takes_the_place_of_the_one_before(question: str, expected: str) -> None:
    assert understand(question, [SPENT]) == Understood(expected)


@pytest.mark.parametrize(
    ("earlier", "question", "expected"),
    [
        ("How much is saffron?", "And walnuts?", "How much is walnuts?"),
        ("What is the price of black tea?", "and green tea", "What is the price of green tea"),
        ("What is the warranty of the pump?", "What about the compressor?", "What is the warranty of the compressor?"),
        ("How much is it for adults?", "And for children?", "How much is it for children?"),
    ],
)
def test_a_thing_takes_the_place_of_the_one_before(earlier: str, question: str, expected: str) -> None:
    asked = Exchange(Understood(earlier), "3.40")
    assert understand(question, [asked]).text.rstrip("?") == expected.rstrip("?")


@pytest.mark.parametrize(
    ("earlier", "question"),
    [
        ("When does the bus leave?", "And the train?"),
        ("When is the shop open?", "And the office?"),
        ("How much does the trip cost?", "And for children?"),
        ("How much is it for adults?", "And in winter?"),
        ("How much is saffron?", "and why?"),
    ],
)
def test_no_verb_is_exchanged_for_a_thing(earlier: str, question: str) -> None:
    understood = understand(question, [Exchange(Understood(earlier), "3.40")])
    assert understood == Understood(question, (earlier.rstrip("?"),))


def test_a_person_stays_the_same_person() -> None:
    where = understand("Where did she study?", [Exchange(Understood("Who is Nigar Rzayeva?"), "engineer")])
    assert where.context == ("Nigar Rzayeva",)
    works = understand("And where does she work?", [Exchange(where, "Baku University")])
    assert works.context == ("Nigar Rzayeva",)
    german = understand("Does she speak German?", [Exchange(where, "Baku University")])
    assert german.context == ("Nigar Rzayeva",)
    assert understand("Where does she work?", [Exchange(german)]).context == ("Nigar Rzayeva",)
    assert "German" in understand("Where did she learn it?", [Exchange(german)]).context
    # Another person may be the answer.
    assert "Anna Karimova" in understand("Where was she born?", [WROTE]).context
    assert "Anna Karimova" in understand("And where does he work?", [Exchange(where, "Anna Karimova")]).context


def test_exchanges_add_up() -> None:
    armenia = understand("and Armenia?", [SPENT])
    assert understand("what about 2020?", [SPENT, Exchange(armenia)]).text == (
        "How much did Armenia spend on its military in 2020?"
    )


def test_of_several_names_the_one_of_the_same_shape_is_exchanged() -> None:
    understood = understand("and Armenia?", [JOINED])
    assert understood.text == "When did Armenia join the Non-Aligned Movement?"


@pytest.mark.parametrize("question", ["and NATO?", "and the African Union?"])
def test_nothing_is_exchanged_where_it_could_be_one_of_two(question: str) -> None:
    understood = understand(question, [JOINED])
    assert understood.question == question
    assert "Azerbaijan" in understood.context[0]


def test_a_question_word_is_exchanged_for_nothing() -> None:
    asked = Exchange(Understood("When was Shusha founded?"))
    assert understand("and why?", [asked]).question == "and why?"


def test_the_subject_of_the_first_question_is_not_lost_on_the_way() -> None:
    second = understand("Did it get any recognition in Soviet times?", [WROTE])
    third = understand("What had the government planned to make of it?", [WROTE, Exchange(second, "")])
    assert "Shusha" in third.context


def test_a_long_conversation_does_not_drown_the_question() -> None:
    history = [Exchange(Understood(f"What did it do in Town{n} with Partner{n}?", (f"Ally{n}",))) for n in range(30)]
    assert len(understand("And what did they do there?", history).context) <= MAX_CONTEXT


@pytest.mark.parametrize(
    ("question", "borrowed"), [("Which ministers paid for it?", False), ("Which ministers objected to that?", True)]
)
def test_words_of_a_follow_up_are_lent_to_what_stands_for_the_whole_matter_only(question: str, borrowed: bool) -> None:
    followed = Exchange(Understood("How long did the voyage last?", ("Caspian Flotilla",)))
    context = understand(question, [followed]).context
    assert "Caspian Flotilla" in context
    assert ("voyage last" in context) is borrowed


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Coming back to the book, who wrote it?", 2),
        ("ok, back to the movement: why did it grow?", 1),
        ("To return to the Movement, what is it?", 1),
        ("Back to the book – who wrote of the movement?", 2),
        ("Let's get back to the book", 2),
        ("Can we go back to Azerbaijan in the movement?", 1),
        ("Going back to the ferry, when does it leave?", 3),
        ("Who went back to the Movement?", 3),
        ("And why?", 3),
    ],
)
def test_a_question_may_come_back_to_an_earlier_one(question: str, expected: int) -> None:
    assert resumed(question, [JOINED, WROTE, SPENT]) == expected


def test_nothing_is_resumed_where_nothing_was_asked() -> None:
    assert resumed("Back to the summit: who held it?", []) == 0

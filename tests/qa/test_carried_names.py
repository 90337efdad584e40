import pytest

from qa.carried_names import find_carried_names

BEFORE = (
    "## Boat House\n\nDear Ms Oake, thank you for bringing Mumford to Colm Devane. Cooper's Row rents boats. He limped."
)


@pytest.mark.parametrize(
    ("question", "read", "names"),
    [
        ("How heavy was Mumford?", "He weighed 31 kg.", ["Mumford"]),
        ("mumford's weight", "He weighed 31 kg.", ["Mumford"]),
        ("How heavy was Mumford?", "Letter about Mumford\nHe weighed 31 kg.", []),
        ("What did Colm Devane do?", "He weighed the dog.", ["Colm", "Devane"]),
        ("What did Colm's brother do?", "He weighed the dog.", ["Colm"]),
        ("Which house did he rent, and are boats dear?", "He rented one.", []),
        ("What does Cooper's Row cost?", "It costs 31 euros.", ["Row"]),
        ("How heavy was the dog?", "He weighed 31 kg.", []),
    ],
)
def test_names_asked_for_that_only_the_passage_before_has(question: str, read: str, names: list[str]) -> None:
    assert find_carried_names(question, read, BEFORE) == names
    assert find_carried_names(question, read, "") == []

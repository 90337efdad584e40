import json
from pathlib import Path

import pytest

from qa import __main__ as command
from qa.writers.generative import Claim, split_claims
from tests.qa.writers.serving import DONE, Reply, Served, said, serving


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        ("Sheep graze [1]. Tea grows. [2]", [("Sheep graze.", (0,)), ("Tea grows.", (1,))]),
        ("- Sheep graze.[1][3]\n- **Tea** grows [1, 2].", [("Sheep graze.", (0, 2)), ("Tea grows.", (0, 1))]),
        ("Sheep graze [9]. Tea grows.", [("Sheep graze.", ()), ("Tea grows.", ())]),
        ("1. Sheep graze (2).\n\n...\n[1]", [("Sheep graze.", (1,))]),
        ("In [1994] they met.", [("In they met.", ())]),
        ("", []),
    ],
)
def test_sentences_are_told_from_their_citations(text: str, claims: list[tuple[str, tuple[int, ...]]]) -> None:
    if "1994" in text:
        assert [one.cited for one in split_claims(text, 3)] == [()]
    else:
        assert [*split_claims(text, 3)] == [Claim(*claim) for claim in claims]


QUESTION = "How much did Azerbaijan spend on its military in 2006?"
TRUE = "In 2006 Azerbaijan spent 622 million constant 2019 US dollars on its military"


def ask(server: Served, index: Path, capsys: pytest.CaptureFixture[str], *more: str) -> dict[str, object]:
    flags = ["--writer", "endpoint", "--model", "m", "--base-url", server.url, "--index", str(index)]
    assert command.main([QUESTION, "--json", *flags, *more]) == 0
    return dict(json.loads(capsys.readouterr().out))


def test_what_holds_is_shown_and_the_rest_is_left_out_and_told(
    library_index: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = f"{TRUE} [1]. In 2006 Georgia's king paid 977 sheep to Rome [1]."
    with serving(Reply([said(text), DONE])) as server:
        found = ask(server, library_index, capsys)
    assert (found["answered"], found["answer"], found["writer"]) == (True, f"{TRUE}.", "m")
    (altered,) = [one for one in found["alterations"] if one["done"] == "left out"]
    assert altered["sentence"] == "In 2006 Georgia's king paid 977 sheep to Rome."
    assert any("977" in reason for reason in altered["reasons"])
    assert "622" in found["citations"][0]["quote"]


def test_a_model_that_invents_is_not_shown(library_index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with serving(Reply([said("It spent 977 billion sheep in 1066 [1]."), DONE])) as server:
        found = ask(server, library_index, capsys)
    assert (found["answered"], found["sentences"], found["citations"]) == (False, [], [])
    assert len(found["alterations"]) == 1 and found["retrieved"]


def test_a_model_that_finds_no_answer_is_believed(library_index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with serving(Reply([said("Not in the passages."), DONE])) as server:
        found = ask(server, library_index, capsys)
    assert (found["answered"], found["alterations"]) == (False, [])


def test_the_passages_that_were_found_reach_the_model_as_material(
    library_index: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with serving(Reply([said("Not in the passages."), DONE])) as server:
        found = ask(server, library_index, capsys)
        (request,) = server.requests
    told = json.dumps(request.body, ensure_ascii=False)
    assert told.count("<passage number=") == len(found["retrieved"])
    assert QUESTION in told and "622" in told


def test_without_its_server_a_writer_is_one_clear_line(library_index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with serving(Reply(status=401)) as server:
        flags = ["--writer", "endpoint", "--model", "m", "--base-url", server.url, "--index", str(library_index)]
        assert command.main([QUESTION, *flags]) == 2
    told = capsys.readouterr().err
    assert "OPENAI_API_KEY" in told and len(told.strip().splitlines()) == 1

from pathlib import Path

import numpy as np
import pytest
import torch
from transformers import AutoTokenizer

from corpus.errors import UserError
from corpus.sentences import split_sentences
from index.passage import Passage
from qa.grounding.entailment import Entailment, unsaid_words
from qa.training.entailment.claims import Claim
from qa.training.entailment.train import MAX_TOKENS, caught, losses, make_features, train
from qa.training.loop import Recipe

METRO = "the metro of baku opened in 1967."
CLAIMS = [
    Claim("baku had metro", METRO, True, ()),
    Claim("baku had sheep", METRO, False, ((9, 14),)),
    Claim("the war opened", METRO, False),
]


def test_features_mark_the_words_that_are_not_said(tiny_reader: Path) -> None:
    tokenizer = AutoTokenizer.from_pretrained(tiny_reader)
    true, false, unknown = make_features(CLAIMS, tokenizer)
    assert tokenizer.decode(true.tokens).startswith("[CLS] baku had metro [SEP] the metro")
    assert (true.unsaid, false.unsaid, unknown.unsaid) == ([False] * 3, [False, False, True], None)
    (long,) = make_features([Claim("sheep", "tea " * 900, True)], tokenizer)
    assert len(long.tokens) == MAX_TOKENS


def test_right_scores_cost_nothing(tiny_reader: Path) -> None:
    features = make_features(CLAIMS, AutoTokenizer.from_pretrained(tiny_reader))
    right = torch.full((3, 20, 2), -20.0)
    right[0, 0, 0] = 20
    right[1, 3, 1] = 20
    assert all(float(loss) < 1e-3 for loss in losses(right, features))
    assert all(float(loss) > 5 for loss in losses(-right, features))


def test_what_is_caught_is_counted_at_the_bar_that_touches_eight_of_a_hundred() -> None:
    scores = np.array([*range(100), -1.0, 3.0, 50.0])
    told = caught(scores, np.array([True] * 100 + [False] * 3))
    assert told.startswith("caught at 8 % touched 66.7 %")


def test_a_trained_model_is_loaded_with_the_readers_tokenizer(tiny_reader: Path, tmp_path: Path) -> None:
    told: list[str] = []
    recipe = Recipe(epochs=12, batch_tokens=300, learning_rate=3e-3)
    train(str(tiny_reader), CLAIMS[:2] * 24, CLAIMS[:2], tmp_path, recipe, told.append)
    assert "caught at 8 % touched 100.0 %" in told[-1]

    entailment = Entailment(tmp_path, tiny_reader)
    text = METRO
    passage = Passage(0, "a.txt", "", None, None, (), 0, len(text), text, tuple(split_sentences(text)))
    (true,) = entailment.weigh("baku had metro", [passage])
    (false,) = entailment.weigh("baku had sheep", [passage])
    assert true.support > 0 > false.support
    assert unsaid_words("baku had sheep", false) == ("sheep",)
    many = entailment.weigh("baku had metro", [passage] * 20)
    assert [one.support for one in many] == pytest.approx([true.support] * 20, abs=0.1)


def test_a_folder_without_such_a_model_is_told(tmp_path: Path, tiny_reader: Path) -> None:
    with pytest.raises(UserError, match="holds no entailment model"):
        Entailment(tmp_path, tiny_reader)

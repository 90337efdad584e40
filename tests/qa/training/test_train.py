import math
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from transformers import AutoModelForTokenClassification, AutoTokenizer

from qa.reader import Reader
from qa.reading_model import MAX_HEADING_TOKENS
from qa.reading_scores import SCORES
from qa.training import loop
from qa.training.batches import (
    MAX_TOKENS,
    NO_SENTENCE,
    Batch,
    collate,
    make_feature_groups,
    make_features,
    plan_batches,
)
from qa.training.examples import Example
from qa.training.loop import Recipe
from qa.training.train import losses, pool_sentences, train

PASSAGE = "the metro of baku opened in 1967. it had five stations. sheep had tea."
SENTENCES = ((0, 33), (34, 55), (56, 70))


def example(question: str, answer: str, support: set[int], passage: str = PASSAGE) -> Example:
    start = passage.index(answer) if answer else -1
    answers = ((start, start + len(answer)),) if answer else ()
    return Example(question, passage, answers, SENTENCES, frozenset(support))


EXAMPLES = [
    example("when did the metro open", "1967", {0}),
    example("how many stations had it", "five", {1}),
    example("when did sheep open the war", "", set()),
]


@pytest.fixture(scope="module")
def tokenizer(tiny_reader: Path):
    return AutoTokenizer.from_pretrained(tiny_reader)


def test_features_point_at_the_answer_and_the_sentences(tokenizer) -> None:
    first, second, third = make_features(EXAMPLES, tokenizer)
    assert tokenizer.decode(first.tokens[first.starts[0] : first.ends[0] + 1]) == "1967"
    assert tokenizer.decode(second.tokens[second.starts[0] : second.ends[0] + 1]) == "five"
    assert (third.starts, third.ends, third.answerable) == ((0,), (0,), False)
    kept = [token for token, sentence in zip(second.tokens, second.sentence, strict=True) if sentence == 1]
    assert tokenizer.decode(kept) == "it had five stations."


def test_what_stands_above_a_passage_is_read_before_it_and_is_no_part_of_it(tokenizer) -> None:
    plain, headed = make_features([EXAMPLES[0], replace(EXAMPLES[0], heading="tea five 1967")], tokenizer)
    length = len(headed.tokens) - len(plain.tokens)
    assert tokenizer.decode(headed.tokens[plain.question_length + 2 :][:length]) == "tea five 1967"
    assert headed.tokens[plain.question_length + 2 + length :] == plain.tokens[plain.question_length + 2 :]
    assert headed.starts == tuple(start + length for start in plain.starts)
    assert headed.sentence == [NO_SENTENCE] * length + plain.sentence
    (long,) = make_features([replace(EXAMPLES[0], heading="tea " * 300 + "war")], tokenizer)
    assert len(long.tokens) == len(plain.tokens) + MAX_HEADING_TOKENS
    assert tokenizer.decode(long.tokens[plain.question_length + 1 + MAX_HEADING_TOKENS]) == "war"


def test_a_long_passage_is_cut_to_a_part_with_the_answer(tokenizer) -> None:
    passage = "tea " * 400 + "1967 " + "war " * 400
    long = Example("when", passage, ((1600, 1604),), ((0, len(passage) - 1),), frozenset({0}))
    for seed in range(20):
        (feature,) = make_features([long], tokenizer, seed)
        assert len(feature.tokens) == len(feature.sentence) == MAX_TOKENS
        assert tokenizer.decode(feature.tokens[feature.starts[0]]) == "1967"


def test_a_group_with_an_answer_longer_than_the_room_is_left_out(tokenizer) -> None:
    passage = "tea " * 600
    long = Example("q", passage, ((0, 2399),), ((0, 2399),), frozenset({0}))
    groups = make_feature_groups([(EXAMPLES[0],), (EXAMPLES[1], long), (EXAMPLES[2],)], tokenizer)
    assert groups == [(feature,) for feature in make_features([EXAMPLES[0], EXAMPLES[2]], tokenizer)]


def test_an_answer_of_unknown_place_is_none_and_is_kept_in_the_cut(tokenizer) -> None:
    sentences = ((0, 1600), (1600, 1620), (1620, 2400))
    passage = "tea " * 400 + "the war had sheep   " + "tea " * 195
    for seed in range(10):
        (feature,) = make_features([Example("q", passage, (), sentences, frozenset({1}))], tokenizer, seed)
        assert feature is not None and (feature.starts, feature.ends, feature.answerable) == ((), (), True)
        assert 1 in feature.sentence


def test_every_group_is_in_one_batch_within_the_budget(tokenizer) -> None:
    pairs = [(one, EXAMPLES[2]) for one in EXAMPLES[:2]] * 40
    groups = make_feature_groups(pairs + [(EXAMPLES[0],)] * 20, tokenizer)
    batches = plan_batches([[len(one.tokens) for one in group] for group in groups], 300, seed=1)
    assert sorted(number for batch in batches for number in batch) == list(range(100))
    for batch in batches:
        features = [feature for number in batch for feature in groups[number]]
        assert len(features) * max(len(feature.tokens) for feature in features) <= 300


def test_sentence_scores_are_means_over_their_tokens() -> None:
    scores = torch.tensor([[9.0, 1.0, 3.0, 5.0], [9.0, 2.0, 9.0, 9.0]])
    sentence = torch.tensor([[-1, 0, 0, 1], [-1, 2, -1, -1]])
    assert pool_sentences(scores, sentence, 3).tolist() == [2.0, 5.0, 2.0]


GROUPS = [(EXAMPLES[0], EXAMPLES[2]), (EXAMPLES[1],)]


def right_scores(batch: Batch) -> torch.Tensor:
    right = torch.full((*batch.input_ids.shape, SCORES), -20.0)
    right[..., 0] = batch.starts * 40 - 20
    right[..., 1] = batch.ends * 40 - 20
    in_support = torch.cat([batch.support, torch.zeros(1)])[batch.sentence]
    right[..., 2] = in_support * 40 - 20
    right[:, 0, 3] = batch.answerable * 40 - 20
    return right


def test_right_scores_cost_nothing_and_wrong_ones_much(tokenizer) -> None:
    batch = collate(make_feature_groups(GROUPS, tokenizer))
    assert batch.group.tolist() == [0, 0, 1]
    right = right_scores(batch)
    assert all(float(loss) < 1e-3 for loss in losses(right, batch))
    assert all(float(loss) > 5 for loss in losses(-right, batch))


def test_passages_of_one_question_are_compared_and_those_of_two_are_not(tokenizer) -> None:
    batch = collate(make_feature_groups(GROUPS, tokenizer))
    scores = right_scores(batch)
    # What answers and what does not, ln 3 apart; the other question's one passage wins against nobody.
    scores[:, 0, 3] = torch.tensor([math.log(3), 0.0, -9.0])
    assert float(losses(scores, batch)[2]) == pytest.approx(-math.log(3 / 4) / 2)


def test_an_unknown_place_of_the_answer_costs_nothing(tokenizer) -> None:
    unknown = Example("how many", PASSAGE, (), SENTENCES, frozenset({1}))
    batch = collate(make_feature_groups([(unknown,)], tokenizer))
    span, relevance, _, support = losses(-right_scores(batch), batch)
    assert (float(span), float(relevance) > 5, float(support) > 5) == (0.0, True, True)


def run(source: Path, folder: Path, tokenizer, told: list[str], epochs: int = 2) -> dict[str, torch.Tensor]:
    groups = make_feature_groups([*GROUPS, (EXAMPLES[2],)] * 16, tokenizer)
    recipe = Recipe(epochs=epochs, batch_tokens=200, learning_rate=3e-3)
    train(str(source), groups, groups[:3], folder, recipe, told.append)
    return AutoModelForTokenClassification.from_pretrained(folder, dtype=torch.float32).state_dict()


def test_layers_can_be_kept_as_they_are(tiny_reader: Path, tmp_path: Path, tokenizer) -> None:
    groups = make_feature_groups(GROUPS, tokenizer)
    train(str(tiny_reader), groups, groups, tmp_path, Recipe(learning_rate=3e-3), [].append, still=1)
    before, after = (
        AutoModelForTokenClassification.from_pretrained(folder, dtype=torch.float16).state_dict()
        for folder in (tiny_reader, tmp_path)
    )
    changed = {name for name in before if not torch.equal(before[name], after[name])}
    assert changed and all(name.startswith(("bert.encoder.layer.1.", "classifier.")) for name in changed)
    assert {"bert.encoder.layer.1.attention.self.query.weight", "classifier.weight"} <= changed


def held_out(told: list[str]) -> list[float]:
    line = [line for line in told if "held out" in line][-1]
    return [float(part) for part in line.split()[5::2]]


def test_training_learns(tiny_reader: Path, tmp_path: Path, tokenizer) -> None:
    told: list[str] = []
    run(tiny_reader, tmp_path, tokenizer, told, epochs=16)
    span, relevance, _, support = held_out(told)
    # Knowing nothing costs 3.0, 0.69 and 0.69.
    assert span < 1.5 and relevance < 0.62 and support < 0.4


def test_training_saves_and_goes_on_where_it_stopped(
    tiny_reader: Path, tmp_path: Path, tokenizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    whole = run(tiny_reader, tmp_path / "whole", tokenizer, told)
    monkeypatch.setattr(loop, "CHECKPOINT_STEPS", 7)
    save, saved = loop._save, []

    def stop_after_two(*arguments) -> None:
        save(*arguments)
        saved.append(arguments)
        if len(saved) == 2:
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(loop, "_save", stop_after_two)
        with pytest.raises(KeyboardInterrupt):
            run(tiny_reader, tmp_path / "parts", tokenizer, [])
    told.clear()
    parts = run(tiny_reader, tmp_path / "parts", tokenizer, told)
    assert "14 of them done" in told[1]
    assert all(torch.equal(whole[name], parts[name]) for name in whole)

    reading = Reader(tmp_path / "whole")
    assert reading is not None

    # Weights in half precision can be trained further.
    run(tmp_path / "whole", tmp_path / "further", tokenizer, [])

"""python -m eval.benchmarks.cleaning QUESTIONS.jsonl --documents FOLDER: what cleaning brings.

Indexes the documents as they are and cleaned, and prints for both how often the passages retrieved hold the evidence,
before the reader ranks them again, beside plain splitting into passages of as many characters, without sentences,
sections, title and author; and then what the reader makes of them, as python -m eval score counts it. With
--printed the documents are first set in pages and taken off them again, so that running headers, notes and hyphens
stand in their sentences; evidence is then what the pages made of it.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from statistics import mean

import numpy as np

from corpus import command_line
from corpus.errors import UnreadableDocument
from corpus.files import find_files
from corpus.formats import read_document
from eval.benchmarks.collection import Collection
from eval.benchmarks.printing import ask_printed, print_folder, whole_sentences
from eval.metrics.retrieval import evidence_ranks, recall_at_k, reciprocal_rank
from eval.predictions import RetrievedPassage, read_predictions
from eval.questions import Question, read_questions
from eval.score import Summary, score
from index.build import build_index
from index.fusion import fuse
from index.manifest import Manifest
from index.passage import Hit
from index.search import open_searcher
from qa.loading import Options, load_answerer

DEPTHS = (1, 5, 10)
# As introductions to retrieval split texts.
PLAIN_CHARACTERS, PLAIN_OVERLAP = 1_000, 200
READ: tuple[tuple[str, Callable[[Summary], float | None]], ...] = (
    ("R@1", lambda overall: overall.recall_at_1),
    ("R@5", lambda overall: overall.recall_at_5),
    ("MRR", lambda overall: overall.mean_reciprocal_rank),
    ("holds", lambda overall: overall.contained),
    ("F1", lambda overall: overall.token_f1),
    ("nugget", lambda overall: overall.nugget_recall),
    ("prec", lambda overall: overall.citation_precision),
    ("recall", lambda overall: overall.citation_recall),
    ("right", lambda overall: overall.decided_right),
    ("correct", lambda overall: overall.correct),
)


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print. Returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m eval.benchmarks.cleaning", description=__doc__)
    parser.add_argument("questions", type=Path, metavar="QUESTIONS.jsonl")
    parser.add_argument("--documents", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--printed", action="store_true", help="set the documents in pages first")
    arguments = parser.parse_args(argv)
    measured = measure_printed if arguments.printed else measure
    return command_line.run(lambda: measured(read_questions(arguments.questions), arguments.documents))


def measure_printed(questions: Sequence[Question], documents: Path) -> int:
    """The same with documents that pages have cut."""
    with tempfile.TemporaryDirectory() as folder:
        printed = print_folder(documents, Path(folder))
        asked, cut = ask_printed(questions, printed)
        print(f"printed, {cut} of {sum(len(one.evidence) for one in asked)} quotes are cut by a page or a line")
        for name, cleaning in (("as it is", False), ("cleaned", True)):
            read = [
                (document, read_document(Path(folder, new), new, cleaning=cleaning))
                for document, _, new in printed.values()
            ]
            whole, sentences = np.sum([whole_sentences(document, again.text) for document, again in read], axis=0)
            print(f"{name:14}{100 * whole / sentences:.1f} % of {sentences} sentences whole")
        return measure(asked, Path(folder))


def measure(questions: Sequence[Question], documents: Path) -> int:
    """Print a line for the texts as they are, and one for the cleaned ones; twice, before and after reading."""
    with tempfile.TemporaryDirectory() as folder:
        indexes = {"as it is": Path(folder, "raw"), "cleaned": Path(folder, "cleaned")}
        for index in indexes.values():
            build_index(index, find_files([documents]), Manifest(cleaning=index == indexes["cleaned"]))
        print(f"retrieved, {sum(bool(one.evidence) for one in questions)} questions with evidence")
        print(f"{'':14}passages" + "".join(f"{f'R@{k}':>8}" for k in DEPTHS) + "     MRR")
        print(f"{'plain splits':14}{_retrieved_plainly(documents, questions)}")
        for name, index in indexes.items():
            print(f"{name:14}{_retrieved(index, questions)}")
        print(f"read, {len(questions)} questions\n{'':14}" + "".join(f"{name:>8}" for name, _ in READ))
        for name, index in indexes.items():
            print(f"{name:14}{_read(index, questions)}")
    return 0


def _retrieved(index: Path, questions: Sequence[Question]) -> str:
    searcher = open_searcher(index)
    ranks = [_ranks(one, searcher.search(one.question, max(DEPTHS))) for one in questions if one.evidence]
    return _line(searcher.passage_count, ranks)


def _retrieved_plainly(documents: Path, questions: Sequence[Question]) -> str:
    """The same of passages cut by length alone, searched by their own vectors and words as ours are."""
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    splitter = RecursiveCharacterTextSplitter(chunk_size=PLAIN_CHARACTERS, chunk_overlap=PLAIN_OVERLAP)
    pieces: list[RetrievedPassage] = []
    for file in find_files([documents]):
        with suppress(UnreadableDocument):
            text = read_document(file.path, file.name, cleaning=False).text
            pieces += [RetrievedPassage(file.name, piece) for piece in splitter.split_text(text)]
    collection = Collection([piece.text for piece in pieces])
    ranks = []
    for question in questions:
        if question.evidence:
            scores = collection.score(question.question)
            order = np.argsort(-fuse(scores.passage, scores.lexical), kind="stable")[: max(DEPTHS)]
            ranks.append(evidence_ranks(question.evidence, [pieces[number] for number in order]))
    return _line(len(pieces), ranks)


def _line(passages: int, ranks: Sequence[Sequence[int | None]]) -> str:
    figures = [mean(recall_at_k(one, k) for one in ranks) for k in DEPTHS]
    figures.append(mean(reciprocal_rank(one) for one in ranks))
    return f"{passages:8}" + "".join(f"{100 * figure:8.1f}" for figure in figures)


def _read(index: Path, questions: Sequence[Question]) -> str:
    answerer = load_answerer(Options(index))
    answers = [answerer.ask(one.question).to_json(one.question_id) for one in questions]
    path = index.with_suffix(".jsonl")
    path.write_text("".join(json.dumps(one) + "\n" for one in answers), encoding="utf-8")
    overall = score(questions, read_predictions(path)).overall
    figures = [getter(overall) for _, getter in READ]
    return "".join(f"{'-' if figure is None else f'{100 * figure:.1f}':>8}" for figure in figures)


def _ranks(question: Question, hits: Sequence[Hit]) -> list[int | None]:
    retrieved = [
        RetrievedPassage(hit.passage.document, hit.passage.quote(hit.passage.start, hit.passage.end)) for hit in hits
    ]
    return evidence_ranks(question.evidence, retrieved)


if __name__ == "__main__":
    sys.exit(main())

"""Documents → passages of whole sentences, with exact offsets.

langchain-text-splitters finds its chunks again in the text by searching, which goes wrong with overlap in tokens. So we
split without overlap and without trimming: the chunks then follow one another through the whole text, their offsets are
sums of lengths, and the ranges are widened to whole sentences and to the overlap afterwards.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from langchain_text_splitters import RecursiveCharacterTextSplitter

from corpus.document import Document
from corpus.sentences import split_sentences

SEPARATORS = ["\n\n", "\n", r"(?<=[.!?])\s", r"\s", ""]


@dataclass(frozen=True, slots=True)
class Chunking:
    """How passages are cut.

    max_tokens: of the embedding model, for what is split off, before overlap.
    overlap_sentences: how many sentences before its own a passage repeats.
    with_headings: whether the title and headings are embedded and indexed in front of a passage's text.
    The defaults are measured: docs/experiments.md, "Passages".
    """

    max_tokens: int = 128
    overlap_sentences: int = 1
    with_headings: bool = True


@dataclass(frozen=True, slots=True)
class Chunk:
    """A passage to be: its place in the document's text, its sentences' places, and the text to embed."""

    start: int
    end: int
    headings: tuple[str, ...]
    sentences: tuple[tuple[int, int], ...]
    embedded_text: str


def chunk(document: Document, count_tokens: Callable[[str], int], chunking: Chunking) -> list[Chunk]:
    """The passages of a document, in order; none begins or ends inside a sentence.

    Only a sentence longer than max_tokens is cut. Passages do not reach across headings. count_tokens: length of a text
    in the embedding model's tokens.
    """
    text = document.text
    splitter = RecursiveCharacterTextSplitter(
        separators=SEPARATORS,
        is_separator_regex=True,
        keep_separator="end",
        chunk_size=chunking.max_tokens,
        chunk_overlap=0,
        # White space has no tokens, and pieces of no length would be carried over into the next chunk.
        length_function=lambda piece: max(1, count_tokens(piece)),
        strip_whitespace=False,
    )
    chunks = []
    for start, end in _heading_ranges(document):
        sentences = split_sentences(text, start, end)
        pieces = _split(splitter, text, start, end)
        for left, right in _widen(pieces, sentences, chunking, lambda span: count_tokens(text[span[0] : span[1]])):
            headings = document.heading_path(left)
            inside = tuple(_clip(sentences, left, right))
            chunks.append(Chunk(left, right, headings, inside, _embedded(document, headings, left, right, chunking)))
    return chunks


def _heading_ranges(document: Document) -> list[tuple[int, int]]:
    """The body cut at every heading."""
    cuts = {document.body_start, len(document.text)}
    cuts.update(section.start for section in document.sections if section.start >= document.body_start)
    return list(pairwise(sorted(cuts)))


def _split(splitter: RecursiveCharacterTextSplitter, text: str, start: int, end: int) -> list[tuple[int, int]]:
    pieces = []
    position = start
    for piece in splitter.split_text(text[start:end]):
        pieces.append((position, position + len(piece)))
        position += len(piece)
    if position != end:
        raise RuntimeError(f"the splitter lost text: {position} of {end}")
    return pieces


def _widen(
    pieces: Sequence[tuple[int, int]],
    sentences: Sequence[tuple[int, int]],
    chunking: Chunking,
    count_tokens: Callable[[tuple[int, int]], int],
) -> list[tuple[int, int]]:
    """Pieces moved to sentence bounds and begun overlap_sentences earlier; those without text fall away.

    A cut inside a sentence moves to that sentence's start, so the sentence goes to the later piece, unless the sentence
    is too long for any piece.
    """
    if not sentences:
        return []
    starts = [start for start, _ in sentences]
    cuts = {sentences[0][0], sentences[-1][1]}
    for position, _ in pieces[1:]:
        number = bisect_right(starts, position) - 1
        if number >= 0:
            start, end = sentences[number]
            whole = position >= end or count_tokens((start, end)) <= chunking.max_tokens
            cuts.add(position if not whole else start if position < end else end)
    spans = []
    for left, right in pairwise(sorted(cuts)):
        first = bisect_left(starts, left)
        if first < len(starts) and starts[first] < right:
            left = starts[max(0, first - chunking.overlap_sentences)] if first else left
        spans.append((left, _last_end(sentences, starts, left, right)))
    return [(left, right) for left, right in spans if left < right]


def _last_end(sentences: Sequence[tuple[int, int]], starts: Sequence[int], left: int, right: int) -> int:
    """The right bound without the white space before it."""
    number = bisect_left(starts, right) - 1
    return max(left, min(right, sentences[number][1])) if number >= 0 else left


def _clip(sentences: Sequence[tuple[int, int]], left: int, right: int) -> Iterator[tuple[int, int]]:
    """The sentences that reach into [left, right), cut to it."""
    first = max(0, bisect_right(sentences, (left, left)) - 1)
    for start, end in sentences[first:]:
        if start >= right:
            return
        if end > left:
            yield max(start, left), min(end, right)


def _embedded(document: Document, headings: Sequence[str], start: int, end: int, chunking: Chunking) -> str:
    body = " ".join(document.text[start:end].split())
    if not chunking.with_headings:
        return body
    path = [document.title, *(heading for heading in headings if heading != document.title)]
    return f"{' > '.join(path)}\n{body}"

"""Documents → passages of whole sentences, with exact offsets.

langchain-text-splitters finds its chunks again in the text by searching, which goes wrong with overlap in tokens. So we
mark where sentences and paragraphs end, let it split there without overlap and without trimming, and take the offsets
as sums of lengths; the overlap is added afterwards.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from corpus.authors import short_author
from corpus.document import Document
from corpus.sentences import LIST_MARK, split_sentences, trim

Span = tuple[int, int]

# A line that only says where the text above it comes from answers no question.
SOURCE_LINE = re.compile(r"\*(?:Condenses|Sources?): [^*\n]+\*")

# Unicode noncharacters, which no text holds.
END_OF_PARAGRAPH, END_OF_SENTENCE = "\ufdd0", "\ufdd1"
SEPARATORS = [END_OF_PARAGRAPH, END_OF_SENTENCE, " ", ""]


@dataclass(frozen=True, slots=True)
class Chunking:
    """How passages are cut.

    max_tokens: of the embedding model, for what is split off, before overlap.
    overlap_sentences: how many sentences before its own a passage repeats.
    with_headings: whether author, title and headings are embedded and indexed in front of a passage's text.
    The defaults are measured: docs/experiments.md, "Passages".
    """

    max_tokens: int = 192
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
    chunks = []
    for start, end in _heading_ranges(document):
        found = split_sentences(text, start, end)
        sentences = [(left, right) for left, right in found if not SOURCE_LINE.fullmatch(text[left:right])]
        pieces = _pack(text, sentences, count_tokens, chunking.max_tokens)
        for left, right in _own(_overlap(text, pieces, sentences, count_tokens, chunking)):
            headings = document.heading_path(left)
            inside = tuple(_clip(sentences, left, right))
            chunks.append(Chunk(left, right, headings, inside, _embedded(document, headings, left, right, chunking)))
    return chunks


def _heading_ranges(document: Document) -> list[Span]:
    """The body cut at every heading."""
    cuts = {document.body_start, len(document.text)}
    cuts.update(section.start for section in document.sections if section.start >= document.body_start)
    return list(pairwise(sorted(cuts)))


def _pack(text: str, sentences: Sequence[Span], count_tokens: Callable[[str], int], max_tokens: int) -> list[Span]:
    """As many whole sentences together as max_tokens allow, paragraphs kept whole where that is possible."""
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    splitter = RecursiveCharacterTextSplitter(
        separators=SEPARATORS,
        keep_separator="end",
        chunk_size=max_tokens,
        chunk_overlap=0,
        # White space has no tokens; were its length 0, it would be carried over into the next chunk.
        length_function=lambda piece: max(1, count_tokens(_unmark(piece))) if piece else 0,
        strip_whitespace=False,
    )
    marked, marks = _mark(text, sentences)
    cuts = [0, *accumulate(len(piece) for piece in splitter.split_text(marked))]
    if cuts[-1] != len(marked):
        raise RuntimeError(f"the splitter lost text: {cuts[-1]} of {len(marked)} characters")
    offset = sentences[0][0] if sentences else 0
    places = [offset + cut - bisect_left(marks, cut) for cut in cuts]
    return [(left, right) for left, right in pairwise(places) if left < right]


def _mark(text: str, sentences: Sequence[Span]) -> tuple[str, list[int]]:
    """The text from the first sentence to the last, a mark before each sentence but the first; the marks' places."""
    parts: list[str] = []
    marks: list[int] = []
    length = 0
    for (start, end), (following, _) in pairwise([*sentences, (sentences[-1][1], 0)] if sentences else []):
        gap = text[end:following]
        # What introduces a list belongs to it, and its items to each other.
        is_over = gap.count("\n") > 1 and not LIST_MARK.match(text, following)
        mark = END_OF_PARAGRAPH if is_over else END_OF_SENTENCE
        parts.append(text[start:following] + mark)
        length += following - start + 1
        marks.append(length - 1)
    return "".join(parts)[:-1], marks[:-1]


def _unmark(piece: str) -> str:
    return piece.replace(END_OF_PARAGRAPH, "").replace(END_OF_SENTENCE, "")


def _overlap(
    text: str,
    pieces: Sequence[Span],
    sentences: Sequence[Span],
    count_tokens: Callable[[str], int],
    chunking: Chunking,
) -> Iterator[Span]:
    """The pieces without white space at their ends, begun some sentences earlier where those are short."""
    starts = [start for start, _ in sentences]
    for left, right in pieces:
        first, last = bisect_right(starts, left) - 1, bisect_left(starts, right) - 1
        end = min(right, sentences[last][1])
        if left == starts[first]:
            first = max(0, first - chunking.overlap_sentences)
            while starts[first] < left and count_tokens(text[starts[first] : left]) > chunking.max_tokens // 2:
                first += 1
            left = starts[first]
        left, end = trim(text, left, end)
        if left < end:
            yield left, end


def _own(pieces: Iterable[Span]) -> Iterator[Span]:
    """Those that the next one does not repeat whole, as it would a heading or a short sentence before a long text."""
    for piece, following in pairwise([*pieces, None]):
        if piece and not (following and following[0] <= piece[0] and piece[1] <= following[1]):
            yield piece


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
    # Who wrote it, because questions ask what somebody says.
    author = short_author(document.author) or ""
    path = [author, document.title, *(heading for heading in headings if heading != document.title)]
    return f"{' > '.join(filter(None, path))}\n{body}"

"""A text on its way to being clean, which knows where each of its characters stood."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpus.document import Piece

# A range of the draft that is kept, or words that are put in.
Part = tuple[int, int] | str


@dataclass(frozen=True, slots=True)
class Edit:
    """What is to stand in place of draft.text[start:end]: parts, in order; none to take it out.

    A range among the parts is taken from where it stands, so an edit there must take it out if it is to move.
    """

    start: int
    end: int
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """A text and its pieces, as in corpus.document.Original."""

    text: str
    pieces: tuple[Piece, ...]

    @classmethod
    def of(cls, text: str) -> "Draft":
        """A draft in which nothing was changed yet."""
        return cls(text, (Piece(0, len(text), 0),) if text else ())

    def edited(self, edits: Iterable[Edit]) -> "Draft":
        """The draft with all edits made at once. Raises ValueError if two of them overlap."""
        ordered = sorted(edits, key=lambda edit: (edit.start, edit.end))
        for before, after in pairwise(ordered):
            if after.start < before.end:
                raise ValueError(f"the edits at {before.start} and {after.start} overlap")
        return self._built(_parts(ordered, len(self.text)))

    def _built(self, parts: Iterable[Part]) -> "Draft":
        starts = [piece.start for piece in self.pieces]
        texts: list[str] = []
        pieces: list[Piece] = []
        length = 0
        for part in parts:
            if isinstance(part, str):
                texts.append(part)
                length += len(part)
                continue
            start, end = part
            texts.append(self.text[start:end])
            for piece in self._within(starts, start, end):
                _join(pieces, Piece(piece.start - start + length, piece.end - start + length, piece.original))
            length += end - start
        return Draft("".join(texts), tuple(pieces))

    def _within(self, starts: Sequence[int], start: int, end: int) -> Iterator[Piece]:
        number = max(0, bisect_right(starts, start) - 1)
        while number < len(self.pieces) and self.pieces[number].start < end:
            if self.pieces[number].end > start:
                yield self.pieces[number].within(start, end)
            number += 1


def _parts(edits: Iterable[Edit], length: int) -> Iterator[Part]:
    at = 0
    for edit in edits:
        if at < edit.start:
            yield at, edit.start
        yield from edit.parts
        at = edit.end
    if at < length:
        yield at, length


def _join(pieces: list[Piece], piece: Piece) -> None:
    """Add a piece; one that goes on where the last one ends becomes part of it."""
    last = pieces[-1] if pieces else None
    if last is not None and last.end == piece.start and last.original + last.end - last.start == piece.original:
        pieces[-1] = Piece(last.start, piece.end, last.original)
    else:
        pieces.append(piece)

"""How much visitors may add."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import UserError
from corpus.formats import CONVERTIBLE, FORMATS


@dataclass(frozen=True, slots=True)
class Limits:
    """How much there may be. Raises ValueError for a limit below 1.

    file_bytes: in a file. documents, visitor_bytes: on one visitor's shelf. all_bytes: on all shelves together, since
    whoever comes without a token is a new visitor.
    """

    # A thesis full of pictures has 50 MB; a hundred papers take 200 MB and, on two cores, an hour to embed.
    file_bytes: int = 100_000_000
    documents: int = 200
    visitor_bytes: int = 500_000_000
    all_bytes: int = 10_000_000_000

    def __post_init__(self) -> None:
        if min(self.file_bytes, self.documents, self.visitor_bytes, self.all_bytes) < 1:
            raise ValueError(f"a limit below 1: {self}")


def refuse_too_many(limits: Limits, kept: Mapping[str, int], fresh: Mapping[str, int], others: int) -> None:
    """Raises UserError, naming the limit, if a shelf would hold too much.

    kept, fresh: name → bytes of the files on the shelf, and of those to be added, which take the place of those of the
    same name. others: bytes on all other shelves.
    """
    after = {**kept, **fresh}
    if len(after) > limits.documents:
        raise UserError(
            f"{len(after)} documents would be too many: {limits.documents} may be added in all, and there are "
            f"{len(kept)}; take some out, or choose fewer files"
        )
    total = sum(after.values())
    if total > limits.visitor_bytes:
        raise UserError(
            f"with these files there would be {megabytes(total)}, and {megabytes(limits.visitor_bytes)} is the limit "
            "for all that is added; take some out, or choose fewer files"
        )
    if total + others > limits.all_bytes:
        raise UserError(
            f"the server keeps up to {megabytes(limits.all_bytes)} for all its visitors, and that is full; ask whoever "
            "runs it"
        )


def refuse(path: Path, name: str, max_bytes: int) -> str | None:
    """Why a file of this name cannot be taken, in words; None if it can, as far as is known without reading it."""
    suffix = Path(name).suffix.lower()
    if suffix in CONVERTIBLE:
        return f"this is {CONVERTIBLE[suffix]}"
    if suffix not in FORMATS:
        return f"files ending in {suffix or 'nothing'} cannot be read (only {', '.join(sorted(FORMATS))})"
    if not path.is_file():
        return "it did not arrive; send it again"
    size, limit = path.stat().st_size, min(max_bytes, FORMATS[suffix].max_bytes)
    return f"it has {megabytes(size)} and the limit is {megabytes(limit)}; split it" if size > limit else None


def megabytes(count: int) -> str:
    """Bytes, to be read."""
    return f"{count / 1e6:,.1f} MB"

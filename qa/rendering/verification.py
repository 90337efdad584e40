"""What became of a receipt, as lines for a terminal."""

import textwrap

from qa.receipts.check import CitationState, Kind
from qa.receipts.verify import Verification

# As wide as answers are at most.
WIDTH = 100
INDENT = " " * 4
# Enough to know a place again.
SHOWN_CHARACTERS = 600


def render_verification(verification: Verification) -> str:
    """Each quote with what became of it, then what else differs, then whether all hold."""
    receipt = verification.receipt
    blocks = [_wrap(f"Receipt of {receipt.made:%-d %B %Y, %H:%M} UTC: {receipt.question}", "")]
    blocks += ["\n".join(_lines(state)) for state in verification.states]
    if verification.differences:
        blocks.append("\n".join(_wrap(f"Differs: {one}", "") for one in verification.differences))
    return "\n\n".join([*blocks, _verdict(verification)])


def _lines(state: CitationState) -> list[str]:
    citation = state.citation
    place = f"{citation.document}, characters {citation.start} to {citation.end}"
    return [_wrap(f"[{citation.number}] {_told(state)}: {place}", "", INDENT), *_quotes(state)]


def _told(state: CitationState) -> str:
    match state.kind:
        case Kind.UNCHANGED:
            return "unchanged"
        case Kind.IN_PLACE:
            return "in place, in a document that was changed"
        case Kind.MOVED:
            return "moved"
        case Kind.CHANGED:
            return "changed"
        case Kind.GONE:
            return f"gone, the document cannot be read ({state.reason})" if state.reason else "gone, no such document"


def _quotes(state: CitationState) -> list[str]:
    """The quote, and where it or what is most like it stands now if that is elsewhere."""
    quote = state.citation.quote
    lines = [_wrap(f'"{_shortened(quote)}"', INDENT)]
    renamed = state.document is not None and state.document != state.citation.document
    if renamed:
        lines.append(_wrap(f"now called {state.document}", INDENT))
    if state.kind is Kind.CHANGED and state.now is None:
        lines.append(f"{INDENT}now: nothing like it")
    elif state.now is not None and not state.holds:
        page = f"page {state.now.page}, " if state.now.page is not None else ""
        what = "now" if state.kind is Kind.MOVED else "most like it now"
        lines.append(_wrap(f"{what}: {page}characters {state.now.start} to {state.now.end}", INDENT))
    if state.kind is Kind.CHANGED and state.now is not None:
        lines.append(_wrap(f'"{_shortened(state.now.text)}"', INDENT))
    return lines


def _verdict(verification: Verification) -> str:
    count = len(verification.states)
    if not count:
        return "It holds no quotes: the documents did not answer."
    holding = sum(state.holds for state in verification.states)
    if holding == count:
        return f"All {count} quotes hold." if count > 1 else "Its quote holds."
    return f"{holding} of {count} quotes hold." if count > 1 else "Its quote does not hold."


def _shortened(text: str) -> str:
    return text if len(text) <= SHOWN_CHARACTERS else text[:SHOWN_CHARACTERS] + " …"


def _wrap(text: str, first: str, rest: str | None = None) -> str:
    """Folded lines without control characters: an escape sequence in a receipt must have no effect on a terminal."""
    printable = "".join(character for character in " ".join(text.split()) if character.isprintable())
    indent = first if rest is None else rest
    return textwrap.fill(printable, WIDTH, initial_indent=first, subsequent_indent=indent, break_on_hyphens=False)

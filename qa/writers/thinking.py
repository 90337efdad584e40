"""Leaving out what a model thinks aloud before it answers."""

from collections.abc import Iterable, Iterator

# As Qwen 3, DeepSeek R1 and their kin write it.
OPENING, CLOSING = "<think>", "</think>"


def drop_thinking(pieces: Iterable[str]) -> Iterator[str]:
    """The pieces of an answer without the <think>…</think> blocks and the space at its front; none is empty.

    Thinking that never ends leaves nothing. Such marks further on are text of the answer and stay. Where the opening
    mark stood in the prompt, the caller puts it in front: an answer that begins with thoughts looks like any other.
    """
    remaining = iter(pieces)
    front = ""
    for piece in remaining:
        front = _after_blocks(front + piece)
        if front and not OPENING.startswith(front[: len(OPENING)]):
            yield front
            yield from filter(None, remaining)
            return
    if front and not front.startswith(OPENING):
        yield front


def _after_blocks(front: str) -> str:
    front = front.lstrip()
    while front.startswith(OPENING):
        thoughts, closing, answer = front[len(OPENING) :].partition(CLOSING)
        if not closing:
            # Thoughts can be long: only what may be the beginning of the closing mark is kept.
            return OPENING + thoughts[1 - len(CLOSING) :]
        front = answer.lstrip()
    return front

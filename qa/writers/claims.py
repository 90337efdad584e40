"""A language model's text → its sentences, with the passages that each cites."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.sentences import split_sentences

MARK = re.compile(r"[^\S\n]*[\[(【]\s*(\d{1,3}(?:\s*[,;]\s*\d{1,3})*)\s*[\])】]")
MARKS = re.compile(rf"(?:{MARK.pattern})+")
BEHIND_STOP = re.compile(rf"([.!?][\"”’']?)({MARKS.pattern})")
# Between a mark and the sentence that it stands before.
BEFORE_SENTENCE = re.compile(r"[\s:,–-]*")
BULLET = re.compile(r"^\s*(?:[-*•]|\d{1,2}[.)])\s+|[*_`#]{1,3}(?=\S)|(?<=\S)[*_`]{1,3}")
# It tells what comes, and is no sentence that anything could support.
HEADING = re.compile(r"^[ \t]*#{1,6}[ \t].*$", re.MULTILINE)
# The reader of an answer sees no numbered passages.
NUMBERED = r"(?: in passage)?(?: (?:number )?\d{1,2}(?:(?:,| and) \d{1,2})*)?"
SAYING = re.compile(
    r"^(?:(?:according to|as (?:stated|said|mentioned) in|based on|in) (?:the |this )?(?:given |provided )?passages?"
    rf"(?:{NUMBERED}, (?:it is (?:stated|said|mentioned|noted) that )?(?!(?:but|and|or|not|line|page)\b)"
    r"|\b[^,]{0,90}, it is (?:stated|said|mentioned|noted) that )"
    rf"|(?:the )?passage{NUMBERED} (?:states|says|mentions|notes) that )",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence as the model wrote it, without its marks, and the hits it cites, numbers from 0."""

    text: str
    cited: tuple[int, ...]


def split_claims(text: str, hit_count: int) -> Iterator[Claim]:
    """The sentences of a model's answer with what they cite; marks of passages that there are not are dropped."""
    for line in _lines(text):
        # A mark behind the full stop belongs to the sentence before it.
        plain = BEHIND_STOP.sub(r" \2\1", line)
        for start, end in split_sentences(plain, 0, len(plain)):
            said = plain[start:end]
            numbers = [int(one) - 1 for found in MARK.finditer(said) for one in re.findall(r"\d+", found[1])]
            cited = tuple(dict.fromkeys(number for number in numbers if 0 <= number < hit_count))
            bare = _without_saying(" ".join(MARK.sub("", said).split()))
            if any(character.isalnum() for character in bare):
                yield Claim(bare, cited)


def _lines(text: str) -> Iterator[str]:
    """The lines of an answer, without bullets and headings, each mark behind its sentence."""
    lines: list[str] = []
    for line in HEADING.sub("", text).splitlines():
        plain = BULLET.sub("", line).strip()
        if lines and MARKS.fullmatch(plain):
            lines[-1] += f" {plain}"
        elif lines and MARKS.fullmatch(lines[-1]):
            lines[-1] += f" {plain}"
        elif plain:
            lines.append(plain)
    for line in lines:
        found = list(MARKS.finditer(line))
        is_leading = bool(found) and found[0].start() == 0 and found[-1].end() != len(line)
        yield _with_marks_behind(line, found) if is_leading else line


def _with_marks_behind(line: str, marks: list[re.Match[str]]) -> str:
    """A line that begins with a mark: each behind the sentence that it stands before."""
    parts = []
    for number, mark in enumerate(marks):
        stop = marks[number + 1].start() if number + 1 < len(marks) else len(line)
        rest = BEFORE_SENTENCE.sub("", line[mark.end() : stop], count=1)
        end = next((end for _, end in split_sentences(rest, 0, len(rest))), 0)
        parts.append(f"{rest[:end]} {mark.group().strip()}{rest[end:]}")
    return " ".join(parts)


def _without_saying(sentence: str) -> str:
    bare = SAYING.sub("", sentence)
    first = bare.split(" ", 1)[0]
    return bare[:1].upper() + bare[1:] if bare != sentence and first.islower() else bare

"""A question and an answer → the sentence that they state."""

import re

SUBJECT = re.compile(r"(?i)^(?:who|what|which(?: of the)?(?: [\w'’-]+){1,3}?) (?!do\b|does\b|did\b)(?=\w)")
AUXILIARY = r"(?:is|are|was|were|has|have|had|can|could|will|would|may|might|must|should)"
COPULA = re.compile(rf"(?i)^(?:who|what|which(?: [\w'’-]+){{1,3}}?) ({AUXILIARY}|[a-z]+(?:ed|s|t|e)) (.+)$")
COUNT = re.compile(r"(?i)^how (?:many|much) (?!do\b|does\b|did\b)((?:[\w'’-]+ )+)(.+)$")
PASSIVE = re.compile(
    r"(?i)^(when|where|in (?:what|which) (?:year|month|city|country|state|century|decade)) (was|were|is|are) (.+?) "
    r"((?:first |originally |finally )?(?:\w+ed|born|held|made|built|found|sold|won|lost|known|given|taken|written|"
    r"set|shown|led|sent|spent|brought|drawn|chosen|seen))\b(.*)$"
)
DID = re.compile(
    r"^((?i:when|where|in (?:what|which) (?:year|month|city|country|state|century|decade))) (did) "
    r"((?:the )?(?:[A-Z][\w'’.-]*\s?)+) (.+)$"
)
PREPOSITION = re.compile(r"(?i)^(?:in|on|at|from|by|during|since|after|before|to|near|around)\b")


def state(question: str, answer: str) -> str | None:
    """The statement that a question and its answer make; None for a shape of question that this does not turn."""
    asked = re.sub(r"\s+", " ", question).strip().rstrip("?. ")
    for pattern, lead in (
        (PASSIVE, "{subject} {auxiliary} {verb}{rest} {answer}"),
        (DID, "{subject} did {verb} {answer}"),
    ):
        found = pattern.match(asked)
        if found:
            parts = found.groups()
            text = lead.format(
                subject=parts[2].strip(),
                auxiliary=parts[1].lower(),
                verb=parts[3],
                rest=parts[4] if len(parts) > 4 else "",
                answer=_placed(answer),
            )
            return _sentence(text)
    if found := COUNT.match(asked):
        if re.search(r"(?i)\b(?:do|does|did)\b", asked):
            return None
        return _sentence(f"{answer} {found[1]}{found[2]}")
    found = COPULA.match(asked)
    if found and not re.search(r"(?i)\b(?:do|does|did)\b", asked):
        return _sentence(f"{answer} {found[1]} {found[2]}")
    return None


def _placed(answer: str) -> str:
    return answer if PREPOSITION.match(answer) else f"in {answer}"


def _sentence(text: str) -> str:
    folded = re.sub(r"\s+", " ", text).strip()
    return f"{folded[0].upper()}{folded[1:]}."

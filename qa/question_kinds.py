"""What kind of answer a question asks for, told by its words."""

import re

NUMBER_WORDS = "two|three|four|five|six|seven|eight|nine|ten|several"
# These ask for whole sentences; a few words of one would be half an answer.
EXPLANATION = re.compile(
    r"\bwhy\b|^\W*how (?!(?:many|much|long|often|far|old|large|big|high|late|early)\b)", re.IGNORECASE
)
# These ask for yes or no, which are no words of the documents; unless they offer a choice, or ask on.
YES_OR_NO = re.compile(
    r"^\W*(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|might|must)\b"
    r"(?!.*\b(?:or|who|whom|whose|what|when|where|which|how|why)\b)",
    re.IGNORECASE | re.DOTALL,
)
# "What three ways", "which of the two", "name four".
COUNTED = re.compile(
    rf"\b(?:what|which|name|list|give|describe)\s+(?:of\s+)?(?:(?:are|were)\s+)?(?:the\s+|his\s+|her\s+|its\s+|their\s+)?"
    rf"(?:[\w-]+\s+)?(?:{NUMBER_WORDS})\b",
    re.IGNORECASE,
)
# "Which measures", "what main causes", "list the steps": a plural by its s, which verbs and some nouns have as well.
PLURAL = re.compile(
    r"\b(?:what|which|name|list|give|describe)\s+(?:are\s+|were\s+)?(?:the\s+)?(?:[\w-]+\s+){0,2}?"
    r"(?!(?:was|is|does|has|his|its|this|us|as|always|perhaps)\b)[\w-]{2,}(?<![sui])s\b",
    re.IGNORECASE,
)


def asks_for_words(question: str) -> bool:
    """Whether a few words can be the whole answer."""
    return not EXPLANATION.search(question) and not YES_OR_NO.search(question)


def asks_for_number_of_things(question: str) -> bool:
    """Whether it says itself that there are several answers: "which three"."""
    return COUNTED.search(question) is not None


def asks_for_several(question: str) -> bool:
    """Whether several things may be the answer: reasons, or what a plural names."""
    return any(kind.search(question) for kind in (EXPLANATION, COUNTED, PLURAL))

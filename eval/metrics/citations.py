"""Whether the citations are on the evidence."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from eval.metrics.words import words
from eval.predictions import CitedQuote
from eval.questions import Evidence

# Half of the shorter quote: a sentence cited where the evidence is a part of it, or the other way round, passes;
# neighbouring sentences that share a name or a turn of phrase do not.
SHARED_RUN = 0.5


@dataclass(frozen=True, slots=True)
class CitationCounts:
    """How many of one answer's citations are on the evidence, and how many of the evidence's quotes they touch."""

    citations: int
    on_evidence: int
    quotes: int
    quotes_cited: int


def is_on_evidence(citation: CitedQuote, evidence: Evidence) -> bool:
    """Whether the two quotes are of one document and share one unbroken run of at least half of the shorter's words.

    Case, punctuation and white space do not count. A quote that contains the other is the plain case of it.
    """
    if citation.document != evidence.document:
        return False
    cited, wanted = words(citation.quote), words(evidence.quote)
    run = SequenceMatcher(None, cited, wanted, autojunk=False).find_longest_match().size
    return run > 0 and run >= SHARED_RUN * min(len(cited), len(wanted))


def count_citations(citations: Sequence[CitedQuote], evidence: Sequence[Evidence]) -> CitationCounts:
    """Hold an answer's citations against the question's evidence.

    Summed over questions, on_evidence / citations is citation precision and quotes_cited / quotes is citation recall.
    The names are those of ALCE (Gao et al., EMNLP 2023); there a model judges support, here the evidence is known.
    """
    return CitationCounts(
        citations=len(citations),
        on_evidence=sum(any(is_on_evidence(citation, one) for one in evidence) for citation in citations),
        quotes=len(evidence),
        quotes_cited=sum(any(is_on_evidence(citation, one) for citation in citations) for one in evidence),
    )

"""How much of a long answer another text gives in the same order."""

from eval.metrics.words import words


def rouge_l(text: str, reference: str) -> float:
    """Harmonic mean of the share of each text's words in their longest common subsequence, 0 to 1.

    Source: ROUGE-L, Lin, ACL Workshop 2004, with precision and recall weighed alike as rouge-score does; no stemming.
    """
    given, wanted = words(text), words(reference)
    if not given or not wanted:
        return 0.0
    common = _longest_common_subsequence(given, wanted)
    return 2 * common / (len(given) + len(wanted))


def _longest_common_subsequence(one: list[str], other: list[str]) -> int:
    row = [0] * (len(other) + 1)
    for word in one:
        diagonal = 0
        for position, candidate in enumerate(other, start=1):
            above = row[position]
            row[position] = diagonal + 1 if word == candidate else max(above, row[position - 1])
            diagonal = above
    return row[-1]

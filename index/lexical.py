"""BM25 over the words of passages."""

import math
import re
import threading
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path

import bm25s
import numpy as np
import Stemmer
from numpy.typing import NDArray

from index.words import STOPWORDS, WORD

# k1 and b of the Lucene variant as Anserini sets them, the best of the BEIR baselines compared in bm25-benchmarks.
K1 = 0.9
B = 0.4
LENGTHS = "lengths.npy"


class Lexical:
    """A BM25 index over passages. Threads may share it: searching changes nothing."""

    def __init__(self, bm25: bm25s.BM25, lengths: NDArray[np.int64]) -> None:
        """lengths: (texts,), how many words of each are indexed."""
        self._bm25 = bm25
        self._lengths = lengths
        self.count = len(lengths)
        self._stemmer = threading.local()

    @classmethod
    def build(cls, texts: Iterable[str]) -> "Lexical":
        """Index texts; a text's number is its place in the order given."""
        stemmer = Stemmer.Stemmer("english")
        tokens = [tokenize(text, stemmer) for text in texts]
        bm25 = bm25s.BM25(method="lucene", k1=K1, b=B)
        # bm25s cannot index nothing at all; a word that no question holds stands in.
        bm25.index(tokens if any(tokens) else [["\0"]], show_progress=False)
        return cls(bm25, np.array([len(words) for words in tokens], dtype=np.int64))

    @classmethod
    def load(cls, folder: Path, count: int) -> "Lexical":
        """Load what save wrote of so many texts. Raises OSError, ValueError or KeyError if it is damaged."""
        lengths = np.load(folder / LENGTHS)
        if lengths.shape != (count,):
            raise ValueError(f"the lengths of {len(lengths)} texts, not of {count}")
        return cls(bm25s.BM25.load(str(folder), allow_pickle=False), lengths)

    def save(self, folder: Path) -> None:
        """Write the index into a folder."""
        self._bm25.save(str(folder), allow_pickle=False, show_progress=False)
        np.save(folder / LENGTHS, self._lengths)

    def scores(self, query: str, among: NDArray[np.bool_] | None = None) -> NDArray[np.float32]:
        """(count,) BM25 score of every text, 0 where no word of the query occurs.

        among: (count,), the texts of which the weights of words are taken, as if there were no others, which then
        score 0; None for all.
        Source: Robertson & Zaragoza 2009, the Lucene variant of Kamphuis et al., ECIR 2020.
        """
        known = [token for token in dict.fromkeys(self._tokenize(query)) if token in self._bm25.vocab_dict]
        if not known:
            return np.zeros(self.count, dtype=np.float32)
        if among is not None:
            return self._scores_among(known, among)
        return np.asarray(self._bm25.get_scores(known), dtype=np.float32)[: self.count]

    def _scores_among(self, stems: Sequence[str], among: NDArray[np.bool_]) -> NDArray[np.float32]:
        scores = np.zeros(self.count, dtype=np.float64)
        if not among.any():
            return scores.astype(np.float32)
        relative = self._lengths / max(float(self._lengths[among].mean()), 1e-9)
        for stem in stems:
            texts, counts = self._counts(stem)
            inside = among[texts]
            texts, counts = texts[inside], counts[inside]
            weight = _weight(len(texts), int(among.sum()))
            scores[texts] += weight * counts / (counts + K1 * (1 - B + B * relative[texts]))
        return scores.astype(np.float32)

    def _counts(self, stem: str) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """The texts that hold a stem, and how often each does: what bm25s made its scores of, found back."""
        token = self._bm25.vocab_dict[stem]
        first, last = self._bm25.scores["indptr"][token : token + 2]
        texts = self.holders(stem)
        share = self._bm25.scores["data"][first:last].astype(np.float64) / _weight(len(texts), self.count)
        saturation = K1 * (1 - B + B * self._lengths[texts] / self._lengths.mean())
        return texts, np.rint(saturation * share / (1 - share))

    def holders(self, stem: str) -> NDArray[np.int64]:
        """The numbers of the texts that hold a stem; none where it is no stem of any."""
        token = self._bm25.vocab_dict.get(stem)
        if token is None:
            return np.zeros(0, dtype=np.int64)
        first, last = self._bm25.scores["indptr"][token : token + 2]
        return np.asarray(self._bm25.scores["indices"][first:last], dtype=np.int64)

    def stems(self, text: str) -> list[tuple[str, str]]:
        """The words of a text but stopwords, in order: (as typed, stem), the stems as tokenize has them."""
        # Folding takes each character alone, so that a folded one can be led back to what was typed.
        folded = [(plain, at) for at, typed in enumerate(text) for plain in _fold(typed)]
        plain = "".join(character for character, _ in folded)
        found = [(text[folded[one.start()][1] : folded[one.end() - 1][1] + 1], one[0]) for one in WORD.finditer(plain)]
        return [(typed, stem) for typed, word in found for stem in _stem([word], self._english())]

    def vocabulary(self, text: str) -> set[str]:
        """The stems of a text; faster than stems where words come often."""
        return set(_stem(list(set(WORD.findall(_fold(text)))), self._english()))

    def _tokenize(self, text: str) -> list[str]:
        return tokenize(text, self._english())

    def _english(self) -> Stemmer.Stemmer:
        # A stemmer keeps a cache and must not be shared between threads.
        if not hasattr(self._stemmer, "english"):
            self._stemmer.english = Stemmer.Stemmer("english")
        return self._stemmer.english


def _weight(holders: int, texts: int) -> float:
    """The weight of a word that stands in some of the texts: its inverse document frequency, the Lucene variant."""
    return math.log(1 + (texts - holders + 0.5) / (holders + 0.5))


def tokenize(text: str, stemmer: Stemmer.Stemmer) -> list[str]:
    """Stems of the words of a text, without stopwords, accents and the commas of thousands."""
    return _stem(WORD.findall(_fold(text)), stemmer)


def _stem(words: Sequence[str], stemmer: Stemmer.Stemmer) -> list[str]:
    """The stems of folded words."""
    whole = [re.sub(r",(?=\d{3}\b)", "", word) for word in words]
    stems: list[str] = stemmer.stemWords([word for word in whole if word not in STOPWORDS])
    return stems


def _fold(text: str) -> str:
    if text.isascii():
        return text.casefold()
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in plain if not unicodedata.combining(character))

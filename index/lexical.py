"""BM25 over the words of passages."""

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


class Lexical:
    """A BM25 index over passages. Threads may share it: searching changes nothing."""

    def __init__(self, bm25: bm25s.BM25, count: int) -> None:
        self._bm25 = bm25
        self.count = count
        self._stemmer = threading.local()

    @classmethod
    def build(cls, texts: Iterable[str]) -> "Lexical":
        """Index texts; a text's number is its place in the order given."""
        stemmer = Stemmer.Stemmer("english")
        tokens = [tokenize(text, stemmer) for text in texts]
        bm25 = bm25s.BM25(method="lucene", k1=K1, b=B)
        # bm25s cannot index nothing at all; a word that no question holds stands in.
        bm25.index(tokens if any(tokens) else [["\0"]], show_progress=False)
        return cls(bm25, len(tokens))

    @classmethod
    def load(cls, folder: Path, count: int) -> "Lexical":
        """Load what save wrote. Raises OSError, ValueError or KeyError if it is damaged."""
        return cls(bm25s.BM25.load(str(folder), allow_pickle=False), count)

    def save(self, folder: Path) -> None:
        """Write the index into a folder."""
        self._bm25.save(str(folder), allow_pickle=False, show_progress=False)

    def scores(self, query: str) -> NDArray[np.float32]:
        """(count,) BM25 score of every text, 0 where no word of the query occurs.

        Source: Robertson & Zaragoza 2009, the Lucene variant of Kamphuis et al., ECIR 2020.
        """
        known = [token for token in dict.fromkeys(self._tokenize(query)) if token in self._bm25.vocab_dict]
        if not known:
            return np.zeros(self.count, dtype=np.float32)
        return np.asarray(self._bm25.get_scores(known), dtype=np.float32)[: self.count]

    def _tokenize(self, text: str) -> list[str]:
        # A stemmer keeps a cache and must not be shared between threads.
        if not hasattr(self._stemmer, "english"):
            self._stemmer.english = Stemmer.Stemmer("english")
        return tokenize(text, self._stemmer.english)


def tokenize(text: str, stemmer: Stemmer.Stemmer) -> list[str]:
    """Stems of the words of a text, without stopwords, accents and the commas of thousands."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(character for character in plain if not unicodedata.combining(character))
    words: Sequence[str] = [re.sub(r",(?=\d{3}\b)", "", word) for word in WORD.findall(plain)]
    stems: list[str] = stemmer.stemWords([word for word in words if word not in STOPWORDS])
    return stems

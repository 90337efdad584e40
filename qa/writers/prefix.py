"""What a local model has computed already, kept for the next prompt that begins alike."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from transformers import DynamicCache, PreTrainedConfig

# Their frequencies change with the length of the text, so what was computed for a short one is wrong in a long one.
LENGTH_DEPENDENT_ROTATIONS = frozenset(("dynamic", "longrope"))


class PrefixCache:
    """The keys and values of a model's last prompt and answer. Threads may not share it."""

    def __init__(self, config: "PreTrainedConfig") -> None:
        """config: of the model, as transformers keeps it."""
        self._can_crop = can_crop(config)
        self._tokens: list[int] = []
        self._cache: DynamicCache | None = None

    def take(self, prompt: Sequence[int]) -> "DynamicCache | None":
        """The cache, cut to what its tokens share with the prompt, but for one token at least that is left to compute.

        Empty if they share nothing; None for a model whose cache cannot be cut, which is to make its own each time.
        It is forgotten here until keep gives it back: an answer that fails leaves it in no known state.
        """
        from transformers import DynamicCache

        if not self._can_crop:
            return None
        tokens, cache = self._tokens, self._cache
        self._tokens, self._cache = [], None
        common = min(count_common(tokens, prompt), len(prompt) - 1)
        if cache is None or common == 0:
            return DynamicCache()
        cache.crop(common - len(tokens))
        return cache

    def keep(self, tokens: Sequence[int], cache: "DynamicCache | None") -> None:
        """Remember the cache for its next use. tokens: of prompt and answer; the last one need not be computed."""
        if cache is not None:
            self._tokens, self._cache = list(tokens[: cache.get_seq_length()]), cache


def count_common(left: Sequence[int], right: Sequence[int]) -> int:
    """How many tokens two sequences share at their beginning."""
    return next(
        (number for number, (one, other) in enumerate(zip(left, right, strict=False)) if one != other),
        min(len(left), len(right)),
    )


def can_crop(config: "PreTrainedConfig") -> bool:
    """Whether a model may go on from the first tokens of what it computed: not if a layer keeps but a running state.

    A sliding window is no hindrance: the mask is as wide as the window even where the cache keeps more.
    """
    from transformers.cache_utils import DynamicCache, DynamicLayer, DynamicSlidingWindowLayer

    decoder = config.get_text_config(decoder=True)
    layers = DynamicCache(config=decoder).layers
    # By exact type: hybrids of attention and running states are subclasses.
    attention_only = all(type(layer) in (DynamicLayer, DynamicSlidingWindowLayer) for layer in layers)
    return attention_only and not _rotation_types(decoder) & LENGTH_DEPENDENT_ROTATIONS


def _rotation_types(config: "PreTrainedConfig") -> set[str | None]:
    """The kinds of rotary position embedding of a model: one for all its layers, or one a type of layer."""
    rotation = getattr(config, "rope_parameters", None) or {}
    of_layers = [one for one in rotation.values() if isinstance(one, dict)]
    return {one.get("rope_type") for one in (rotation, *of_layers)}

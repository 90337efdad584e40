"""Data flows corpus → index → qa → app.py and eval; nothing imports against the arrow."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MAY_IMPORT = {
    "corpus": {"corpus"},
    "index": {"corpus", "index"},
    "qa": {"corpus", "index", "qa"},
    "eval": {"corpus", "index", "qa", "eval"},
    "app": {"corpus", "index", "qa"},
}
SPINE = ("corpus/document.py", "index/passage.py", "qa/answer.py")
HEAVY = {
    "torch",
    "transformers",
    "sentence_transformers",
    "openvino",
    "faiss",
    "gradio",
    "numpy",
    "bm25s",
    "langchain_text_splitters",
    "lxml",
    "pypdfium2",
}
# The files, or the one folder, that may load each library.
ONLY_IN = {
    "sentence_transformers": {"index/sentence_models.py"},
    "openvino": {"index/graphs.py"},
    "tokenizers": {"index/tokens.py"},
    "faiss": {"index/dense.py"},
    "bm25s": {"index/lexical.py"},
    "langchain_text_splitters": {"index/chunking.py", "eval/benchmarks/cleaning.py"},
    "sqlite3": {"index/store.py", "index/migrations.py", "qa/chats/database.py", "qa/chats/migrations.py"},
    "gradio": {"app.py", "qa/page", "qa/serving/api.py", "qa/serving/tools.py"},
    "mcp": {"qa/serving/tools.py"},
    "httpx": {"qa/writers/model_server.py"},
}


def modules() -> list[Path]:
    files = [ROOT / "app.py"]
    for package in ("corpus", "index", "qa", "eval"):
        files += sorted((ROOT / package).rglob("*.py"))
    return files


def imports(path: Path, at_top_only: bool = False) -> set[str]:
    """Full names of the modules that a file imports, without those for type checkers only."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            node.body = []
    nodes = tree.body if at_top_only else list(ast.walk(tree))
    found = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            found.update({node.module or ""} | {f"{node.module}.{alias.name}" for alias in node.names})
    return found


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_nothing_imports_against_the_arrow(path: Path) -> None:
    package = path.relative_to(ROOT).parts[0].removesuffix(".py")
    ours = {name.split(".")[0] for name in imports(path)} & (MAY_IMPORT.keys() | {"tests"})
    assert ours <= MAY_IMPORT[package]


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_each_library_is_used_in_its_one_file(path: Path) -> None:
    for library in {name.split(".")[0] for name in imports(path)} & ONLY_IN.keys():
        folders = {name_of(folder) for folder in path.parents if ROOT in folder.parents}
        assert ({name_of(path)} | folders) & ONLY_IN[library]


def test_the_spine_is_light_and_in_line() -> None:
    for path in SPINE:
        names = {name.split(".")[0] for name in imports(ROOT / path)}
        assert not names & HEAVY
    assert not {name for name in imports(ROOT / SPINE[0]) if name.split(".")[0] in MAY_IMPORT}
    assert {name for name in imports(ROOT / SPINE[2]) if name.split(".")[0] in MAY_IMPORT} == {
        "index.passage",
        "index.passage.Hit",
        # A part of an answer with a file of its own, which imports nothing of ours.
        "qa.absence",
        "qa.absence.Absence",
    }
    assert not {name for name in imports(ROOT / "qa/absence.py") if name.split(".")[0] in MAY_IMPORT}


def test_no_module_is_in_a_cycle() -> None:
    by_name = {
        name_of(path).removesuffix(".py").removesuffix("/__init__").replace("/", "."): path for path in modules()
    }
    graph = {name: imports(path, at_top_only=True) & by_name.keys() for name, path in by_name.items()}

    def reaches_itself(start: str) -> bool:
        open_names, seen = list(graph[start] - {start}), set()
        while open_names:
            name = open_names.pop()
            if name == start:
                return True
            if name not in seen:
                seen.add(name)
                open_names += graph[name]
        return False

    assert [name for name in graph if reaches_itself(name)] == []


def test_the_top_level_is_what_it_should_be() -> None:
    folders = {path.name for path in ROOT.iterdir() if path.is_dir() and not path.name.startswith((".", "__"))}
    assert folders <= {"corpus", "index", "qa", "eval", "tests", "docs"}

import hashlib
import socket
from dataclasses import replace

import pytest

import app
from corpus.files import LIBRARY, find_files
from index.store import StoredDocument
from qa import loading


def library():
    return [
        StoredDocument(number, file.name, str(file.path), digest(file.path), file.name, None, None, 1, 1)
        for number, file in enumerate(find_files([LIBRARY]))
    ]


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_examples_are_offered_for_the_shipped_documents_only():
    shipped = library()
    own = StoredDocument(9, "own.md", "/x/own.md", "0", "Own", None, None, 1, 1)
    assert app.shipped_examples([*shipped, own]) == app.EXAMPLES
    assert list(app.shipped_examples([own])) == []
    assert list(app.shipped_examples(shipped[1:])) == []
    assert list(app.shipped_examples([replace(shipped[0], content_hash="0"), *shipped[1:]])) == []


def test_a_folder_without_an_index_is_told_with_what_to_do(capsys, tmp_path):
    assert app.main(["--index", str(tmp_path / "none"), "--port", str(free_port())]) == 2
    told = capsys.readouterr()
    assert told.out == "" and told.err.count("\n") == 1
    assert "no index there" in told.err and "python -m index build" in told.err


def test_a_port_in_use_is_told_with_the_flag_to_use(capsys, monkeypatch):
    monkeypatch.setattr(loading, "load_answerer", lambda options: pytest.fail("models were loaded"))
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert app.main(["--port", str(port)]) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert f"port {port}" in error and "in use" in error and "--port" in error


def test_a_port_taken_while_loading_is_told_too(capsys, monkeypatch):
    monkeypatch.setattr(app, "open_services", lambda *ignored: None)
    monkeypatch.setattr("qa.page.build.build_page", lambda services: None)
    monkeypatch.setattr(app, "_launch", lambda *ignored: (_ for _ in ()).throw(OSError("Cannot find empty port")))
    assert app.main(["--port", str(free_port())]) == 2
    assert "it is in use; name another with --port" in capsys.readouterr().err


def test_an_address_that_is_not_ours_is_told(capsys):
    assert app.main(["--host", "192.0.2.1", "--port", str(free_port())]) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1 and "192.0.2.1" in error and "--host" in error


@pytest.mark.parametrize("port", ["0", "65536", "-1", "http", "", "٣"])
def test_a_port_that_is_none_is_told(capsys, port):
    with pytest.raises(SystemExit) as stop:
        app.main([f"--port={port}"])
    assert stop.value.code == 2
    assert "must be a whole number from 1 to 65535" in capsys.readouterr().err


def test_a_top_k_out_of_range_is_told(capsys):
    assert app.main(["--top-k", "100000"]) == 2
    assert "--top-k must be from" in capsys.readouterr().err


@pytest.mark.parametrize("module", ["app", "qa.__main__"])
def test_help_loads_no_model_and_no_page(run_python, module):
    result = run_python(
        "-c",
        f"import sys, {module} as command\n"
        "try: command.main(['--help'])\n"
        "except SystemExit: print(sorted({'torch', 'gradio', 'faiss', 'numpy'} & set(sys.modules)))",
    )
    assert "usage" in result.stdout
    assert result.stdout.splitlines()[-1] == "[]", result.stderr


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


@pytest.mark.parametrize("count", ["0", "-3", "many", ""])
def test_a_limit_that_is_none_is_told(capsys, count):
    with pytest.raises(SystemExit) as stop:
        app.main([f"--questions-a-minute={count}"])
    assert stop.value.code == 2
    assert "must be a whole number of 1 or more" in capsys.readouterr().err

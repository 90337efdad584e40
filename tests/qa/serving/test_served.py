import asyncio
import json
import shlex
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import httpx
import pytest

from qa.serving.api import expose
from qa.serving.calls import Calls
from qa.serving.limits import Limit, RateLimiter
from qa.serving.passwords import make_account, write_accounts
from qa.serving.quiet import QUIET
from tests.answers import answered

DOCS = Path(__file__).resolve().parents[3] / "docs"
SERVED = "tests.qa.serving.served_app"
QUESTION = "When did Azerbaijan become a full member of the Non-Aligned Movement?"
QUOTE = "Azerbaijan became a full member of the Non-Aligned Movement (NAM) in May 2011."
TOOLS = {"ask", "search", "list_documents", "get_passage"}


@pytest.fixture(scope="module")
def open_server(serve):
    with serve(SERVED, "--mcp") as served:
        yield served


@pytest.fixture(scope="module")
def locked_server(serve, tmp_path_factory):
    users = tmp_path_factory.mktemp("users") / "users"
    write_accounts(users, {"leyla": make_account("correct horse")})
    with serve(SERVED, "--auth", users) as served:
        yield served


def run(*command):
    return subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False, timeout=120)


# What is offered


def test_programs_are_offered_four_calls_each_described(open_server):
    offered = httpx.get(f"{open_server.url}/gradio_api/info").json()
    assert {name.strip("/") for name in offered["named_endpoints"]} == TOOLS and offered["unnamed_endpoints"] == {}
    assert all(len(one["description"]) > 50 for one in offered["named_endpoints"].values())
    parameters = {one["parameter_name"]: one for one in offered["named_endpoints"]["/ask"]["parameters"]}
    assert list(parameters) == [
        "question",
        "documents",
        "authors",
        "collections",
        "from_year",
        "to_year",
        "earlier",
    ]
    assert [name for name, one in parameters.items() if not one["parameter_has_default"]] == ["question"]


def test_its_health_is_told(open_server):
    told = httpx.get(f"{open_server.url}/health")
    assert told.status_code == 200 and told.json()["documents"] == 5


def test_another_sites_name_for_this_machine_is_not_answered(open_server):
    """As a page elsewhere would ask whose own name it has made lead here."""
    for path in ("/", "/health", "/gradio_api/info"):
        told = httpx.get(f"{open_server.url}{path}", headers={"Host": "evil.example"})
        assert (told.status_code, told.text) == (400, "Invalid host header")
    for name in ("localhost:7860", "[::1]:7860", "chat.example.org"):
        assert httpx.get(f"{open_server.url}/health", headers={"Host": name}).status_code == 200


# The examples of docs/


def test_the_example_for_gradio_client_asks_and_follows_up(open_server):
    told = run(sys.executable, DOCS / "clients" / "ask.py", open_server.url, QUESTION, "And Armenia?")
    assert told.stderr == ""
    assert QUOTE in told.stdout and "  [1] cross-regional-diplomacy.md, " in told.stdout
    assert "Armenia has held observer status" in told.stdout


def test_the_example_for_mcp_lists_the_tools_and_asks(open_server):
    told = run(sys.executable, DOCS / "clients" / "ask_mcp.py", open_server.url, QUESTION)
    assert told.stderr == ""
    first, *rest = told.stdout.splitlines()
    assert set(first.removeprefix("tools: ").split(", ")) == TOOLS
    assert rest[0] == QUOTE and rest[1].endswith(QUOTE)


def test_the_lines_of_the_documentation_answer(open_server):
    text = (DOCS / "api.md").read_text(encoding="utf-8")
    lines = text.split("```sh")[1].split("```")[0].replace("http://127.0.0.1:7860", open_server.url)
    told = run("bash", "-euo", "pipefail", "-c", lines)
    assert told.returncode == 0, told.stderr
    (data,) = [line.removeprefix("data: ") for line in told.stdout.splitlines() if line.startswith("data: ")]
    assert json.loads(data)[0]["answer"] == QUOTE


def test_the_documentation_names_every_call_and_no_other():
    text = (DOCS / "api.md").read_text(encoding="utf-8")
    rows = [line.split("|")[1] for line in text.splitlines() if line.startswith("| `")]
    assert {shlex.split(row.strip(" `").split("(")[0])[0] for row in rows} == TOOLS


# MCP, with its own client


def over_mcp(url, *calls):
    from mcp import ClientSession
    from mcp.client.streamable_http import streamable_http_client

    async def talk():
        async with (
            streamable_http_client(f"{url}/gradio_api/mcp/") as (read, write, _),
            ClientSession(read, write) as session,
        ):
            server = await session.initialize()
            tools = await session.list_tools()
            return server, tools.tools, [await session.call_tool(name, arguments) for name, arguments in calls]

    return asyncio.run(talk())


def test_tools_are_described_and_answer_in_json(open_server):
    search = {"query": "Minsk Group", "top_k": 1}
    server, tools, results = over_mcp(
        open_server.url, ("ask", {"question": QUESTION}), ("search", search), ("list_documents", {})
    )
    assert server.serverInfo.name == "Served"
    by_name = {tool.name: tool for tool in tools}
    assert by_name.keys() == TOOLS
    assert by_name["ask"].inputSchema["required"] == ["question"]
    assert "follows up" in by_name["ask"].inputSchema["properties"]["earlier"]["description"]
    assert not any(result.isError for result in results)
    answer, found, listed = (json.loads(result.content[0].text) for result in results)
    assert answer["answer"] == QUOTE and len(found) == 1 and len(listed) == 5
    place = {part: found[0][part] for part in ("document", "start", "end")}
    (result,) = over_mcp(open_server.url, ("get_passage", place))[2]
    assert json.loads(result.content[0].text)["text"] == found[0]["text"]


def test_what_a_tool_cannot_use_is_told_as_an_error(open_server):
    paths = {"document": "../../../etc/passwd", "start": 0, "end": 9}
    results = over_mcp(open_server.url, ("ask", {"question": " "}), ("get_passage", paths))[2]
    assert [result.isError for result in results] == [True, True]
    assert "the question is empty" in results[0].content[0].text
    assert "no document of that name" in results[1].content[0].text


def test_nothing_that_was_asked_made_the_server_reach_for_another_machine(open_server):
    over_mcp(open_server.url, ("ask", {"question": QUESTION}))
    assert open_server.reached_for() == []


# With a password


@pytest.mark.parametrize("path", ["config", "gradio_api/info"])
def test_without_the_password_nothing_can_be_seen(locked_server, path):
    told = httpx.get(f"{locked_server.url}/{path}")
    assert told.status_code == 401 and "ask" not in told.json()


@pytest.mark.parametrize("path", ["call/ask", "call/v2/ask", "run/ask", "api/ask", "queue/join"])
def test_without_the_password_nothing_can_be_asked(locked_server, path):
    body = {"data": [QUESTION], "question": QUESTION, "fn_index": 0, "session_hash": "x"}
    told = httpx.post(f"{locked_server.url}/gradio_api/{path}", json=body)
    assert told.status_code in (401, 404) and "2011" not in told.text


def test_tools_are_not_there_beside_a_password(locked_server):
    assert httpx.get(f"{locked_server.url}/gradio_api/mcp/schema").status_code in (401, 404)


def test_with_the_password_it_answers_and_with_another_it_does_not(locked_server, monkeypatch):
    from gradio_client import Client

    for name, value in QUIET.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(ValueError, match="Could not login"):
        Client(locked_server.url, auth=("leyla", "wrong horse"), verbose=False)
    client = Client(locked_server.url, auth=("leyla", "correct horse"), verbose=False)
    assert client.predict(question=QUESTION, api_name="/ask")["answer"] == QUOTE
    client.close()


def test_its_health_needs_no_password(locked_server):
    assert httpx.get(f"{locked_server.url}/health").json()["status"] == "ok"


# Limits, on a page that is not served


def page_with(limiter):
    import gradio as gr

    async def built():
        # Inside a running event loop: outside one, Gradio opens loops that it never closes.
        with gr.Blocks(analytics_enabled=False) as page:
            expose(Calls(lambda *_: answered(), lambda *_: [], list, lambda name: None), limiter)
        return page

    page = asyncio.run(built())
    return {one.fn.__name__: one for one in page.fns.values()}


def test_each_address_has_its_own_limit_for_questions_and_searches_together():
    import gradio as gr

    calls = page_with(RateLimiter(Limit("questions", 2), lambda: 0.0))
    here, there = (SimpleNamespace(client=SimpleNamespace(host=host)) for host in ("192.0.2.1", "192.0.2.2"))
    assert calls["ask"].fn("When?", request=here)["answered"]
    assert calls["search"].fn("When?", request=here) == []
    with pytest.raises(gr.Error, match="2 questions in a minute are the most for one visitor; wait 60 seconds"):
        calls["ask"].fn("When?", request=here)
    assert calls["ask"].fn("When?", request=there)["answered"]
    assert calls["list_documents"].fn() == []


def test_questions_queue_up_with_those_of_the_page_and_looking_does_not_wait_for_them():
    calls = page_with(None)
    assert {name: (one.concurrency_id, one.concurrency_limit) for name, one in calls.items()} == {
        "ask": ("answering", 1),
        "search": ("looking", 4),
        "list_documents": ("looking", 4),
        "get_passage": ("looking", 4),
    }

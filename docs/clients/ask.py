"""Ask a running chat from a program: python docs/clients/ask.py URL QUESTION [FOLLOW-UP …].

Needs the package gradio_client, which comes with gradio.
"""
# ruff: noqa: T201

import os
import sys

# Without this, gradio_client reports the chat's address to its makers.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"

from gradio_client import Client


def main(url: str, questions: list[str]) -> None:
    """Print each question's answer with the quotes that it rests on."""
    client = Client(url, verbose=False)
    earlier: list[dict[str, object]] = []
    for question in questions:
        answer = client.predict(question=question, earlier=earlier, api_name="/ask")
        print(answer["answer"] or "The documents do not answer this.")
        for citation in answer["citations"]:
            place = f"{citation['document']}, {citation['start']}-{citation['end']}"
            print(f"  [{citation['number']}] {place}: {citation['quote']}")
        earlier.append(answer)


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2:])

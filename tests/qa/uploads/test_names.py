import random
import unicodedata
from pathlib import Path

import pytest

from qa.uploads.names import MAX_BYTES, free_name, safe_name


@pytest.mark.parametrize(
    ("given", "safe"),
    [
        ("paper.pdf", "paper.pdf"),
        ("Əhməd Cavad, şeirlər (1919).txt", "Əhməd Cavad, şeirlər (1919).txt"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\anna\\paper.pdf", "paper.pdf"),
        ("..／..／paper.pdf", "paper.pdf"),
        ("paper.pdf:stream.txt", "paper.pdf_stream.txt"),
        ("a\x00b\nc\x1b[31m.txt", "ab c[31m.txt"),
        ("invoice\u202efdp.txt", "invoicefdp.txt"),
        ("pa\u200bper\ufeff.txt", "paper.txt"),
        (".hidden.txt", "hidden.txt"),
        ("trailing. . .txt. ", "trailing.txt"),
        ("CON.txt", "_CON.txt"),
        ("lpt1.tar.txt", "_lpt1.tar.txt"),
        ("COM¹.txt", "_COM1.txt"),
        ("aux", "_aux"),
        ('a<b>"c"|d?e*.txt', "a_b__c__d_e_.txt"),
        ("", "document"),
        ("..", "document"),
        ("///", "document"),
        ("folder/", "document"),
        ("\ud800.txt", "document.txt"),
        ("cafe\u0301.txt", "café.txt"),
    ],
)
def test_a_hostile_name_becomes_a_plain_one(given: str, safe: str) -> None:
    assert safe_name(given) == safe


def test_a_long_name_is_cut_before_its_ending() -> None:
    assert safe_name("x" * 300 + ".pdf") == "x" * (MAX_BYTES - 4) + ".pdf"
    assert safe_name("ж" * 300 + ".pdf") == "ж" * ((MAX_BYTES - 4) // 2) + ".pdf"
    assert len(safe_name("a." + "x" * 300).encode()) <= MAX_BYTES


def test_whatever_is_given_the_name_can_be_written_and_is_safe_again(tmp_path: Path) -> None:
    chance = random.Random(7)
    pieces = [
        "/",
        "\\",
        "..",
        ".",
        " ",
        "con",
        ".txt",
        "\u202e",
        "\u0301",
        "ﬁ",
        "／",
        "\x00",
        "ж",
        "℀",
        "x" * 120,
        "\n",
    ]
    for _ in range(2000):
        given = "".join(
            chance.choice(pieces) if chance.random() < 0.7 else chr(chance.randrange(0x110000)) for _ in range(9)
        )
        name = safe_name(given)
        assert safe_name(name) == name, ascii(given)
        assert Path(name).name == name and not name.startswith(".") and len(name.encode()) <= MAX_BYTES
        assert not any(unicodedata.category(character).startswith("C") for character in name)
    (tmp_path / name).write_text("x")


def test_a_name_that_is_taken_gets_a_number() -> None:
    assert free_name("a.txt", ()) == "a.txt"
    assert free_name("a.txt", {"a.txt", "a (2).txt"}) == "a (3).txt"
    assert free_name("document", {"document"}) == "document (2)"

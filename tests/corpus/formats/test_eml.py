from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.document import Document
from corpus.errors import UnreadableDocument
from corpus.formats.eml import read

PATH = Path("letter.eml")
HEADERS = (
    b"From: Nigar <n@example.org>\r\nSubject: Tea\r\nDate: Sat, 2 Mar 2019 10:00:00 +0400\r\nMIME-Version: 1.0\r\n"
)
TEA = "Tea was first planted near Lankaran in 1896, and the harvest fell after 1991, when the factories were closed."


def letter(data: bytes) -> Document:
    return read(PATH, "letter.eml", data)


def reason(data: bytes) -> str:
    with pytest.raises(UnreadableDocument) as caught:
        letter(data)
    return caught.value.reason


def made(plain: str = "", html: str = "", sender: str = "Nigar Əliyeva <n@example.org>") -> EmailMessage:
    message = EmailMessage()
    message["From"] = sender
    message["To"] = "key@example.org"
    message["Subject"] = "Çay in Lənkəran: a long subject that is folded over more than one line of the header"
    message["Date"] = "Sat, 02 Mar 2019 10:00:00 +0400"
    message.set_content(plain, cte="quoted-printable")
    if html:
        message.add_alternative(html, subtype="html")
    return message


def test_metadata_comes_from_the_header() -> None:
    document = letter(made(TEA).as_bytes())
    assert document.text == TEA
    assert document.title == "Çay in Lənkəran: a long subject that is folded over more than one line of the header"
    assert (document.author, document.year) == ("Nigar Əliyeva", 2019)
    assert letter(made(TEA, sender="n@example.org").as_bytes()).author == "n@example.org"


def test_plain_text_is_preferred_and_html_read_where_there_is_no_other() -> None:
    html = f"<html><style>x</style><h1>Tea</h1><p>{TEA}</p></html>"
    assert letter(made("Plain words.", html).as_bytes()).text == "Plain words."
    assert letter(made(" \n", html).as_bytes()).text == f"Tea\n\n{TEA}"
    document = letter(
        HEADERS + b"Content-Type: text/html; charset=windows-1251\r\n\r\n" + "<p>Чай.</p>".encode("cp1251")
    )
    assert document.text == "Чай."


def test_breaks_of_the_margin_are_undone_and_those_of_the_writer_kept() -> None:
    first, second = TEA[: TEA.index("fell")].rstrip(), TEA[TEA.index("fell") :]
    source = f"{first}\n{second}\n\n- rain\n- prices\n\n> {first}\n> {second}\n\nYours,\nNigar\n"
    assert letter(made(source).as_bytes()).text == f"{TEA}\n\n- rain\n- prices\n\n> {TEA}\n\nYours,\nNigar"


@pytest.mark.parametrize("mark", ["", "> "])
def test_a_date_at_the_beginning_of_a_line_is_no_item_and_a_count_is(mark: str) -> None:
    first, second = "In that spring the whole committee met again on the", "12. December, and it was good."
    assert letter(made(f"{mark}{first}\n{mark}{second}").as_bytes()).text == f"{mark}{first} {second}"
    steps = [f"{number}. a step that is told at some length, so that it fills its line" for number in (1, 2, 3)]
    read = letter(made("\n".join(mark + step for step in steps)).as_bytes()).text
    assert read == "\n".join(f"- {step[3:]}" for step in steps)


@pytest.mark.parametrize("gap", ["", ">\n", "> \n"])
def test_a_list_that_is_quoted_is_a_list(gap: str) -> None:
    items = "> - floor: 1,260 euros\n> - ceiling > 2 m: 740 euros\n"
    source = f"Mind the sums.\n\n> We offer:\n{gap}{items}{gap}> Please reply.\n"
    document = letter(made(source).as_bytes())
    assert "\n- floor: 1,260 euros\n- ceiling > 2 m: 740 euros\n" in document.text
    assert document.text.startswith("Mind the sums.\n\n> We offer:\n") and document.text.endswith("> Please reply.")


@pytest.mark.parametrize(
    "source",
    [
        "> - Can we pay 500?\n- No, 700.\n> - Is Tuesday fine?\n- Yes.",
        ">> - the old offer is 500\n> - the new offer is 700",
        "> We met on\n> 12. December and it was good\n> Bye",
    ],
)
def test_who_said_what_stays_told(source: str) -> None:
    assert letter(made(source).as_bytes()).text == source


def test_a_reply_is_not_joined_to_what_it_quotes() -> None:
    assert letter(made(f"> {TEA}\nThat is wrong.").as_bytes()).text == f"> {TEA}\nThat is wrong."


def test_attachments_and_forwarded_letters_are_named_and_not_read() -> None:
    message = made(TEA)
    message.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="çay.pdf")
    message.add_attachment("attached words", filename="notes.txt")
    message.add_attachment(made("forwarded words"))
    document = letter(message.as_bytes())
    assert document.text == TEA
    assert document.notes == (
        "attachments were not read: çay.pdf, notes.txt, a forwarded letter (Çay in Lənkəran: a long subject that is "
        "folded over more than one line of the header)",
    )


def test_pictures_of_the_layout_are_not_attachments() -> None:
    message = made("", f"<p>{TEA}</p>")
    parts = message.get_payload()
    parts[1].add_related(b"GIF8", maintype="image", subtype="gif", cid="<a@b>")
    document = letter(message.as_bytes())
    assert (document.text, document.notes) == (TEA, ())


def test_a_wrong_charset_falls_back_to_the_bytes() -> None:
    for charset in (b"unicode_escape", b"punycode", b"none", b"us-ascii"):
        data = HEADERS + b"Content-Type: text/plain; charset=" + charset + b"\r\n\r\n" + "Çay \\u0041.".encode()
        assert letter(data).text == "Çay \\u0041."


def nested(levels: int) -> bytes:
    opening = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (one, one) for one in range(levels)
    )
    return HEADERS + opening + b"Content-Type: text/plain\r\n\r\nTea.\r\n"


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "empty"),
        (b" \r\n", "empty"),
        (b"%PDF-1.7\nSubject: x", "a PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1Subject: ", ".msg"),
        (b"Tea in Lankaran.", "plain text"),
        (HEADERS + b"\r\n", "no text"),
        (HEADERS + b"Content-Type: image/png\r\n\r\nxx", "no text"),
        (nested(50), "nested"),
        (nested(5000), "nested"),
        (HEADERS + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * 3000, "nested"),
        (HEADERS + b"\r\n" + bytes(range(256)) * 4, "binary"),
    ],
)
def test_hostile_files_are_refused_in_words(data: bytes, word: str) -> None:
    assert word in reason(data)


def test_absurd_headers_cost_nothing() -> None:
    data = b"From: " + b"(" * 1_000_000 + b"\r\nSubject: " + b"=?utf-8?q?x?= " * 100_000 + b"\r\nDate: " + b"9" * 10**6
    document = letter(data + b"\r\n\r\nTea.")
    assert (document.title, document.author, document.year, document.text) == ("letter", None, None, "Tea.")


GOOD = made(TEA, f"<p>{TEA}</p>").as_bytes()


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.integers(0, 255)), min_size=1, max_size=12))
def test_altered_bytes_give_a_document_or_a_clear_refusal(changes: list[tuple[int, int]]) -> None:
    data = bytearray(GOOD)
    for place, value in changes:
        data[place] = value
    check(bytes(data))


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(["From", "Subject", "Date", "Content-Type", "Content-Transfer-Encoding", "Content-Disposition"]),
    st.text("=?utf-8qb_\"<>@;:,()[] \\ \xe9/*'%multipart/mixed;boundary=", max_size=60),
)
def test_any_header_gives_a_document_or_a_clear_refusal(header: str, value: str) -> None:
    check(f"Message-ID: <a>\r\n{header}: {value}\r\n\r\n{TEA}\r\n".encode())


def check(data: bytes) -> None:
    try:
        document = letter(data)
    except UnreadableDocument as error:
        assert error.reason
    else:
        assert document.text.strip()


def test_an_attachment_named_in_a_broken_character_set_is_told_without_its_name() -> None:
    data = (
        HEADERS
        + b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n'
        + TEA.encode()
        + b"\r\n--b\r\nContent-Type: application/pdf\r\n"
        + b"Content-Disposition: attachment; filename*=utf-\x008''tea.pdf\r\n\r\nx\r\n--b--\r\n"
    )
    document = letter(data)
    assert TEA in document.text
    assert document.notes == ("attachments were not read: a part without a name (application/pdf)",)

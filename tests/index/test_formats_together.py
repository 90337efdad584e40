"""A folder of documents in every format, good and bad, becomes an index."""

import csv
import zipfile
from email.message import EmailMessage
from pathlib import Path

import docx
import pytest
from pptx import Presentation
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from corpus.files import find_files
from index.build import build_index
from index.embedder import Embedder
from index.search import open_searcher
from index.store import Store

pytestmark = pytest.mark.usefixtures("without_model_loading")

CHAPTER = (
    '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><body><h1>Mills</h1>'
    "<p>The windmill of Absheron ground barley until 1911.</p></body></html>"
)
CONTAINER = (
    '<?xml version="1.0"?><container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"><rootfiles>'
    '<rootfile full-path="c.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
)
PACKAGE = (
    '<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Mills</dc:title></metadata><manifest>'
    '<item id="a" href="a.xhtml" media-type="application/xhtml+xml"/></manifest>'
    '<spine><itemref idref="a"/></spine></package>'
)


def write_pdf(path: Path) -> None:
    canvas = Canvas(str(path), pagesize=A4)
    for text in ("The lighthouse of Chilov was lit in 1882.", "Its keeper was called Rustam Aliyarov."):
        canvas.drawString(72, 700, text)
        canvas.showPage()
    canvas.save()


def write_docx(path: Path) -> None:
    document = docx.Document()
    document.add_heading("Carpets", 1)
    document.add_paragraph("The carpet weavers of Quba use madder root for red.")
    table = document.add_table(rows=0, cols=2)
    for cells in (("Village", "Looms"), ("Pirabadil", "140"), ("Zeyva", "95")):
        row = table.add_row()
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    document.save(str(path))


def write_pptx(path: Path) -> None:
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[1])
    slide.shapes.title.text = "Salt"
    slide.placeholders[1].text = "The salt lake of Masazir dries out every August."
    deck.save(str(path))


def write_epub(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
        archive.writestr("META-INF/container.xml", CONTAINER)
        archive.writestr("c.opf", PACKAGE)
        archive.writestr("a.xhtml", CHAPTER)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "mixed"
    folder.mkdir()
    write_pdf(folder / "lighthouse.pdf")
    write_docx(folder / "carpets.docx")
    write_pptx(folder / "salt.pptx")
    write_epub(folder / "mills.epub")
    (folder / "page.html").write_text(
        "<html><nav>Home Contact</nav><main><h1>Ferries</h1><p>The ferry to Turkmenbashi has no timetable.</p></main>"
    )
    with (folder / "wells.csv").open("w", newline="") as file:
        csv.writer(file).writerows([["Well", "Depth in metres"], ["Bibi-Heybat 1", "21"], ["Surakhani 7", "310"]])
    letter = EmailMessage()
    letter["Subject"], letter["From"] = "The archive", "Leyla Hasanova <leyla@example.org>"
    letter.set_content("The archive of the harbour was moved to Ganja in 1942.")
    (folder / "letter.eml").write_bytes(letter.as_bytes())

    whole = (folder / "lighthouse.pdf").read_bytes()
    (folder / "bad").mkdir()
    (folder / "bad" / "cut.pdf").write_bytes(whole[: len(whole) // 3])
    (folder / "bad" / "not.docx").write_bytes(whole)
    (folder / "bad" / "empty.html").write_bytes(b"")
    (folder / "bad" / "ff.txt").write_bytes(b"\xff" * 3000)
    (folder / "bad" / "old.doc").write_bytes(b"\xd0\xcf\x11\xe0")
    (folder / "bad" / "bomb.epub").write_bytes(b"")
    with zipfile.ZipFile(folder / "bad" / "bomb.epub", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("META-INF/container.xml", CONTAINER)
        archive.writestr("c.opf", b" " * 90_000_000)
    (folder / "bad" / "loop").symlink_to(folder)
    return folder


def test_the_good_are_found_and_the_bad_are_told(folder: Path, tmp_path: Path, embedder: Embedder) -> None:
    report = build_index(tmp_path / "index", find_files([folder]))
    assert sorted(report.added) == [
        *("carpets.docx", "letter.eml", "lighthouse.pdf", "mills.epub", "page.html", "salt.pptx", "wells.csv")
    ]
    told = {failure.path.name: failure.reason for failure in report.failures}
    assert told.keys() == {"cut.pdf", "not.docx", "empty.html", "ff.txt", "old.doc", "bomb.epub"}
    assert "seems to be a PDF" in told["not.docx"] and "save it as .docx" in told["old.doc"]
    assert "zip bomb" in told["bomb.epub"] and "empty" in told["empty.html"]

    searcher = open_searcher(tmp_path / "index")
    for question, name, words in (
        ("Who kept the lighthouse of Chilov?", "lighthouse.pdf", "Rustam Aliyarov"),
        ("What do the weavers of Quba use for red?", "carpets.docx", "madder root"),
        ("How many looms are there in Zeyva?", "carpets.docx", "Village: Zeyva | Looms: 95"),
        ("When does the salt lake of Masazir dry out?", "salt.pptx", "every August"),
        ("Until when did the windmill grind barley?", "mills.epub", "1911"),
        ("Has the ferry to Turkmenbashi a timetable?", "page.html", "no timetable"),
        ("How deep is the well Surakhani 7?", "wells.csv", "Depth in metres: 310"),
        ("Where was the archive of the harbour moved?", "letter.eml", "Ganja"),
    ):
        best = searcher.search(question, 1)[0].passage
        assert best.document == name and words in best.text, question


def test_a_passage_of_a_pdf_knows_its_pages(folder: Path, tmp_path: Path) -> None:
    build_index(tmp_path / "index", find_files([folder / "lighthouse.pdf"]))
    searcher = open_searcher(tmp_path / "index")
    passage = searcher.search("Who kept the lighthouse?", 1)[0].passage
    text = Store.open(tmp_path / "index").document("lighthouse.pdf").text
    assert [passage.page_at(text.index(word)) for word in ("lighthouse", "1882", "keeper", "Aliyarov")] == [1, 1, 2, 2]

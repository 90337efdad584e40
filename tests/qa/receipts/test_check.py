from datetime import UTC, datetime

import pytest

from corpus.files import LIBRARY
from corpus.formats import read_document
from qa.receipts.check import Kind, check_citations, list_affected
from qa.receipts.documents import FolderDocuments, IndexedDocuments
from qa.receipts.receipt import make_receipt

MADE = datetime(2026, 11, 21, 17, 20, 5, tzinfo=UTC)
METRO = "The Baku metro opened in November 1967."
TEA = "Tea was first planted near Lankaran in 1896."


@pytest.fixture
def receipt(papers, index_of, cite, weights):
    """Of two documents, a quote each."""
    answer = cite((papers / "baku.md", METRO), (papers / "tea.txt", TEA))
    return make_receipt(answer, index_of(papers), MADE, weights=weights)


@pytest.fixture(params=["index", "folder"])
def check(request, papers, index_of):
    """Checks a receipt against the papers as they are now, both ways."""

    def run(receipt):
        documents = IndexedDocuments(index_of(papers)) if request.param == "index" else FolderDocuments(papers)
        return check_citations(receipt.citations, documents)

    return run


def edit(path, old, new):
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_a_quote_in_the_same_document_is_unchanged(receipt, check):
    states = check(receipt)
    assert [(state.kind, state.document) for state in states] == [
        (Kind.UNCHANGED, "baku.md"),
        (Kind.UNCHANGED, "tea.txt"),
    ]
    assert all(state.holds for state in states)


def test_a_document_that_was_changed_behind_the_quote_leaves_it_in_place(receipt, check, papers):
    edit(papers / "baku.md", "five stations", "six stations")
    first, second = check(receipt)
    assert (first.kind, first.holds, second.kind) == (Kind.IN_PLACE, True, Kind.UNCHANGED)


def test_a_quote_with_text_put_before_it_moved(receipt, check, papers):
    edit(papers / "baku.md", "## Metro", "A new paragraph.\n\n## Metro")
    state = check(receipt)[0]
    assert (state.kind, state.holds) == (Kind.MOVED, False)
    assert state.now.start == state.citation.start + len("A new paragraph.\n\n")
    assert state.now.text == METRO == (papers / "baku.md").read_text()[state.now.start : state.now.end]


def test_a_quote_whose_lines_break_elsewhere_moved_and_is_shown_as_it_stands(receipt, check, papers):
    edit(papers / "baku.md", "metro opened in", "metro\nopened  in")
    state = check(receipt)[0]
    assert (state.kind, state.now.text) == (Kind.MOVED, "The Baku metro\nopened  in November 1967.")


def test_of_a_changed_quote_the_nearest_text_is_told(receipt, check, papers):
    edit(papers / "baku.md", "November 1967", "October 1968")
    state = check(receipt)[0]
    assert (state.kind, state.holds) == (Kind.CHANGED, False)
    assert state.now.text == "The Baku metro opened in October 1968."
    assert (papers / "baku.md").read_text()[state.now.start : state.now.end] == state.now.text


def test_of_a_quote_that_was_left_out_nothing_is_made_up(receipt, check, papers):
    edit(papers / "baku.md", METRO, "")
    state = check(receipt)[0]
    assert (state.kind, state.now, state.document) == (Kind.CHANGED, None, "baku.md")


def test_a_quote_of_a_missing_document_is_gone(receipt, check, papers):
    (papers / "tea.txt").unlink()
    first, second = check(receipt)
    assert first.kind is Kind.UNCHANGED
    assert (second.kind, second.document, second.now, second.holds) == (Kind.GONE, None, None, False)


def test_a_renamed_document_is_known_by_its_content(receipt, check, papers):
    (papers / "tea.txt").rename(papers / "harvest.txt")
    state = check(receipt)[1]
    assert (state.kind, state.document) == (Kind.UNCHANGED, "harvest.txt")


def test_another_document_under_the_old_name_does_not_hide_the_renamed_one(receipt, check, papers):
    (papers / "tea.txt").rename(papers / "harvest.txt")
    (papers / "tea.txt").write_text("Coffee is not grown here at all.\n")
    state = check(receipt)[1]
    assert (state.kind, state.document) == (Kind.UNCHANGED, "harvest.txt")


def test_a_name_with_other_folders_in_front_is_known_if_it_says_the_same(receipt, check, papers):
    (papers / "drinks").mkdir()
    (papers / "tea.txt").rename(papers / "drinks" / "tea.txt")
    edit(papers / "drinks" / "tea.txt", "in Lankaran", "in the south")
    state = check(receipt)[1]
    assert (state.kind, state.document) == (Kind.MOVED, "drinks/tea.txt")
    (papers / "drinks" / "tea.txt").write_text("Coffee is not grown here at all.\n")
    assert check(receipt)[1].kind is Kind.GONE


def test_a_document_that_cannot_be_read_says_why(receipt, papers):
    (papers / "tea.txt").write_bytes(b"\x00\x01\x02" * 1000)
    state = check_citations(receipt.citations, FolderDocuments(papers))[1]
    assert state.kind is Kind.GONE and "binary" in state.reason.lower()


def test_a_sidecar_counts_as_a_part_of_its_document(receipt, check, papers):
    (papers / "tea.txt.yaml").write_text("title: Tea\n")
    assert check(receipt)[1].kind is Kind.IN_PLACE


def test_a_renamed_document_with_a_sidecar_is_known(papers, index_of, cite, weights, check):
    (papers / "tea.txt.yaml").write_text("title: Tea\n")
    receipt = make_receipt(cite((papers / "tea.txt", TEA)), index_of(papers), MADE, weights=weights)
    (papers / "tea.txt").rename(papers / "harvest.txt")
    (papers / "tea.txt.yaml").rename(papers / "harvest.txt.yaml")
    assert [(one.kind, one.document) for one in check(receipt)] == [(Kind.UNCHANGED, "harvest.txt")]


def test_states_come_in_the_order_of_the_citations(papers, index_of, cite, weights, check):
    quotes = [(papers / "baku.md", METRO), (papers / "tea.txt", TEA), (papers / "baku.md", "It had five stations")]
    receipt = make_receipt(cite(*quotes), index_of(papers), MADE, weights=weights)
    edit(papers / "baku.md", "five stations", "six stations")
    assert [state.kind for state in check(receipt)] == [Kind.IN_PLACE, Kind.UNCHANGED, Kind.CHANGED]


@pytest.mark.parametrize("path", sorted(LIBRARY.glob("*.md")), ids=lambda path: path.name)
def test_a_file_says_in_a_folder_what_it_says_in_an_index(path, index_of):
    indexed = IndexedDocuments(index_of(path)).read(path.name)
    assert indexed == FolderDocuments(path).read(path.name)
    assert indexed[0].content_hash == read_document(path, path.name).content_hash


def test_a_cleaned_document_is_compared_as_its_file_says_it(tmp_path, index_of, cite):
    path = tmp_path / "torn.txt"
    path.write_text(
        "A title\n\nThe treaty was signed in the auto-\nnomous city of Baku.\n\n\n12\n\nIt held for years.\n"
    )
    answer = cite((path, "in the auto-\nnomous city"))
    store = index_of(path)
    assert store.document("torn.txt").text != path.read_text()
    assert [state.kind for state in check_citations(answer.citations, IndexedDocuments(store))] == [Kind.UNCHANGED]


def test_only_answers_with_a_lost_quote_are_affected(papers, index_of, cite):
    metro, tea, silent = cite((papers / "baku.md", METRO)), cite((papers / "tea.txt", TEA)), cite()
    both = cite((papers / "baku.md", METRO), (papers / "tea.txt", TEA))
    assert list_affected([metro, tea, both, silent], index_of(papers)) == []
    edit(papers / "tea.txt", "1896", "1886")
    affected = list_affected([metro, tea, both, silent], index_of(papers))
    assert [answer for answer, _ in affected] == [tea, both]
    assert [[(one.citation.number, one.kind) for one in lost] for _, lost in affected] == [
        [(1, Kind.CHANGED)],
        [(2, Kind.CHANGED)],
    ]


def test_receipts_may_be_listed_as_answers_are(receipt, papers, index_of):
    (papers / "baku.md").unlink()
    assert [one for one, _ in list_affected([receipt], index_of(papers))] == [receipt]


def test_an_owners_documents_are_looked_at_for_that_owner_alone(papers, tmp_path, index_of, cite):
    own = tmp_path / "own"
    own.mkdir()
    (own / "notes.txt").write_text("My secret\n\nThe key lies under the third stone of the wall.\n")
    answer = cite((own / "notes.txt", "under the third stone"))
    store = index_of(papers, own)
    assert list_affected([answer], store, visible_to="ann") == []
    for other in (None, "ben"):
        assert [lost[0].kind for _, lost in list_affected([answer], store, visible_to=other)] == [Kind.GONE]


def test_neither_names_nor_contents_of_others_documents_are_told(papers, tmp_path, index_of):
    own = tmp_path / "own"
    own.mkdir()
    (own / "notes.txt").write_text("My secret\n\nThe key lies under the third stone of the wall.\n")
    secret = read_document(own / "notes.txt", "notes.txt").content_hash
    store = index_of(papers, own)
    assert IndexedDocuments(store, "ann").name_of(secret) == "notes.txt"
    for other in (None, "ben"):
        documents = IndexedDocuments(store, other)
        assert "notes.txt" not in documents.names()
        assert (documents.name_of(secret), documents.read("notes.txt")) == (None, [])


def test_of_two_documents_of_one_name_the_one_that_holds_the_quote_counts(papers, tmp_path, index_of, cite, weights):
    own = tmp_path / "own"
    own.mkdir()
    (own / "tea.txt").write_text("My tea\n\nI drink a cup of it every morning at seven.\n")
    store = index_of(papers, own)
    answers = [cite((papers / "tea.txt", TEA)), cite((own / "tea.txt", "every morning"))]
    assert list_affected(answers, store, visible_to="ann") == []
    receipts = [make_receipt(one, store, MADE, visible_to="ann", weights=weights) for one in answers]
    assert receipts[0].citations[0].sha256 != receipts[1].citations[0].sha256
    assert list_affected(receipts, store, visible_to="ann") == []


def test_of_two_documents_of_the_new_name_the_renamed_one_counts(papers, tmp_path, index_of, cite, weights):
    receipt = make_receipt(cite((papers / "tea.txt", TEA)), index_of(papers), MADE, weights=weights)
    own = tmp_path / "own"
    own.mkdir()
    (own / "harvest.txt").write_text("My harvest\n\nThere were nine baskets of it this year.\n")
    (papers / "tea.txt").rename(papers / "harvest.txt")
    store = index_of(papers, own)
    states = check_citations(receipt.citations, IndexedDocuments(store, "ann"))
    assert [(state.kind, state.document) for state in states] == [(Kind.UNCHANGED, "harvest.txt")]

import pytest

from corpus.formats.metadata import real_author, real_title, year_in, year_near_top


@pytest.mark.parametrize(
    "title",
    ["", " ", "untitled", "Untitled document", "Document1", "PowerPoint Presentation", "Microsoft Word - a b.docx"]
    + ["paper_final.docx", "Slide 1", "New Page 2", "Presentation"],
)
def test_what_programs_write_is_no_title(title: str) -> None:
    assert real_title(title) is None


@pytest.mark.parametrize("title", ["The Presentation of Self", "Document of Helsinki", "1984", "Slides and Sledges"])
def test_titles_are_kept(title: str) -> None:
    assert real_title(f" {title}\n") == title


def test_authors_are_joined_once_each_and_programs_are_none() -> None:
    assert real_author(["N. Aliyeva", "J. Key", "N. Aliyeva"]) == "N. Aliyeva, J. Key"
    assert real_author(["Microsoft Office User", "admin", "", "https://example.org/me"]) is None
    many = real_author(f"Author Number {number}" for number in range(100))
    assert many is not None and len(many) <= 310 and many.startswith("Author Number 0, ") and many.endswith(" et al.")


@pytest.mark.parametrize(
    ("date", "year"),
    [("2019-03-02T10:00Z", 2019), ("March 2, 2019", 2019), ("2019/2020", None), ("soon", None), ("120190", None)],
)
def test_the_year_of_a_stated_date(date: str, year: int | None) -> None:
    assert year_in(date) == year


@pytest.mark.parametrize(
    ("line", "year"),
    [
        ("2019", 2019),
        ("(2019)", 2019),
        ("2019-03-02", 2019),
        ("02.03.2019", 2019),
        ("March 2019", 2019),
        ("Baku, 2 March 2019", 2019),
        ("March 2, 2019", 2019),
        ("© 2019 The Authors", 2019),
        ("Journal of Plants, Vol. 3, No. 2 (2019), pp. 1-20", 2019),
        ("The War of 1992", None),
        ("Negotiations, 1992-1994", None),
        ("The harvest fell after March 1991, when the factories of the whole of Lankaran were closed.", None),
        ("© 2001-2019 The Authors", None),
        ("What happened in March 2019?", None),
    ],
)
def test_only_a_line_that_dates_the_document_gives_its_year(line: str, year: int | None) -> None:
    assert year_near_top(f"A title\n\n{line}\n\nText.") == year


def test_dates_further_down_are_not_the_documents() -> None:
    assert year_near_top("Words.\n\n" * 12 + "March 2019") is None

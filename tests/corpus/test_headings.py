from corpus.headings import find_sections

PROSE = (
    "The harbour of Lindal was built by two engineers who had never seen the sea before they came to the coast in May. "
    "The ferry runs every morning except on holidays, and the fare has not changed in eleven years."
)


def found(*blocks: str) -> list[tuple[int, str]]:
    return [(section.level, section.heading) for section in find_sections("\n\n".join(blocks))]


def test_short_lines_above_running_text_are_headings():
    assert found(PROSE, "Harbours and Ferries", PROSE, "2.1 The sea wall", PROSE) == [
        (2, "Harbours and Ferries"),
        (3, "2.1 The sea wall"),
    ]


def test_marked_lines_are_headings_wherever_they_stand():
    assert found("# The *Coast*", "## Harbours", "- an item") == [(1, "The Coast"), (2, "Harbours")]


def test_title_and_authors_head_nothing_and_usual_headings_do():
    assert found("The Ports of the North", "Anna Berg", "Abstract", PROSE, "References", "Berg, A., 2004.") == [
        (2, "Abstract"),
        (2, "References"),
    ]


def test_lines_that_are_no_headings():
    for line in ("Keywords: ports, ferries", "Table 1 Ships", "It ended there.", "and so on", "Port\tShips", "© Berg"):
        assert found(PROSE, line, PROSE) == []


def test_a_line_in_the_middle_of_a_sentence_is_no_heading():
    assert found(PROSE.rstrip(".") + " and of the", "Northern Ports", PROSE) == []


def test_a_section_ends_where_the_next_of_its_level_begins():
    text = "\n\n".join(["# One", PROSE, "## Two", PROSE, "# Three", PROSE])
    one, two, three = find_sections(text)
    assert (one.end, two.end, three.end) == (three.start, three.start, len(text))

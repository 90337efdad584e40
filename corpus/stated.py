"""Title, author, year and collection as a person wrote them down in YAML: front matter and sidecar files."""

from collections.abc import Iterator
from dataclasses import dataclass

import yaml

# Far above any real title (the longest of the papers we looked at has 153 characters), author list and group name.
MAX_CHARACTERS = {"title": 300, "author": 1000, "collection": 100}
KEYS = ("title", "author", "year", "collection")
NULL = "tag:yaml.org,2002:null"


@dataclass(frozen=True, slots=True)
class Stated:
    """What was written down; None for what was not."""

    title: str | None = None
    author: str | None = None
    year: int | None = None
    collection: str | None = None


class StatedWrongly(ValueError):
    """What was written down cannot be used; says the line, what is wrong and what to do, without the file's name."""


def parse_stated(source: str, first_line: int = 1, only_known_keys: bool = False) -> Stated:
    """The metadata in a YAML mapping of KEYS; author may be a list, and a person may have keys of which name counts.

    first_line: the number of the source's first line in its file, for messages. only_known_keys: whether another key is
    an error or passed over. Raises StatedWrongly if the source is no such YAML or a value is of the wrong type.
    """
    entries = dict(_entries(source, first_line))
    unknown = [f"{key!r} (line {line})" for key, (line, _) in entries.items() if key not in KEYS]
    if unknown and only_known_keys:
        raise StatedWrongly(f"it holds the unknown key {', '.join(unknown)}; known keys are {', '.join(KEYS)}")
    texts = {key: _read_text(key, *entries[key]) for key in ("title", "collection") if key in entries}
    return Stated(
        title=texts.get("title"),
        author=_read_authors(*entries["author"], first_line) if "author" in entries else None,
        year=_read_year(*entries["year"]) if "year" in entries else None,
        collection=texts.get("collection"),
    )


def _entries(source: str, first_line: int) -> Iterator[tuple[str, tuple[int, yaml.Node]]]:
    """Key, line and value. Nodes, not values: they know their lines, and "No" stays a word."""
    root = _compose(source, first_line)
    if root is None:
        return
    if not isinstance(root, yaml.MappingNode):
        line = root.start_mark.line + first_line
        raise StatedWrongly(f"line {line} must be of the form key: value, with a blank after the colon")
    seen = set()
    for key, value in root.value:
        line = key.start_mark.line + first_line
        name = key.value if isinstance(key, yaml.ScalarNode) else "[…]"
        if name in seen:
            raise StatedWrongly(f"it states {name} twice (again in line {line}); keep one of them")
        seen.add(name)
        yield name, (line, value)


def _compose(source: str, first_line: int) -> yaml.Node | None:
    try:
        return yaml.compose(source, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" (line {mark.line + first_line})" if mark is not None else ""
        raise StatedWrongly(f"it is not valid YAML{where}; put values that hold a colon in quotation marks") from error
    except RecursionError as error:
        raise StatedWrongly("its YAML is nested too deeply; write lines of the form key: value") from error


def _read_text(key: str, line: int, node: yaml.Node) -> str | None:
    if not isinstance(node, yaml.ScalarNode):
        raise StatedWrongly(f"{key} (line {line}) must be a text; put it in quotation marks")
    if node.tag == NULL:
        return None
    text = " ".join("".join(one for one in node.value if one.isprintable() or one.isspace()).split())
    if len(text) > MAX_CHARACTERS[key]:
        limit = f"at most {MAX_CHARACTERS[key]} characters and has {len(text)}; shorten it"
        raise StatedWrongly(f"{key} (line {line}) may have {limit}")
    return text or None


def _read_authors(line: int, node: yaml.Node, first_line: int) -> str | None:
    if not isinstance(node, yaml.SequenceNode):
        return _read_person(line, node)
    people = [_read_person(one.start_mark.line + first_line, one) for one in node.value]
    joined = ", ".join(person for person in people if person)
    if len(joined) > MAX_CHARACTERS["author"]:
        raise StatedWrongly(f"author (line {line}) may have at most {MAX_CHARACTERS['author']} characters; name fewer")
    return joined or None


def _read_person(line: int, node: yaml.Node) -> str | None:
    if isinstance(node, yaml.MappingNode):
        named = [value for key, value in node.value if getattr(key, "value", None) == "name"]
        node = named[0] if named else node
    if not isinstance(node, yaml.ScalarNode):
        raise StatedWrongly(f"author (line {line}) must be a name or a list of names")
    return _read_text("author", line, node)


def _read_year(line: int, node: yaml.Node) -> int | None:
    if isinstance(node, yaml.ScalarNode):
        if node.tag == NULL or not node.value.strip():
            return None
        value = node.value.strip()
        # Four digits: fewer or more are a slip in all but the rarest document.
        if value.isascii() and value.isdigit() and len(value) == 4:
            return int(value)
        raise StatedWrongly(f"year (line {line}) must be four digits such as 2021, not {value[:40]!r}")
    raise StatedWrongly(f"year (line {line}) must be four digits such as 2021")

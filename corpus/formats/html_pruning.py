"""What of a web page is its content, and what stands around it on every page of a site."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

# Never text for a reader. "rt", "rp": pronunciation above a word. "annotation": the source of a formula.
NEVER_READ = frozenset(
    "head script style noscript template iframe object embed svg canvas audio video map input select textarea button "
    "label legend datalist meter progress rt rp annotation annotation-xml nav del dialog menu".split()
)
DROPPED_ROLES = frozenset(
    "navigation search dialog alertdialog menu menubar toolbar tablist tooltip doc-toc doc-noteref doc-backlink".split()
)
# Tags and roles that frame a page but, inside an article, may hold the article's own words.
HEADS = frozenset(("header", "banner"))
ASIDES = frozenset(("aside", "complementary"))
FEET = frozenset(("footer", "contentinfo"))
# Elements that may be left out though they have no attributes.
JUDGED = frozenset(("header", "aside", "footer", "ul", "ol"))
NOTE_TYPES = frozenset("footnote endnote note rearnote doc-footnote doc-endnote doc-note footnotes endnotes".split())
# Words of class and id that name what surrounds an article.
CONSENT_WORDS = frozenset("cookie cookies consent gdpr ccpa".split())
FRAME_WORDS = frozenset(
    "nav navigation navbar navbox menu submenu breadcrumb breadcrumbs sidebar footer share sharing sharebar social "
    "newsletter subscribe subscription ad ads advert advertisement advertisements adsbygoogle promo popup modal "
    "skiplink pagination pager toc editsection noprint related".split()
)
HEAD_WORDS = frozenset(("header", "masthead", "topbar", "banner"))
NAMED_CONTAINERS = frozenset("div section ul ol dl table p aside header footer form span".split())
# A class is only a hint. What holds more of the page's text than this is its content, whatever it is called
# (class="page-with-sidebar"). On short pages a cookie banner holds up to half of the words.
MAX_FRAME_SHARE = 0.3
MAX_CONSENT_SHARE = 0.6
# A main element is believed if it holds this many characters, or this share of the page.
MIN_CONTENT_CHARACTERS = 250
MIN_CONTENT_SHARE = 0.4
# A list outside the article in which nearly all text is links is a menu: the entries of a menu have a few words.
MENU_LINK_SHARE = 0.9
MAX_MENU_ENTRY_CHARACTERS = 40
# Elements whose measure is asked for though they have no attributes. Keeping it for all takes a gigabyte where a table
# has a million cells.
MEASURED = frozenset("body main article header ul ol table sup".split())
CONTENT_TAGS = frozenset(("main", "article", "h1"))


@dataclass(slots=True)
class Measure:
    """What an element holds. characters, link_characters: of text without white space at the ends of its pieces.

    size: characters of text, white space counted, and elements.
    """

    size: int = 0
    characters: int = 0
    link_characters: int = 0
    content_tags: int = 0
    tables: int = 0
    entries: int = 0


# Of elements that are never read, and of those nobody asks about.
NOTHING = Measure()


class WebPage:
    """A parsed page, measured once. Tells what is content; changes nothing in the tree.

    keep_asides: in books asides are boxes of the text, and footers may hold notes.
    """

    def __init__(self, root: "_Element", keep_asides: bool = False) -> None:
        self._keep_asides = keep_asides
        self._measures = _measure(root)
        body = next(root.iter("body"), root)
        self._total = max(1, self.measure(body).characters)
        self._headers_hold_all_titles = all(_is_within(title, HEADS) for title in root.iter("h1"))
        self.content = self._find_content(body)
        self._is_whole_body = self.content is body

    def measure(self, element: "_Element") -> Measure:
        """What an element of the page holds, if it has attributes or is one of MEASURED; else nothing."""
        return self._measures.get(element, NOTHING)

    def is_left_out(self, element: "_Element") -> bool:
        """Whether a reader of the article would not miss the element."""
        if element is self.content:
            return False
        tag = element.tag
        if tag in NEVER_READ:
            return True
        if tag not in JUDGED and not element.keys():
            return False
        role = (element.get("role") or "").lower()
        if role in DROPPED_ROLES:
            return True
        types = set((element.get("{http://www.idpf.org/2007/ops}type") or element.get("epub:type") or "").split())
        if types & {"toc", "noteref", "landmarks", "page-list", "pagebreak"}:
            return True
        if tag in ASIDES or role in ASIDES or tag in FEET or role in FEET:
            return not (self._keep_asides or types & NOTE_TYPES or role in NOTE_TYPES)
        if tag in HEADS or role in HEADS:
            return self._is_page_head(element)
        return self._is_hidden(element) or self._is_named_as_frame(element) or self._is_menu(element)

    def _find_content(self, body: "_Element") -> "_Element":
        mains = [one for one in body.iter() if one.tag == "main" or one.get("role") == "main"]
        articles = list(body.iter("article"))
        for candidates in (mains, articles if len(articles) == 1 else []):
            best = max(candidates, key=lambda one: self.measure(one).characters, default=None)
            if best is not None:
                characters = self.measure(best).characters
                if characters >= min(MIN_CONTENT_CHARACTERS, MIN_CONTENT_SHARE * self._total):
                    return best
        return body

    def _is_page_head(self, element: "_Element") -> bool:
        if not self._is_whole_body or self._keep_asides or _is_within(element, frozenset(("article", "main"))):
            return False
        return not (self.measure(element).content_tags and self._headers_hold_all_titles)

    def _share(self, element: "_Element") -> float:
        return self.measure(element).characters / self._total

    def _is_hidden(self, element: "_Element") -> bool:
        style = re.sub(r"\s", "", (element.get("style") or "").lower())
        hidden = (
            (element.get("hidden") is not None and element.get("hidden") != "until-found")
            or element.get("aria-hidden") == "true"
            or "display:none" in style
            or "visibility:hidden" in style
        )
        # Some pages are hidden as a whole until their script has run.
        return hidden and self._share(element) < MAX_CONSENT_SHARE

    def _is_named_as_frame(self, element: "_Element") -> bool:
        if element.tag not in NAMED_CONTAINERS or self.measure(element).content_tags:
            return False
        names = f"{element.get('class') or ''} {element.get('id') or ''}"
        words = set(re.findall(r"[a-z]+", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", names[:500]).lower()))
        if words & CONSENT_WORDS:
            return self._share(element) <= MAX_CONSENT_SHARE
        framing = FRAME_WORDS | HEAD_WORDS if self._is_whole_body else FRAME_WORDS
        return bool(words & framing) and self._share(element) <= MAX_FRAME_SHARE

    def _is_menu(self, element: "_Element") -> bool:
        if element.tag not in ("ul", "ol") or not self._is_whole_body or self._keep_asides:
            return False
        measure = self.measure(element)
        return (
            measure.entries >= 3
            and measure.link_characters >= MENU_LINK_SHARE * measure.characters
            and measure.characters <= MAX_MENU_ENTRY_CHARACTERS * measure.entries
            and self._share(element) <= MAX_FRAME_SHARE
            and not _is_within(element, frozenset(("article", "main")))
        )


def _is_within(element: "_Element", names: frozenset[str]) -> bool:
    return any(one.tag in names or one.get("role") in names for one in element.iterancestors())


def _measure(root: "_Element") -> dict["_Element", Measure]:
    """What each element holds, in one pass: nested containers would make counting each anew quadratic."""
    from lxml import etree

    measures: dict[_Element, Measure] = {}
    open_measures = [Measure()]
    links = 0

    def count(text: str | None) -> None:
        length = len(text.strip()) if text else 0
        open_measures[-1].size += len(text or "")
        open_measures[-1].characters += length
        open_measures[-1].link_characters += length if links else 0

    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        if event == "start":
            open_measures.append(Measure())
            if element.tag in NEVER_READ:
                walk.skip_subtree()
                continue
            links += element.tag == "a"
            count(element.text)
            continue
        measure = open_measures.pop()
        if element is root or element.tag in MEASURED or element.keys():
            measures[element] = measure
        links -= element.tag == "a" and element.tag not in NEVER_READ
        above = open_measures[-1]
        above.size += measure.size + 1
        above.characters += measure.characters
        above.link_characters += measure.link_characters
        above.content_tags += measure.content_tags + (element.tag in CONTENT_TAGS)
        above.tables += measure.tables + (element.tag == "table")
        above.entries += measure.entries + (element.tag == "li")
        if element is not root:
            count(element.tail)
    return measures

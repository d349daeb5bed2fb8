"""Read a page of a provincial portal: the article with its title and tables, no menus or counters.

The raw text is what this reader returns; offsets point into it, not into the page's source. Tables
with figures become lines (see tables); trafilatura tells where the article is on the page. Where
it finds next to nothing, the page's whole text is taken: too much beats too little.
"""

from __future__ import annotations

import logging
import re
from datetime import date
from typing import TYPE_CHECKING, Final

from extractor.documents.document import Document
from extractor.documents.html_tables import text_of, write_out_tables
from extractor.documents.plain import check_letters, check_size, decode
from extractor.errors import InputError, MissingExtra
from extractor.rules.zones import find_zones
from extractor.vietnamese.issue_date import find_date_of_issue

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# Its warnings about odd pages would stand between the lines of a call.
logging.getLogger("trafilatura").addHandler(logging.NullHandler())

_CHARSET: Final = re.compile(
    rb"<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?([\w-]+)", re.IGNORECASE
)
_DATE_METAS: Final = (
    "article:published_time", "datepublished", "pubdate", "publishdate", "publish-date",
    "dc.date.issued", "dc.date", "dcterms.issued", "og:published_time", "date",
)  # fmt: skip
_ISO_DAY: Final = re.compile(r"(20\d\d)-(\d\d)-(\d\d)")
_LD_DATE: Final = re.compile(r'"datePublished"\s*:\s*"([^"]+)"')
#: A site's name behind the headline; never words with figures: `… - 98,7% đúng hạn` stays.
_SITE: Final = re.compile(r"\s+[|–—-]\s+(?:cổng|báo|trang|ubnd|đài|sở|trung tâm)[^|–—\d]*$", re.I)
_DROPPED: Final = ("script", "style", "noscript", "template", "svg", "select", "button", "iframe")
_FIGURE: Final = re.compile(r"\d[\d.,]*")
#: A shorter article (code points) without most figures of the page is none: all is taken.
_SHORTEST: Final = 200
#: A line of so many letters stands nowhere by chance (without blanks).
_SURE: Final = 40
_FEWEST_WORDS: Final = 5


def read_html(data: bytes, *, doc_id: str, name: str) -> Document:
    """Return the article of a page with its title and day of publication.

    Refuses (InputError) what is empty, too large, in a legacy encoding or without text, and
    (MissingExtra) a page where trafilatura is not installed.
    """
    tree = _parse(decode_page(data, name=name), name)
    published = _published(tree)
    for element in list(tree.iter(*_DROPPED)):
        element.drop_tree()
    titles = _titles(tree)
    write_out_tables(tree)
    page = text_of(tree.body if tree.body is not None else tree)
    text = _without_foot(_article(tree, page))
    title = _printed(titles, page) or _line_above(text, page)
    if title is not None and _squeezed(title) not in _squeezed(text[:1000]):
        text = f"{title}\n\n{text}"
    check_letters(text, name=name)
    return Document(doc_id, text, name, title, published or find_date_of_issue(page))


def decode_page(data: bytes, *, name: str) -> str:
    """Decode a page: as text is decoded, else by the encoding that the page itself declares."""
    check_size(data, name=name)
    try:
        return decode(data, name=name)
    except InputError:
        declared = _CHARSET.search(data[:4096])
        if declared is None:
            raise
        encoding = declared[1].decode("ascii").lower()
        try:
            text = data.decode(encoding)
        except (LookupError, UnicodeDecodeError):
            raise InputError(
                f"{name}: declares {encoding} but is not; save the page as UTF-8"
            ) from None
        check_letters(text, name=name)
        return text


def _parse(text: str, name: str) -> HtmlElement:
    try:
        from lxml import etree
        from lxml.html import HTMLParser, document_fromstring
    except ImportError as error:
        raise MissingExtra("trafilatura", "readers") from error
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        return document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, ValueError) as error:
        raise InputError(f"{name}: no readable HTML ({error}); check the file") from error


def _article(tree: HtmlElement, page: str) -> str:
    """Return the lines of the page from the article's first to its last, or all of them.

    Trafilatura only says where the article is: its own text may break a line at a bold figure, or
    leave out what is said twice.
    """
    try:
        import trafilatura
    except ImportError as error:
        raise MissingExtra("trafilatura", "readers") from error
    found = trafilatura.extract(
        tree, include_comments=False, include_tables=True, favor_recall=True, deduplicate=False
    )
    whole = _squeezed(found or "")
    known = {_squeezed(line.removeprefix("- ")) for line in (found or "").split("\n")}
    lines = page.split("\n")
    squeezed = [_squeezed(line) for line in lines]
    hits = [
        number
        for number, line in enumerate(squeezed)
        if line in known or (len(line) >= _SURE and line in whole)
    ]
    article = "\n".join(lines[hits[0] : hits[-1] + 1]) if hits else ""
    lost = 2 * len(_FIGURE.findall(article)) < len(_FIGURE.findall(page))
    return page if not article or (len(article) < _SHORTEST and lost) else article


def _without_foot(text: str) -> str:
    """Cut the counters and lists of other articles that stand below an article."""
    kept = [span for span in find_zones(text) if span.zone != "boilerplate"]
    return text[: kept[-1].end] if kept else text


def _titles(tree: HtmlElement) -> list[str]:
    """Return the headlines that the page names as such, the surest first."""
    metas = [
        meta.get("content") or ""
        for meta in tree.iter("meta")
        if (meta.get("property") or meta.get("name") or "").lower() == "og:title"
    ]
    heads = [text_of(h1) for h1 in tree.iter("h1")]
    titles = [title.text or "" for title in tree.iter("title")]
    lines = [*metas, *(heads if len(heads) == 1 else []), *titles]
    return [_SITE.sub("", " ".join(line.split())) for line in lines]


def _printed(titles: list[str], page: str) -> str | None:
    """Return the first headline that stands on the page: many sites give all pages one title."""
    squeezed = _squeezed(page)
    return next((title for title in titles if title and _squeezed(title) in squeezed), None)


def _line_above(text: str, page: str) -> str | None:
    """Return the headline as the nearest line of some words above the article; None without one."""
    lines = page.split("\n")
    first = _squeezed(text.partition("\n")[0])
    at = next((n for n, line in enumerate(lines) if _squeezed(line) == first), 0)
    titles = [
        line
        for line in lines[max(at - 4, 0) : at]
        if len(line.split()) >= _FEWEST_WORDS and find_zones(line)[0].zone == "title"
    ]
    return titles[-1] if titles else None


def _published(tree: HtmlElement) -> date | None:
    """Return the day of publication that the page's metadata give; a guess is none."""
    for meta in tree.iter("meta"):
        names = (meta.get(key) for key in ("property", "name", "itemprop"))
        if any((name or "").lower() in _DATE_METAS for name in names):
            day = _day(meta.get("content"))
            if day is not None:
                return day
    for script in tree.iter("script"):
        match = _LD_DATE.search(script.text or "")
        if match and (day := _day(match[1])) is not None:
            return day
    return None


def _day(text: str | None) -> date | None:
    match = _ISO_DAY.match((text or "").strip())
    if match is None:
        return None
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:  # a template's 2024-00-00
        return None


def _squeezed(text: str) -> str:
    return "".join(text.lower().split())

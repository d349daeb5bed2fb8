import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.export.page import cut, to_page, write_pages
from extractor.schema import Observation


class Reader(HTMLParser):
    """Collect the text of the article, the marks with their facts, and the tags in use."""

    def __init__(self):
        super().__init__()
        self.article, self.marks, self.tags, self._in, self._mark = "", [], [], False, None

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.tags.append((tag, attrs))
        if tag == "article":
            self._in = True
        if tag == "mark" and self._in:
            self._mark = (attrs["class"], attrs["data-facts"])

    def handle_endtag(self, tag):
        self._in = self._in and tag != "article"
        self._mark = None if tag == "mark" else self._mark

    def handle_data(self, data):
        if self._in:
            self.article += data
        if self._mark:
            self.marks.append((*self._mark, data))


@pytest.fixture
def page(entry):
    reader = Reader()
    reader.feed(to_page(entry))
    return reader


def test_the_text_is_the_raw_text(page, entry):
    assert page.article == entry.text


def test_mentions_are_coloured_and_know_their_facts(page):
    assert page.marks == [
        ("period", "0", "Quý III/2023"),
        ("level", "0", "toàn tỉnh"),
        ("indicator", "0", "tiếp nhận"),
        ("quantity", "0", "64.933 hồ sơ"),
        ("quantity", "1", "3,148 tỷ đồng"),
        ("quantity", "2", "151.10%"),
        ("quantity", "3", "80%"),
    ]


def test_every_fact_has_a_row_and_targets_are_marked_as_such(page):
    rows = [attrs for tag, attrs in page.tags if tag == "tr" and "data-fact" in attrs]
    assert [row["data-fact"] for row in rows] == ["0", "1", "2", "3"]
    assert [row.get("class") for row in rows] == [None, None, None, "aim"]


def test_findings_point_at_their_facts_the_broken_first(page):
    items = [attrs for tag, attrs in page.tags if tag == "li" and "data-facts" in attrs]
    assert [item["data-facts"] for item in items] == ["0", ""]


def test_words_of_the_source_are_no_markup(entry):
    page = to_page(entry)
    assert "Tin &lt;quý III&gt;" in page
    assert "&lt;mới&gt;" in page


def test_the_page_fetches_nothing(page, entry):
    assert not [attrs for _, attrs in page.tags if {"src", "href"} & set(attrs)]
    assert not re.search(r"url\(|@import|https?://", to_page(entry))


def test_it_is_made_for_dark_and_for_phones(entry):
    page = to_page(entry)
    assert "prefers-color-scheme: dark" in page
    assert 'name="viewport"' in page
    assert "max-width: 40rem" in page


def test_a_bulletin_without_facts_says_so(entry):
    report = entry.report.model_copy(update={"observations": (), "findings": ()})
    page = to_page(entry.model_copy(update={"report": report}))
    assert "No figures found." in page
    assert "No check applies." in page


def test_many_pages_have_names_of_their_own_and_an_index(entry, tmp_path):
    def named(doc_id):
        return entry.model_copy(
            update={"report": entry.report.model_copy(update={"doc_id": doc_id})}
        )

    write_pages(map(named, ("2023/q3", "2023-q3", "index", "báo cáo", "..")), tmp_path / "pages")
    names = sorted(path.name for path in (tmp_path / "pages").iterdir())
    assert names == [
        "2023-q3-2.html", "2023-q3.html", "bulletin.html", "báo-cáo.html", "index-2.html",
        "index.html",
    ]  # fmt: skip
    index = (tmp_path / "pages" / "index.html").read_text(encoding="utf-8")
    assert index.count("<li><a href=") == 5


@given(st.data())
def test_pieces_are_the_text_again(data):
    text = data.draw(st.text(min_size=1, max_size=30))
    spans = st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).map(sorted).map(tuple)
    facts = [
        Observation(
            obs_id="a#0", doc_id="a", indicator=None, value=None, unit=None, surface="",
            char_start=start, char_end=end, evidence={"indicator": data.draw(spans)},
        )
        for start, end in data.draw(st.lists(spans, max_size=4))
    ]  # fmt: skip
    assert "".join(piece.text for piece in cut(text, facts)) == text

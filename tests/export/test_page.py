import re
from decimal import Decimal
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.export.page import cut, start_page, to_page, write_pages
from extractor.schema import Finding, Observation

PROVEN = Decimal("15.11")


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
    assert [item["data-facts"] for item in items] == ["2", "0", ""]  # the misprint, the checks


def test_words_of_the_source_are_no_markup(entry):
    page = to_page(entry)
    assert "Tin &lt;quý III&gt;" in page
    assert "&lt;mới&gt;" in page


def test_the_page_fetches_nothing(page, entry):
    assert not [attrs for _, attrs in page.tags if {"src", "href"} & set(attrs)]
    # the only address is a name: that of the language in which lines are drawn
    assert not re.search(r"url\(|@import|https?://(?!www\.w3\.org/2000/svg)", to_page(entry))


def test_it_is_made_for_dark_and_for_phones(entry):
    page = to_page(entry)
    assert "prefers-color-scheme: dark" in page
    assert 'name="viewport"' in page
    assert "max-width: 40rem" in page


def test_a_bulletin_without_facts_says_so(entry):
    report = entry.report.model_copy(update={"observations": (), "findings": ()})
    page = to_page(entry.model_copy(update={"report": report}))
    assert "Không thấy số liệu nào." in page
    assert "No figures found." in page
    assert "No check applies." in page


def test_a_misprint_stands_with_its_reading_and_its_proof(entry):
    facts = entry.report.observations
    proof = Finding(doc_id="a", kind="rate", rule="r3", verdict="holds",
                    equation="rate_online 15,11% = 9 / 60", proposals=((facts[2].obs_id, PROVEN),)
                    )  # fmt: skip
    repaired = facts[2].model_copy(update={"value": PROVEN, "status": "repaired"})
    report = entry.report.model_copy(
        update={"observations": (*facts[:2], repaired, facts[3]), "findings": (proof,)}
    )
    part = between(to_page(entry.model_copy(update={"report": report})), "misprints", "</ul>")
    assert part.count("<li ") == 1
    assert "<del>151.10%</del> → <ins>15,11</ins>" in part
    assert "Share of dossiers filed online 15,11% = 9 / 60" in part


def test_an_unproven_misprint_stands_with_its_readings(entry):
    part = between(to_page(entry), "misprints", "</ul>")
    assert "<del>151.10%</del> → <ins>151,1 / 15,110</ins>" in part


def test_a_sound_figure_is_suspected_where_a_reading_would_mend_a_check(entry):
    fact = entry.report.observations[0]
    broken = entry.report.findings[1].model_copy(
        update={"proposals": ((fact.obs_id, Decimal(60000)),)}
    )
    report = entry.report.model_copy(update={"findings": (broken,)})
    part = between(to_page(entry.model_copy(update={"report": report})), "misprints", "</ul>")
    assert "<del>64.933 hồ sơ</del> → <ins>60.000</ins>" in part
    assert "one of these would make a check hold" in part


def between(page, start, end):
    """Return what stands between a list of that class and the end of the next such tag."""
    return page.split(f'<ul class="{start}">', 1)[1].split(end, 1)[0]


def test_a_part_names_its_whole_and_points_at_it(entry):
    facts = list(entry.report.observations)
    facts[2] = facts[2].model_copy(update={"part_of": facts[0].obs_id})
    report = entry.report.model_copy(update={"observations": tuple(facts)})
    page = to_page(entry.model_copy(update={"report": report}))
    assert page.count('data-fact="2" data-kin="0"') == 1
    assert '<span lang="vi">thuộc</span><span lang="en">part of</span> 64.933 hồ sơ' in page


def test_every_word_of_the_page_is_there_in_both_languages(entry):
    for page in (to_page(entry), start_page()):
        both = [len(re.findall(f'<span lang="{name}">[^<]+</span>', page)) for name in ("vi", "en")]
        assert both[0] == both[1] > 5
        assert len(re.findall("data-vi=", page)) == len(re.findall("data-en=", page)) > 0


def test_the_page_of_the_service_is_the_same_page_with_a_form(entry):
    alone, served = to_page(entry), start_page()
    for tag in ("style", "script"):
        code = re.search(f"<{tag}>.*?</{tag}>", alone, re.S)[0]
        assert code in served
    assert ('id="form"' in served, 'id="form"' in alone) == (True, False)
    assert not re.search(r"url\(|@import|https?://(?!www\.w3\.org/2000/svg)", served)


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

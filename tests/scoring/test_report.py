import re
from html.parser import HTMLParser

import pytest

from extractor.scoring.comparison import compare_results
from extractor.scoring.evaluation import evaluate
from extractor.scoring.floor import extract_floor
from extractor.scoring.report import Extras, render_html, render_markdown
from extractor.scoring.studies import Studies

VOID = {"meta", "br"}


class Page(HTMLParser):
    """Check that every element is closed in order; collect tags, attributes and text."""

    def __init__(self, page):
        super().__init__()
        self.open, self.tags, self.outside, self.words = [], [], [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.outside += [v for k, v in attrs if k in ("src", "href") and not v.startswith("#")]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)


@pytest.fixture
def evaluation(bulletins, oracle):
    def spoil(observations, doc_id):
        rated = [one.model_copy(update={"confidence": 0.8}) for one in observations]
        wrong = rated[1].model_copy(update={"unit": "copy", "agency": "<b>A & B</b>"})
        return [rated[0], wrong, *rated[3:]]

    facts = {"model": "m", "commit": "abc"}
    return evaluate(bulletins, oracle(spoil), model="m", resamples=50, facts=facts)


@pytest.fixture
def extras(bulletins, evaluation, oracle):
    base = {"config": "quick.cfg", "corpus": "c" * 64, "settings": "s", "seconds": 60}
    curve = (
        {**base, "run": "25 %", "bulletins": 10, "scores": {"whole": 0.2, "period": None}},
        {**base, "run": "100 %", "bulletins": 40, "scores": {"whole": 0.5, "period": None}},
    )
    left_out = {"held_bulletins": 7, "held": {"whole": 0.125}}
    other = evaluate(bulletins, oracle(), resamples=0).results
    return Extras(
        compare_results(evaluation.results, other, resamples=50),
        "rules",
        [evaluate(bulletins, extract_floor, model="floor", resamples=0)],
        Studies(
            curve,
            ({**curve[1], "run": "without region delta", **left_out},),
            tuple({**one, "order": "next", "scores": {"all": 0.25}} for one in curve),
        ),
    )


@pytest.fixture
def texts(bulletins):
    return {bulletin.doc_id: bulletin.text for bulletin in bulletins}


def test_the_page_is_well_formed_and_needs_nothing_from_outside(evaluation, texts, extras):
    page = Page(render_html(evaluation, texts, extras))
    assert page.open == []
    assert page.outside == []
    assert not {"script", "link", "img", "iframe"} & set(page.tags)


def test_the_page_fits_phones_and_dark_screens(evaluation, texts):
    page = render_html(evaluation, texts)
    assert 'name="viewport" content="width=device-width' in page
    assert "prefers-color-scheme: dark" in page
    assert "@media (max-width:" in page


def test_what_a_system_says_is_escaped(evaluation, texts):
    page = render_html(evaluation, texts)
    assert "<b>A & B</b>" not in page
    assert "&lt;b&gt;A &amp; B&lt;/b&gt;" in page


def test_every_wrong_fact_of_a_written_bulletin_stands_in_its_sentence(evaluation, texts):
    words = " ".join("".join(Page(render_html(evaluation, texts)).words).split())
    assert words.count("Trong đó trực tuyến 151.10 hồ sơ (23,3%).") == 6  # two in each of three
    at = texts["b0"].index("151.10")
    assert f"b0 {at}–{at + 12}: 151.10 hồ sơ unit" in words
    assert "23,3% missed" in words


@pytest.mark.parametrize(("quote", "sentences"), [(False, 6), (True, 8)])
def test_real_bulletins_are_quoted_only_on_request(evaluation, texts, quote, sentences):
    page = render_html(evaluation, texts, quote_real=quote)
    assert len(re.findall('class="sentence"', page)) == sentences


def test_the_charts_are_drawn(evaluation, texts, extras):
    page = Page(render_html(evaluation, texts, extras))
    # a learning curve and active learning, in each of two groups reliability and what a floor keeps
    assert page.tags.count("svg") == 2 + 2 * 2
    assert page.tags.count("polyline") == 2 + 2
    assert page.tags.count("circle") == 2 + 2 + 2 + 2


def test_markdown_keeps_real_apart_and_shows_undefined_as_a_dash(evaluation, extras):
    text = render_markdown(evaluation, extras)
    assert re.findall(r"^## (\w+)$", text, re.M) == ["test", "real"]
    assert "| whole fact | 0.800 [0.800–0.800] | 0.667 [0.667–0.667] |" in text
    assert "| COMPARED_TO | 1.000" in text
    assert "| not_invented |" in text
    assert "### m against rules" in text
    assert "| floor |" in text
    assert "| dossiers_received_online | 0.000 |" not in text
    assert "- commit: abc" in text


def test_markdown_tables_have_as_many_cells_as_headings(evaluation, extras):
    lines = render_markdown(evaluation, extras).splitlines()
    rows = [line for line in lines if line.startswith("| ")]
    assert len(rows) > 100
    width = None
    for line, before in zip(lines, ["", *lines], strict=False):
        if line.startswith("| ") and not before.startswith("| "):
            width = line.count(" | ")
        if line.startswith("| "):
            assert line.count(" | ") == width


def test_studies_stand_in_both_reports(evaluation, texts, extras):
    text = render_markdown(evaluation, extras)
    assert "| 25 % | 10 | 0.200 | – |" in text
    assert "| without region delta: left out | 40 | 7 | 0.125 | – |" in text
    assert "| without region delta: dev | 40 |  | 0.500 | – |" in text
    assert "| 40 bulletins | 40 | 0.250 |" in text
    words = "".join(Page(render_html(evaluation, texts, extras)).words)
    assert "without region delta: left out" in words

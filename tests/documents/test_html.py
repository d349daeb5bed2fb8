from datetime import date

import pytest

from extractor.documents.html import decode_page, read_html
from extractor.errors import InputError

pytest.importorskip("trafilatura")


def read(page, encoding="utf-8"):
    return read_html(page.encode(encoding), doc_id="a", name="a.html")


@pytest.fixture(params=["modern_page", "layout_page", "div_page"])
def article(request):
    return read(request.getfixturevalue(request.param))


def test_the_article_is_kept_sentence_by_sentence(article, bulletin):
    lines = article.text.split("\n")
    assert bulletin.lead in lines
    assert bulletin.body in lines


def test_the_title_comes_first_and_once(article, bulletin):
    assert article.title == bulletin.title
    assert article.text.startswith(bulletin.title)
    assert article.text.count(bulletin.title) == 1


def test_table_rows_are_lines_in_their_place(article, bulletin):
    lines = article.text.split("\n")
    at = lines.index(bulletin.table[0])
    assert lines[at + 1] == bulletin.table[1]
    assert lines.index(bulletin.body) < at


@pytest.mark.parametrize("noise", ["Trang chủ", "5535246", "online: 37", "Huyện số 4", "852 101"])
def test_menus_and_counters_are_left_out(article, noise):
    assert noise not in article.text


def test_the_day_of_publication_is_found(article):
    assert article.published == date(2024, 5, 3)


def test_a_page_with_only_a_table_is_read(statistics_page):
    document = read(statistics_page)
    assert document.title == "Tình hình xử lý hồ sơ tháng 4/2024"
    assert "Sở Tư pháp: Tiếp nhận 1.016 hồ sơ; Trễ hạn 3 hồ sơ" in document.text


def test_a_short_page_is_taken_whole():
    document = read("<html><body><div>Sở Y tế tiếp nhận 12 hồ sơ</div></body></html>")
    assert document.text == "Sở Y tế tiếp nhận 12 hồ sơ"


def test_a_site_name_behind_the_headline_goes_but_no_figure():
    page = "<html><head><title>Quý I - 98,7% đúng hạn - Cổng thông tin</title></head><body>"
    document = read(f"{page}<p>Quý I - 98,7% đúng hạn</p><p>Tốt.</p></body></html>")
    assert document.title == "Quý I - 98,7% đúng hạn"


def test_merged_cells_reach_down():
    document = read(
        "<table><tr><th>Cấp</th><th>Đơn vị</th><th>Hồ sơ</th></tr>"
        "<tr><td rowspan='2'>Cấp xã</td><td>Xã A</td><td>12</td></tr>"
        "<tr><td>Xã B</td><td>3</td></tr></table>"
    )
    assert document.text.split("\n") == ["Cấp xã, Xã A: Hồ sơ 12", "Cấp xã, Xã B: Hồ sơ 3"]


@pytest.mark.parametrize("size", ["999999999", "-1", "x", "²", "0"])
def test_an_odd_span_does_no_harm(size):
    page = f"<table><tr><td>Cấp</td><td colspan='{size}' rowspan='{size}'>Hồ sơ</td></tr></table>"
    assert "Cấp" in read(page).text


INLINE = "tỉnh nhận <b>12</b>.<i>345</i> hồ sơ, <a href='x'>trễ 3 hồ sơ</a> <span>trong kỳ</span>"


@pytest.mark.parametrize(
    "frame",
    ["<p>{}</p>", "<div><span>{}</span></div>", "<div>{}<br>{}</div>", "<td>{}</td>", "{}"],
)
@pytest.mark.parametrize("times", [1, 8])
def test_inline_markup_does_not_break_a_sentence(frame, times):
    article = frame.format(*[INLINE] * 2) * times
    lines = read(f"<html><body><h1>Tin về hồ sơ</h1>{article}</body></html>").text.split("\n")
    assert "tỉnh nhận 12.345 hồ sơ, trễ 3 hồ sơ trong kỳ" in lines[1]


def test_what_is_said_many_times_stays(modern_page, bulletin):
    page = modern_page.replace("</article>", f"<p>{bulletin.lead}</p>" * 9 + "</article>")
    assert read(page).text.count(bulletin.lead) == 10


def test_deep_nesting_does_no_harm():
    page = "<div>" * 2000 + "Sở Y tế tiếp nhận 12 hồ sơ" + "</div>" * 2000
    assert "12 hồ sơ" in read(page).text


def test_entities_in_an_old_encoding_are_read():
    page = '<meta charset="windows-1252"><p>T&#7881;nh nh&#7853;n\xa012 h&#7891; s&#417;</p>'
    assert "12 hồ sơ" in read(page, "cp1252").text.replace("\xa0", " ")


def test_a_declared_encoding_that_is_wrong_is_refused():
    data = '<meta charset="utf-8"><p>caf\xe9</p>'.encode("latin-1")
    with pytest.raises(InputError, match="declares utf-8 but is not"):
        decode_page(data, name="a.html")


@pytest.mark.parametrize("page", ["<html><body></body></html>", "<html><body><br></body></html>"])
def test_a_page_without_text_is_refused(page):
    with pytest.raises(InputError, match=r"a\.html: no text in it"):
        read(page)


def test_a_page_in_tcvn3_is_refused():
    page = "<p>TØnh ®· tiÕp nhËn 12 hå s¬, gi¶i quyÕt 9 hå s¬ vµ 3 hå s¬</p>"
    with pytest.raises(InputError, match="TCVN3"):
        read(page)

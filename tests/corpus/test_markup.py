"""The authors' mark-up: text and marks apart, faults refused with their line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.corpus.markup import KEYS, read_keys, read_markup
from extractor.errors import AnnotationError


def surfaces(source):
    marked = read_markup(source)
    return [(m.id, m.label, marked.text[m.start : m.end]) for m in marked.marks]


def test_marks_leave_the_text_and_keep_their_offsets():
    source = "[p1:Quý I], [l1:toàn tỉnh] [i1:nhận] [q1:9 hồ sơ|x|i=i1] của [a1:Sở A]."

    assert read_markup(source).text == "Quý I, toàn tỉnh nhận 9 hồ sơ của Sở A."
    assert surfaces(source) == [
        ("p1", "PERIOD", "Quý I"),
        ("l1", "LEVEL", "toàn tỉnh"),
        ("i1", "INDICATOR", "nhận"),
        ("q1", "QUANTITY", "9 hồ sơ"),
        ("a1", "AGENCY", "Sở A"),
    ]


def test_other_numbers_have_a_kind():
    marked = read_markup("ngày {02/10/2023|date} và {06|other}")

    assert marked.text == "ngày 02/10/2023 và 06"
    assert [(marked.text[n.start : n.end], n.kind) for n in marked.numbers] == [
        ("02/10/2023", "date"),
        ("06", "other"),
    ]


def test_head_and_defaults_are_no_text():
    marked = read_markup("@# doc_id=a; province=Kon Tum\n@@ lv=PW\nmột\n\nhai\n")

    assert marked.text == "một\n\nhai\n"
    assert marked.head == {"doc_id": "a", "province": "Kon Tum"}


def test_defaults_hold_from_their_line_on_and_own_keys_win():
    marked = read_markup("[q1:1|x]\n@@ l=l1; p=p1\n[q2:2|x|p=p2]\n@@ l=-\n[q3:3|x]")

    assert [m.keys for m in marked.marks] == [
        {},
        {"l": "l1", "p": "p2"},
        {"l": "-", "p": "p1"},
    ]


def test_a_note_is_no_default():
    marked = read_markup("@@ lv=PW; n=xem lại\n[q1:1|x]")

    assert marked.marks[0].keys == {"lv": "PW"}


def test_the_open_box_is_a_no_break_space():
    assert read_markup("9␣hồ sơ").text == "9\u00a0hồ sơ"


@pytest.mark.parametrize("text", ["(một) [hai] [x1:ba]", "[9] a|b; c=d", "@ không phải đầu"])
def test_all_other_brackets_are_text(text):
    assert read_markup(text).text == text


def test_marks_know_their_line():
    marked = read_markup("@# doc_id=a\n\n[i1:nhận] {9|other}")

    assert (marked.marks[0].line, marked.numbers[0].line) == (3, 3)


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("[i1:nhận", "opens or closes no mark"),
        ("[q1:9 [i1:x]|code]", "opens or closes no mark"),
        ("chín}", "opens or closes no mark"),
        ("{9|date", "opens or closes no mark"),
        ("{9}", "write {number|kind}"),
        ("{|date}", "write {number|kind}"),
        ("[i1:]", "empty or padded"),
        ("[i1: nhận]", "empty or padded"),
        ("[q1:9 |code]", "empty or padded"),
        ("[i1:nhận|code]", "takes no codes"),
        ("[q1:9]", "lacks its code"),
        ("[q1:9|code|lever=PW]", "is no key=value"),
        ("[q1:9|code|lv]", "is no key=value"),
        ("[q1:9|code|i=i1;i=i2]", "i= stands twice"),
        ("@@ lv=PW; lv=PT", "lv= stands twice"),
        ("@# title=x", "is no key=value"),
        ("@@ doc_id=x", "is no key=value"),
    ],
)
def test_a_broken_mark_is_refused_with_its_line(line, fault):
    with pytest.raises(AnnotationError, match=rf"line 2: .*{fault}"):
        read_markup(f"một\n{line}")


def test_a_note_may_hold_anything():
    assert read_keys("i=i1; n=a=b; c", allowed=KEYS, line=1) == {"i": "i1", "n": "a=b; c"}


def test_an_empty_key_list_is_empty():
    assert read_keys(" ; ", allowed=KEYS, line=1) == {}


PLAIN = st.text(alphabet="aàỗ đ,.()[]:|=;\u00a0\n@#", max_size=12).filter(
    lambda text: not any(f"[{letter}" in text for letter in "qilap")
)
SURFACE = st.text(alphabet="aàỗđ9 ,.():;=", min_size=1, max_size=8).filter(
    lambda text: text == text.strip()
)
PIECE = st.one_of(
    PLAIN.map(lambda text: (text, text)),
    st.tuples(st.sampled_from("ilap"), SURFACE).map(lambda p: (f"[{p[0]}1:{p[1]}]", p[1])),
    SURFACE.map(lambda text: (f"[q1:{text}|code|i=i1]", text)),
    SURFACE.map(lambda text: (f"{{{text}|date}}", text)),
)


@given(st.lists(PIECE, max_size=12))
def test_the_text_is_the_source_without_its_marks(pieces):
    # a leading letter keeps "@" off the beginning of the lines
    source = "".join(marked.replace("\n", "\nx") for marked, _ in pieces)
    text = "".join(plain.replace("\n", "\nx") for _, plain in pieces)

    assert read_markup(f"x{source}").text == f"x{text}"


@given(st.lists(PIECE, max_size=12))
def test_every_mark_lies_where_its_surface_stands(pieces):
    source = "x" + "".join(marked.replace("\n", "\nx") for marked, _ in pieces)
    marked = read_markup(source)
    spans = sorted((one.start, one.end) for one in (*marked.marks, *marked.numbers))

    assert len(spans) == sum(plain != shown for shown, plain in pieces)
    assert all(0 < start < end <= len(marked.text) for start, end in spans)
    assert all(source.count(marked.text[start:end]) for start, end in spans)

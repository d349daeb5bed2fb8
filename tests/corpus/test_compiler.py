"""Mark-up becomes gold; everything that is not whole is refused."""

from datetime import date
from decimal import Decimal

import pytest

from extractor.corpus.compiler import GUIDELINE_VERSION, Compiler
from extractor.errors import AnnotationError

UNITS = {"received": "dossier", "rate": "percent", "amount": "VND", "x_score": "point"}
UNITS |= {"x_rank": "rank"}
HEAD = "@# doc_id=made; province=Kon Tum; published=2024-07-03; annotator=a1\n"
DEFAULTS = "@@ lv=PW; per=2024-04-01..2024-06-30\n"


def compile_marked(body, *, head=HEAD, defaults=DEFAULTS):
    compiler = Compiler(UNITS, codebook_version="test")
    return compiler.compile(head + defaults + body)


def fact_of(body, **more):
    (fact,) = compile_marked(body, **more)[1].facts
    return fact


def test_gold_names_text_document_and_codebook():
    text, gold = compile_marked("nhận [q1:9 hồ sơ|received]")

    assert text == "nhận 9 hồ sơ"
    assert (gold.doc_id, gold.annotator, gold.codebook) == ("made", "a1", "test")
    assert (gold.province, gold.published) == ("Kon Tum", date(2024, 7, 3))


def test_gold_names_its_guideline_the_newest_where_the_source_names_none():
    body = "nhận [q1:9 hồ sơ|received]"

    assert compile_marked(body)[1].guideline == GUIDELINE_VERSION
    assert compile_marked(body, head=HEAD + "@# guideline=1.2\n")[1].guideline == "1.2"


@pytest.mark.parametrize("guideline", ["banana", "1,3", "99.0", "1"])
def test_a_guideline_that_was_never_written_is_refused(guideline):
    with pytest.raises(AnnotationError, match=f"guideline={guideline}: no version up to"):
        compile_marked("nhận [q1:9 hồ sơ|received]", head=HEAD + f"@# guideline={guideline}\n")


def test_mentions_are_sorted_whatever_their_ids():
    _, gold = compile_marked("[i9:nhận] [q1:9 hồ sơ|received|i=i9] ở [l1:toàn tỉnh]")

    assert [mention.id for mention in gold.mentions] == ["i9", "q1", "l1"]


@pytest.mark.parametrize(
    ("key", "kind", "target"),
    [
        ("i", "HAS_INDICATOR", "i1"),
        ("l", "AT_LEVEL", "l1"),
        ("a", "BY_AGENCY", "a1"),
        ("p", "IN_PERIOD", "p1"),
        ("c", "COMPARED_TO", "p1"),
        ("of", "PART_OF", "q2"),
        ("rt", "RATE_OF", "q2"),
    ],
)
def test_every_link_key_has_its_kind(key, kind, target):
    body = f"[i1:a] [l1:b] [a1:c] [p1:d] [q2:8|received] [q1:9|received|{key}={target}]"
    _, gold = compile_marked(body)

    assert [(one.source, one.kind, one.target) for one in gold.links] == [("q1", kind, target)]


def test_a_dash_clears_a_default_link():
    _, gold = compile_marked("@@ l=l1\n[l1:toàn tỉnh] [q1:9|received] [q2:8|received|l=-]")

    assert [one.source for one in gold.links] == ["q1"]


@pytest.mark.parametrize(
    ("surface", "value", "unit"),
    [
        ("64.933 hồ sơ", "64933", "dossier"),
        ("64.933\u00a0hồ sơ", "64933", "dossier"),
        ("98,7%", "98.7", "percent"),
        ("3,148 tỷ đồng", "3148000000", "VND"),
        ("312 nghìn hồ sơ", "312000", "dossier"),
        ("1,5 triệu lượt giao dịch", "1500000", "transaction"),
        ("5 nghìn tỷ đồng", "5000000000000", "VND"),
        ("09 hồ sơ", "9", "dossier"),
        ("14 đơn vị", "14", "unit"),
        ("1.250", "1250", "dossier"),
    ],
)
def test_plain_numerals_are_read_strictly(surface, value, unit):
    fact = fact_of(f"[q1:{surface}|received]")

    assert (fact.value, fact.unit) == (Decimal(value), unit)


@pytest.mark.parametrize(
    ("surface", "code", "base", "role"),
    [
        ("7,7/18 điểm", "x_score", "18", "score_of"),
        ("7/63", "x_rank", "63", "rank_of"),
        ("1.377/1.711 hồ sơ", "received", "1711", "value"),
        ("85,2/87,5 điểm", "x_score", "87.5", "score_of"),
    ],
)
def test_the_number_after_the_stroke_is_the_base(surface, code, base, role):
    fact = fact_of(f"[q1:{surface}|{code}]")

    assert (fact.base_value, fact.role) == (Decimal(base), role)


@pytest.mark.parametrize(
    ("lv", "level", "scope"),
    [
        ("PW", "province", "whole_province"),
        ("PT", "province", "tier"),
        ("DCT", "district+commune", "tier"),
        ("N0", "national", None),
        ("CU", "commune", "unit"),
        ("DA", "district", "area"),
        ("0", None, None),
    ],
)
def test_levels_are_letters_and_a_scope(lv, level, scope):
    fact = fact_of(f"[q1:9 hồ sơ|received|lv={lv}]")

    assert (fact.admin_level, fact.level_scope) == (level, scope)


@pytest.mark.parametrize(
    ("keys", "period"),
    [
        ("per=2024-01-01..2024-03-31", (date(2024, 1, 1), date(2024, 3, 31), "nominal")),
        ("per=2024-01-31; pb=a", (date(2024, 1, 31), date(2024, 1, 31), "as_of")),
        ("per=2024-01-05..2024-02-04; pb=stated", (date(2024, 1, 5), date(2024, 2, 4), "stated")),
        ("per=-", (None, None, None)),
    ],
)
def test_periods_are_an_interval_a_day_or_none(keys, period):
    fact = fact_of(f"[q1:9 hồ sơ|received|{keys}]")

    assert (fact.period_start, fact.period_end, fact.period_basis) == period


@pytest.mark.parametrize(
    ("keys", "slots"),
    [
        ("st=malformed", {"value": None, "status": "malformed"}),
        ("v=-", {"value": None, "status": "ok"}),
        ("v=7", {"value": Decimal(7)}),
        ("st=repaired; v=15110; tr=15110", {"value": Decimal(15110), "true_value": Decimal(15110)}),
        ("b=gt; d=up; r=change_abs", {"bound": "gt", "direction": "up", "role": "change_abs"}),
        ("x=qua bưu chính", {"qualifier": "qua bưu chính"}),
        ("cmp=2023-01-01..2023-03-31", {"compare_start": date(2023, 1, 1)}),
        ("u=copy", {"unit": "copy"}),
        ("n=xem lại", {"note": "xem lại"}),
    ],
)
def test_the_author_s_own_keys_win(keys, slots):
    fact = fact_of(f"[q1:9 hồ sơ|received|{keys}]")

    assert {slot: getattr(fact, slot) for slot in slots} == slots


@pytest.mark.parametrize(
    ("keys", "area"),
    [
        ("lv=PW", "VN-P62"),
        ("lv=N0", "VN"),
        ("a=a1; lv=DA", "VN-D615"),
        ("a=a1; lv=DA; ar=VN-D999", "VN-D999"),
        ("lv=PW; ar=-", None),
        ("lv=0", None),
    ],
)
def test_areas_come_from_level_and_agency_unless_written(keys, area):
    body = f"[a1:huyện Đăk Hà] [q1:9 hồ sơ|received|{keys}]"

    assert fact_of(body).ref_area == area


def test_the_full_name_of_an_elliptical_agency_may_be_written():
    body = "[a1:Đăk Hà] [q1:9 hồ sơ|received|a=a1; g=UBND huyện Đăk Hà; lv=DU]"

    assert fact_of(body).agency == "UBND huyện Đăk Hà"


def test_numbers_inside_other_mentions_are_distractors_by_themselves():
    text, gold = compile_marked("[p1:quý 2 năm 2024] [i1:mức độ 4] [a1:Phường 5] {06|other}")
    found = [(text[d.start : d.end], d.kind) for d in gold.distractors]

    assert found == [
        ("2", "period"),
        ("2024", "period"),
        ("4", "service_level"),
        ("5", "place_number"),
        ("06", "other"),
    ]


def test_meant_breaks_are_kept():
    _, gold = compile_marked("[q1:9|received] [q2:8|received]", head=HEAD + "@# breaks=q1, q2\n")

    assert gold.breaks == ("q1", "q2")


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("[q1:9 hồ sơ|unheard_of]", "code 'unheard_of' is not in the codebook"),
        ("[q1:9|OTHER]", "u= is missing"),
        ("[q1:151.10 hồ sơ|received]", "value cannot be read strictly; write v="),
        ("[q1:1.2345 hồ sơ|received]", "value cannot be read strictly; write v="),
        ("[q1:chín hồ sơ|received]", "value cannot be read strictly; write v="),
        ("[q1:5 - 7 hồ sơ|received]", "several numerals in one mention; write v="),
        ("[q1:7/6.3 điểm|x_score]", "number after / cannot be read strictly; write y="),
        ("[q1:9 hồ sơ|received|lv=XW]", "lv='XW': write letters of N P D C"),
        ("[q1:9 hồ sơ|received|lv=P]", "lv='P': write letters of N P D C"),
        ("[q1:9 hồ sơ|received|lv=CPW]", "admin_level 'commune\\+province'"),
        ("[q1:9 hồ sơ|received|per=2024-13-01]", "period_start"),
        ("[q1:9 hồ sơ|received|pb=z]", "pb='z': write n, s or a"),
        ("[l1:x] [l2:y] [q1:9 hồ sơ|received|l=l1;l=l2]", "l= stands twice; keep one"),
        ("[q1:9 hồ sơ|received|b=about]", "bound"),
        ("[q1:9 hồ sơ|received|r=guess]", "role"),
        ("[q1:9 hồ sơ|received|st=odd]", "status"),
        ("[q1:9 hồ sơ|received|d=left]", "direction"),
        ("[q1:9 hồ sơ|received|u=apple]", "unit"),
        ("[q1:9 hồ sơ|received|v=nine]", "ConversionSyntax|Invalid|InvalidOperation"),
        ("[q1:9 hồ sơ|received|i=i7]", "i=i7: no such mark"),
        ("[q1:9 hồ sơ|received] [q1:8|received]", "ids used twice: \\['q1'\\]"),
        ("[l1:x] [q1:9 hồ sơ|received|i=l1]", "must end at a INDICATOR"),
        ("[q1:9 hồ sơ|received|of=q1]", "points at itself"),
        ("nhận 9 hồ sơ", "number '9' is neither marked nor"),
        ("nhận {9|apples}", "distractor kind 'apples' is not one of"),
    ],
)
def test_faults_are_refused_and_named(body, fault):
    with pytest.raises(AnnotationError, match=fault):
        compile_marked(body)


@pytest.mark.parametrize("needed", ["lv", "per"])
def test_level_and_period_must_be_written(needed):
    defaults = "@@ per=2024-01-01\n" if needed == "lv" else "@@ lv=PW\n"
    with pytest.raises(AnnotationError, match=f"{needed}= is missing"):
        compile_marked("[q1:9 hồ sơ|received]", defaults=defaults)


def test_a_head_without_doc_id_is_refused():
    with pytest.raises(AnnotationError, match="doc_id"):
        compile_marked("một", head="@# province=Kon Tum\n")


def test_a_head_with_a_bad_date_is_refused():
    with pytest.raises(AnnotationError, match="isoformat"):
        compile_marked("một", head=HEAD + "@# published=hôm qua\n")


def test_all_faults_come_at_once_with_their_lines():
    with pytest.raises(AnnotationError) as refused:
        compile_marked("[q1:9|unheard_of]\n[q2:8|received|i=i1]\nnhận 7")

    lines = str(refused.value).splitlines()
    assert len(lines) == 3
    assert all(line.startswith("bulletin: ") for line in lines)
    assert "line 3: [q1:9]" in lines[0]


def test_broken_marks_name_the_file():
    with pytest.raises(AnnotationError, match=r"^a\.src: line 1: "):
        Compiler(UNITS, codebook_version="test").compile("[q1:9]", name="a.src")

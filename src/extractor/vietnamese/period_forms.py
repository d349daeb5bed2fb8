"""The forms in which bulletins write periods, each tried at the words that open it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from extractor.vietnamese.numerals import read_words

_D = r"(?:0?[1-9]|[12][0-9]|3[01])(?![0-9])"
_M = r"(?:0?[1-9]|1[0-2])(?![0-9])"
_Y = r"(?:19|20)[0-9]{2}(?![0-9])"
_B = r"[^\S\n]*"  # blanks within a line
_S = r"\s+"
_ARROW = r"(?:→|[-=]>)"
_TO = (
    rf"(?:{_S}(?:cho{_S})?(?:đến|tới)(?:{_S}hết)?(?:{_S}[0-9]{{1,2}}{_S}giờ)?(?:{_S}ngày)?{_S}"
    rf"|{_B}(?:{_ARROW}|[-–]){_B}(?:ngày{_S})?)"
)
_UNTIL = rf"(?:tính{_S}|thống{_S}kê{_S}|cập{_S}nhật{_S}|số{_S}liệu{_S})?(?:đến|tới)(?:{_S}hết)?"
_END = rf"(?![0-9%]|[.,][0-9]|{_B}(?:%|điểm|hồ{_S}sơ|tthc|tỷ|triệu|nghìn|tiêu{_S}chí|chỉ{_S}tiêu))"
_NOW = rf"(?:nay|thời{_S}điểm{_S}(?:này|hiện{_S}tại|hiện{_S}nay|báo{_S}cáo|trên))(?!\w)"
#: Where 15.7 is a day: after the word for it.
_AFTER_WORD = "|".join(
    rf"(?<={word} {digits})" for word in ("ngày", "hết") for digits in ("[0-9]", "[0-9][0-9]")
)


def _date(prefix: str = "") -> str:
    """Write a day and month, maybe with a year: 25/9, 20-10-2021, 5 tháng 9 năm 2024."""
    day, month, year = (f"{prefix}{name}" for name in ("day", "month", "year"))
    return (
        rf"(?:(?P<{day}>{_D})(?:[/-](?P<{month}>{_M})(?:[/-](?P<{year}>{_Y}))?"
        rf"|\.(?P<{month}_p>{_M})\.(?P<{year}_p>{_Y})"
        rf"|(?:{_AFTER_WORD})\.(?P<{month}_n>{_M})(?!\.)"
        rf"|{_S}tháng{_S}(?P<{month}_w>{_M})(?:{_S}năm{_S}(?P<{year}_w>{_Y}))?))"
    )


def _start() -> str:
    """Write the first day of a from-to, which may leave out what the last one says."""
    return (
        rf"(?P<first_day>{_D})(?:[/.-](?P<first_month>{_M})(?:[/.-](?P<first_year>{_Y}))?"
        rf"|{_S}tháng{_S}(?P<first_month_w>{_M})(?:{_S}năm{_S}(?P<first_year_w>{_Y}))?)?"
    )


#: từ 3/5 → 4/5: as often a score as days.
_SCORES = rf"(?!từ{_S}[0-9]{{1,2}}/[0-9]{{1,2}}{_B}{_ARROW}{_B}[0-9]{{1,2}}/[0-9]{{1,2}}(?![0-9/]))"
_RELATIVE = r"(?P<relative>nay|ngoái|trước)(?!\w)"
_YEAR_TAIL = rf"(?:{_B}[/.-]{_B}(?P<year>{_Y})|,?{_S}năm{_S}(?:(?P<year_w>{_Y})|{_RELATIVE}))?"
#: Two to twelve; `một` is mostly an article.
NUMBER_WORDS: Final = "|".join(
    ["mười một", "mười hai", "mười", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"]
)
#: bốn năm qua, những tháng gần đây: more than one.
_SEVERAL = (
    "các", "những", "mấy", "vài", "nhiều", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín",
    "mười", "mươi", "lăm", "trăm",
)  # fmt: skip
_NOT_SEVERAL = "".join(rf"(?<!\b{word}\s)" for word in _SEVERAL)
_PIECE = (
    rf"(?:(?:(?P<weeks>[1-4]|{NUMBER_WORDS}){_S})?(?P<piece>tuần)|(?P<piece_w>nửa{_S}tháng)"
    rf"|(?P<days>[0-9]{{1,2}}|{NUMBER_WORDS}){_S}ngày)"
)
_COUNT = rf"(?P<count>[0-9]{{1,2}}|{NUMBER_WORDS})"

_NAMED = (
    rf"(?:(?:tháng{_S}(?P<month>{_M})|quý{_S}(?P<quarter>iv|i{{1,3}}|[1-4])(?!\w)){_YEAR_TAIL}"
    rf"|năm{_S}(?P<year_n>{_Y}))"
)
_Q = r"iv|i{1,3}|[1-4]"
_MONTH_WORDS = "mười một|mười hai|mười|hai|ba|tư|năm|sáu|bảy|tám|chín"

_FORMS: Final[Mapping[str, re.Pattern[str]]] = {
    name: re.compile(pattern)
    for name, pattern in {
        "range": rf"{_SCORES}(?:từ{_S}(?:ngày{_S})?|ngày{_S}|quãng{_S}(?:ngày{_S})?)"
        rf"{_start()}{_TO}{_date()}{_END}",
        "dotted_range": rf"từ{_S}(?:ngày{_S})?(?P<first_day>{_D})\.(?P<first_month>{_M})"
        rf"(?:\.(?P<first_year>{_Y}))?{_TO}(?P<day>{_D})\.(?P<month>{_M})(?:\.(?P<year>{_Y}))?"
        rf"(?!{_B}(?:lần|ngày|giờ|phút|lượt|bậc|triệu|nghìn|tỷ)){_END}",
        "bracket": rf"{_start()}{_B}[-–]{_B}{_date()}(?=\))",
        "month_range": rf"từ{_S}tháng{_S}(?P<first_month>{_M})(?:[/-](?P<first_year>{_Y}))?"
        rf"{_S}(?:đến|tới)(?:{_S}hết)?{_S}tháng{_S}(?P<month>{_M}){_YEAR_TAIL}",
        "month_list": rf"tháng{_S}(?P<first_month>{_M})(?:[/-](?P<first_year>{_Y}))?"
        rf"(?:{_B}(?:{_ARROW}|[-–,+&]){_B}|{_S}(?:và|đến|tới){_S}(?:hết{_S})?)(?:tháng{_S})?"
        rf"(?P<month>{_M})"
        rf"(?!/[0-9]{{1,2}}(?![0-9])){_YEAR_TAIL}",
        "bracketed_start": rf"từ(?!\w).*?\({_start()}\){_TO}{_date()}",
        "since_named": rf"từ{_S}(?:(?:ngày{_S})?(?P<first_day>{_D})[/.-](?P<first_month>{_M})"
        rf"(?:[/.-](?P<first_year>{_Y}))?|đầu{_S}(?P<unit>năm)"
        rf"|đầu{_S}quý{_S}(?P<first_quarter>iv|i{{1,3}}|[1-4]))"
        rf"{_S}(?:đến|tới)(?:(?:{_S}(?:hết|cuối))?{_S}{_NAMED}"
        rf"|{_S}(?:hết|cuối){_S}năm(?!{_S}[0-9]))",
        "years": rf"(?:từ{_S}(?:năm{_S})?|giai{_S}đoạn{_S}|nhiệm{_S}kỳ{_S})(?P<year>{_Y})"
        rf"(?:{_B}[-–]{_B}|{_S}(?:đến|tới){_S}(?:hết{_S})?(?:năm{_S})?)(?P<last>{_Y})",
        "year_list": rf"năm,?{_S}(?P<year>{_Y})(?:{_B}[-–,]{_B}|{_S}(?:và|đến|tới){_S}(?:hết{_S})?)"
        rf"(?:năm{_S})?(?P<last>{_Y})",
        "quarter_list": rf"quý{_S}(?P<first_quarter>{_Q})(?:{_B}[/-]{_B}(?P<first_year>{_Y}))?"
        rf"(?:{_B}(?:{_ARROW}|[-–,+&]){_B}|{_S}(?:và|đến|tới){_S}(?:hết{_S})?)(?:quý{_S})?"
        rf"(?P<quarter>{_Q})(?!\w){_YEAR_TAIL}",
        "since": rf"từ{_S}(?:đầu{_S}(?P<unit>năm|tháng|quý)"
        rf"(?:{_S}(?:(?P<first_year>{_Y})|(?P<first_month_p>{_M})(?:/(?P<first_year_n>{_Y}))?))?"
        rf"(?:{_S}(?:đến|tới)(?:{_S}hết)?(?:{_S}ngày)?{_S}"
        rf"(?:{_NOW}|{_date()}{_END}|tháng{_S}(?P<until>{_M})(?:{_B}[/-]{_B}(?P<until_year>{_Y}))?))?(?!\w)"
        rf"|(?:ngày{_S})?(?P<first_day>{_D})[/.-](?P<first_month>{_M})(?:[/.-](?P<first_year_w>{_Y}))?"
        rf"{_S}(?:đến|tới){_S}{_NOW}"
        rf"|tháng{_S}(?P<first_month_w>{_M})(?:[/-](?P<first_year_p>{_Y}))?{_S}(?:đến|tới){_S}{_NOW})",
        "as_of": rf"(?:{_UNTIL}{_S}(?:thời{_S}điểm{_S})?(?:(?:ngày|sáng|chiều){_S})?{_date()}{_END}"
        rf"|(?:tính{_S})?(?:đến|tới){_S}{_NOW}|hiện{_S}(?:nay|tại)|thời{_S}điểm{_S}hiện{_S}tại"
        rf"|hiện(?!\w)(?!{_S}(?:đại|trạng|hành|hữu|diện|thực|tượng|vật)))",
        "at_day": rf"(?:(?:tại{_S})?thời{_S}điểm|trước)(?:{_S}ngày)?{_S}{_date()}",
        "end_of": rf"(?:(?:{_UNTIL}|tới|đến){_S}(?:cuối{_S})?|(?:^|(?:đến|tới|vào){_S})"
        rf"ngày{_S}cuối{_S}(?:cùng{_S})?(?:của{_S})?"
        rf"|(?<!tuần )(?<!nửa )(?<!ngày )(?<!tháng )cuối{_S})"
        rf"(?:tháng{_S}(?P<month>{_M})|quý{_S}(?P<quarter>{_Q})(?!\w)){_YEAR_TAIL}",
        "until": rf"(?:(?:{_UNTIL}|tính{_S}hết|hết)(?:{_S}(?:cuối|đầu))?{_S})"
        rf"(?:tháng{_S}(?P<month>{_M})|quý{_S}(?P<quarter>iv|i{{1,3}}|[1-4])(?!\w)){_YEAR_TAIL}",
        "to_year": rf"(?:đến|tới){_S}(?P<year>{_Y})$",
        "until_year": rf"(?:(?:{_UNTIL}|hết|cả)(?:{_S}cuối)?|(?P<whole>cuối)){_S}"
        rf"năm{_S}(?P<year>{_Y})"
        rf"|(?:(?:{_UNTIL}{_S})(?:cuối|hết)|hết|(?P<whole_w>cuối)){_S}năm(?!\w)(?:{_S}{_RELATIVE})?",
        "months_since": rf"(?:{_COUNT}{_S}tháng|(?<!\w)(?<!mươi )(?:một|0?1){_S}(?P<unit>năm))"
        rf",?{_S}(?:(?:kể|tính){_S})?từ{_S}(?:ngày{_S})?{_date()}"
        rf"(?![/.-]?[0-9]|{_S}năm{_S}[0-9]|{_TO})",
        "days_until": rf"{_COUNT}{_S}(?:ngày|(?P<unit>tháng)(?:{_S}(?:sau|qua))?),?{_S}tính{_S}"
        rf"(?:đến|tới){_S}(?:hết{_S})?(?:ngày{_S})?{_date()}",
        "from_now": rf"từ{_S}nay{_S}(?:đến|tới)(?:{_S}(?:hết|cuối))?{_S}(?:{_NAMED}|năm)",
        "from_now_day": rf"từ{_S}nay{_S}(?:đến|tới)(?:{_S}hết)?{_S}(?:ngày{_S})?{_date()}",
        "since_year": rf"từ{_S}năm{_S}(?P<year>{_Y})(?!{_TO}|{_S}[-–])",
        "first_month": rf"tháng{_S}đầu(?:{_S}tiên)?(?:{_S}của)?"
        rf"(?:{_S}năm(?:{_S}(?:(?P<year>{_Y})|{_RELATIVE}))?|{_S}(?P<year_p>{_Y})"
        rf"|{_S}quý{_S}(?P<quarter>iv|i{{1,3}}|[1-4])(?!\w))",
        "quarters": rf"(?:cả{_S})?(?P<count>hai|ba|2|3|02|03){_S}quý"
        rf"(?:{_S}(?P<part>đầu|cuối)(?:{_S}năm)?(?:{_S}(?P<year>{_Y}))?)?(?!\w)",
        "last_month": rf"tháng{_S}cuối(?:{_S}cùng)?(?:{_S}(?:của{_S})?(?:năm|quý))"
        rf"(?:{_S}(?:(?P<year>{_Y})|{_RELATIVE}|(?P<quarter>iv|i{{1,3}}|[1-4])(?!\w)))?",
        "month_until": rf"tháng{_S}(?P<month>{_M})(?:{_B}[/-]{_B}(?P<year>{_Y}))?[,\s(]+"
        rf"(?:(?:mới|chỉ){_S})?"
        rf"(?:tính{_S})?(?:đến|tới){_S}(?:hết{_S})?(?:(?:ngày|bữa){_S})?(?P<until>{_D})\)?$",
        "last_quarter": rf"quý{_S}cuối(?:{_S}(?:cùng|năm))+(?:{_S}(?:(?P<year>{_Y})|{_RELATIVE}))?",
        "months_before": rf"{_COUNT}{_S}tháng{_S}(?:liền{_S})?trước(?:{_S}đó)?(?!\w)",
        "past_months": rf"(?:{_COUNT}{_S}tháng|(?<!nửa ){_NOT_SEVERAL}(?P<unit>tháng|quý)"
        rf"|(?P<unit_w>nửa{_S}năm))"
        rf"{_S}(?:(?:vừa{_S})?(?:qua|rồi)|gần{_S}(?:nhất|đây))(?!\w)",
        "next": rf"(?:{_COUNT}{_S}tháng|(?P<unit>tháng|quý|năm)){_S}(?:tới|sau)(?!\w)"
        rf"|sang{_S}(?P<unit_w>năm)(?!\w|{_S}(?:[0-9]|mới(?!\w)))",
        "part_of_year": rf"{_PIECE}{_S}(?P<part>đầu|cuối)(?:{_S}tiên)?(?:{_S}của)?{_S}(?:"
        rf"năm(?!\w)(?:{_S}(?:(?P<year_p>{_Y})|(?P<relative_w>nay|ngoái|trước)(?!\w)))?"
        rf"|quý{_S}(?P<quarter>{_Q})(?!\w){_YEAR_TAIL})",
        "half_quarter": rf"nửa{_S}(?P<part>đầu|cuối|sau){_S}quý{_S}(?P<quarter>{_Q})(?!\w)"
        rf"{_YEAR_TAIL}",
        "part_of_month": rf"(?:{_PIECE}|(?P<piece_p>nửa))"
        rf"{_S}(?P<part>đầu|cuối|(?<!tuần )sau)(?:{_S}tiên)?"
        rf"(?:(?:{_S}của)?{_S}tháng(?:{_S}(?P<month>{_M}){_YEAR_TAIL})?)?"
        rf"(?!{_S}(?:năm|quý|{_Y}))",
        "middle": rf"giữa{_S}tháng{_S}(?P<month>{_M}){_YEAR_TAIL}",
        "start_of": rf"đầu{_S}năm(?!\w)(?:{_S}(?:(?P<year>{_Y})|{_RELATIVE}))?",
        "quarter": rf"(?:quý|quí){_S}(?P<quarter>iv|i{{1,3}}|0?[1-4])"
        rf"(?!\w|(?!\.{_Y})[.,][0-9]){_YEAR_TAIL}",
        "count": rf"{_COUNT}{_S}tháng{_S}(?:(?P<part>đầu|cuối){_S}năm(?!\w)"
        rf"(?:{_S}(?:(?P<year>{_Y})|{_RELATIVE}))?"
        rf"|(?:của{_S})?năm{_S}(?:(?P<year_w>{_Y})|(?P<relative_w>nay|ngoái|trước)(?!\w))"
        rf"|(?P<part_w>đầu|cuối)(?={_S}{_Y}|$))(?:{_S}(?P<year_p>{_Y}))?",
        "count_bare": rf"{_COUNT}{_S}tháng(?!\w)"
        rf"(?!{_S}(?:qua|tới|nữa|nay|trước|sau|liên|kể))(?:(?:/|{_S})(?P<year>{_Y}))?",
        "half": rf"nửa{_S}(?P<part>đầu|cuối|sau)"
        rf"(?:{_S}năm(?:{_S}(?:(?P<year>{_Y})|{_RELATIVE}))?|{_S}(?P<year_p>{_Y}))",
        "first_quarter": rf"quý{_S}đầu(?:{_S}tiên)?(?:{_S}(?:của{_S})?năm{_S}(?P<year>{_Y}))?",
        "month": rf"tháng{_S}(?P<month>{_M}){_YEAR_TAIL}(?![%/][0-9])",
        "month_word": rf"tháng{_S}(?P<words>{_MONTH_WORDS})(?!\w){_YEAR_TAIL}",
        "half_bare": rf"nửa{_S}năm(?!\w)(?:{_S}(?P<year>{_Y}))?",
        "last_year": rf"năm{_S}rồi(?!\w)",
        "today": rf"(?:(?:đến|tới){_S})?(?:hôm|sáng|chiều|trưa){_S}nay(?!\w)"
        rf"|bây{_S}giờ|giờ{_S}đây"
        rf"|(?:đến|tới){_S}giờ(?:(?:{_S}phút)?{_S}này(?!\w)|(?!\w|{_S}\w))|lúc{_S}này|nay$",
        "week": rf"tuần{_S}(?:thứ{_S})?(?P<count>[0-5]?[0-9])(?![0-9]){_YEAR_TAIL}",
        "year": rf"(?:(?:cả{_S})?năm|(?:kỳ|đợt|mùa)(?:{_S}(?!từ|đến|tới)[^\W\d]+){{0,2}}){_S}"
        rf"(?P<year>{_Y})"
        rf"|cả{_S}năm(?!\w|{_S}(?:vừa{_S})?(?:qua|rồi)(?!\w))(?:{_S}{_RELATIVE})?",
        "past_year": rf"(?<![0-9]\s){_NOT_SEVERAL}(?:cả{_S})?năm{_S}"
        rf"(?:qua|vừa{_S}(?:qua|rồi))(?!\w)",
        "day": rf"(?:riêng{_S})?ngày{_S}{_date()}{_END}",
        "current": rf"(?P<unit>tháng|quý|năm|tuần|kỳ){_S}(?:này|nay)(?!\w)"
        rf"|mỗi{_S}(?P<unit_w>năm)(?!\w|{_S}[0-9])",
        "same_time": rf"cùng{_S}thời{_S}(?:gian|điểm|kỳ)(?:{_S}(?:này|trên|đó))?(?!\w)",
        "same_month": rf"(?P<same>cùng{_S}(?:tháng|quý))(?:{_S}này)?{_S}(?:của{_S})?năm{_S}"
        rf"(?:trước|ngoái|(?P<year>{_Y}))",
        "reference": rf"(?P<same>cùng{_S}kỳ)(?!\w)(?:{_S}(?:(?P<unit>năm|tháng|quý){_S}"
        rf"(?:trước|ngoái|(?P<year>{_Y}))|(?P<year_w>{_Y})))?",
        "before": rf"(?P<unit>tháng|quý|tuần|năm){_S}"
        rf"(?:(?:liền{_S}|kề{_S}|liền{_S}kề{_S})?(?:trước|ngoái)(?!\w)(?!{_S}(?:đó|đây))"
        rf"|liền{_S}kề)",
        "period_before": rf"(?P<unit>kỳ){_S}(?:liền{_S})?trước(?!\w)",
        "since_day": rf"(?P<counted>kể{_S})?từ{_S}(?:ngày{_S})?"
        rf"(?P<first_day>{_D})[/.-](?P<first_month>{_M})(?:[/.-](?P<first_year>{_Y}))?(?![0-9]|{_TO})"
        rf"|(?:kể{_S}từ|từ{_S}đầu){_S}tháng{_S}(?P<first_month_w>{_M})(?:[/-](?P<first_year_w>{_Y}))?"
        rf"(?![0-9]|{_TO})",
        # What a mention may look like once its first words are cut off.
        "plain_range": rf"(?<![0-9/.])(?:ngày{_S})?{_start()}{_TO}{_date()}{_END}",
        "month_to_day": rf"(?<![0-9/.-])(?P<first_month>{_M})/(?P<first_year>{_Y}){_TO}{_date()}",
        "plain_day": rf"(?:.*[^0-9./-])?{_date()}\)?$",
        "plain_months": rf"(?<![0-9/.-])(?P<first_month>{_M})/(?P<first_year>{_Y}){_TO}"
        rf"(?P<month>{_M})[/-](?P<year>{_Y})",
        "plain_years": rf"(?P<year>{_Y}){_B}[-–]{_B}(?P<last>{_Y})$",
        "plain_month": rf"(?P<month>{_M})[/-](?P<year>{_Y})$",
        "plain_quarter": rf"(?P<quarter>iv|i{{1,3}}){_YEAR_TAIL}$",
        "plain_year": rf"(?:sang{_S})?(?P<year>{_Y})$",
    }.items()
}  # fmt: skip
#: Which reader of periods.py takes a form; a form that is not listed has its own.
_READ_AS: Final = {
    "month_list": "month_range", "bracketed_start": "range", "dotted_range": "range",
    "at_day": "as_of", "today": "as_of",
    "bracket": "range", "month_to_day": "range", "plain_months": "month_range",
    "count_bare": "count", "until": "end_of", "until_year": "end_of",
    "before": "reference", "period_before": "reference", "same_month": "reference",
    "from_now_day": "from_now", "to_year": "year", "plain_range": "range", "plain_day": "day",
    "plain_years": "years", "plain_month": "month", "plain_quarter": "quarter",
    "plain_year": "year", "year_list": "years",
}  # fmt: skip
_FROM_TO: Final = (
    "months_since", "month_until", "range", "dotted_range", "bracket", "month_range", "month_list",
    "bracketed_start", "since_named", "since", "year_list", "quarter_list", "plain_range",
    "month_to_day", "plain_months",
)  # fmt: skip
_PLAIN: Final = ("plain_years", "plain_month", "plain_quarter", "plain_year", "plain_day")
_SINGLE: Final = tuple(name for name in _FORMS if name not in (*_FROM_TO, *_PLAIN))
_TRIGGERS: Final[Mapping[str, tuple[str, ...]]] = {
    "từ": ("range", "dotted_range", "since", "month_range", "years"),
    "quãng": ("range",),
    "tính": ("as_of", "until", "until_year"),
    "thống": ("as_of",),
    "cập": ("as_of",),
    "số": ("as_of",),
    "đến": ("as_of", "until", "until_year"),
    "tới": ("as_of", "until", "until_year"),
    "hết": ("until", "until_year"),
    "cuối": ("until_year",),
    "thời": ("as_of",),
    "hiện": ("as_of",),
    "quý": ("first_quarter", "quarter", "current", "before"),
    "quí": ("quarter",),
    "tháng": ("month", "current", "before"),
    "năm": ("year", "current", "before", "past_year"),
    "cả": ("year", "past_year"),
    "nửa": ("half",),
    "tuần": ("week", "current", "before"),
    "ngày": ("range", "day"),
    "riêng": ("day",),
    "giai": ("years",),
    "nhiệm": ("years",),
    "cùng": ("reference", "same_time"),
    "kỳ": ("current",),
    "(": ("bracket",),
    "count": ("past_months", "count", "count_bare"),
    "kỳ trước": ("period_before",),
    "day": ("plain_range",),
}
_COUNT_BEFORE = re.compile(rf"(?<![\w.,/-])(?:[0-9]{{1,2}}|{NUMBER_WORDS})\s+$")
_DAY_BEFORE = re.compile(rf"(?<![\w.,/-]){_D}[/-]{_M}(?:[/-]{_Y})?\s+$")
_BARE_COUNT_LEADS = re.compile(
    r"(?:(?:trong|qua|riêng|là|kết quả|so với|lũy kế|tỉnh|phố|sau)\s+|(?:^|[.:;\n“])\s*)$"
)
#: những ngày cuối quý III: nobody knows how many.
_SOME_DAYS = re.compile(r"(?:những|các|mấy|vài)\s+ngày\s+(?:đầu|cuối)(?!\w)")
_SEVERAL_BEFORE = re.compile(rf"(?:[0-9]|\b(?:một|{'|'.join(_SEVERAL)}))\s+$")
_COMPARED = re.compile(r"so\s+với\s+$")
_NOT_NOW: Final = ("thực", "thể", "phát", "xuất", "biểu", "tái", "hiển", "tự", "nhận", "điện")
QUARTERS: Final = {
    "i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4,
    "01": 1, "02": 2, "03": 3, "04": 4,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fields:
    """The parts of a matched form; a part written in two ways is looked up in both."""

    form: str
    parts: Mapping[str, str | None]

    def __getitem__(self, name: str) -> str | None:
        return next(
            (
                self.parts[key]
                for key in (name, f"{name}_w", f"{name}_p", f"{name}_n")
                if self.parts.get(key)
            ),
            None,
        )


def candidates(lowered: str) -> Iterator[tuple[int, str]]:
    """Yield where a form may open and the word that opens it, in order of offset."""
    found: list[tuple[int, str]] = []
    for word in _TRIGGERS:
        at = lowered.find(word)
        while at >= 0:
            if _opens(lowered, at, word):
                found.append((at, word))
                if before := _opens_before(lowered, at, word):
                    found.append(before)
            at = lowered.find(word, at + len(word))
    found.sort()
    return iter(found)


def _opens_before(lowered: str, at: int, word: str) -> tuple[int, str] | None:
    """Find the number that opens `6 tháng`, the day that opens `1/7 đến 6/7/2025`."""
    if word == "tháng" and (count := _COUNT_BEFORE.search(lowered, max(0, at - 12), at)):
        return count.start(), "count"
    if word in ("đến", "tới") and (day := _DAY_BEFORE.search(lowered, max(0, at - 14), at)):
        return day.start(), "day"
    return None


def _opens(lowered: str, at: int, word: str) -> bool:
    if word == "(":
        return lowered[at + 1 : at + 2].isdigit()
    if at and lowered[at - 1].isalnum():
        return False
    end = at + len(word)
    if end < len(lowered) and lowered[end].isalnum():
        return False
    if word == "kỳ trước":
        return _COMPARED.search(lowered, max(0, at - 12), at) is not None
    return word != "hiện" or not lowered[max(0, at - 12) : at].rstrip().endswith(_NOT_NOW)


def match_form(lowered: str, at: int, trigger: str) -> tuple[str, re.Match[str]] | None:
    """Match the forms that `trigger` opens at offset `at`: the name and the match of the first."""
    if trigger == "(":
        at += 1
    for name in _TRIGGERS[trigger]:
        if name == "count_bare" and not _BARE_COUNT_LEADS.search(lowered, max(0, at - 12), at):
            continue
        if name == "past_year" and _SEVERAL_BEFORE.search(lowered, max(0, at - 8), at):
            continue
        match = _FORMS[name].match(lowered, at)
        if match:
            return name, match
    return None


@lru_cache(maxsize=2048)
def fields(lowered: str) -> Fields | None:
    """Read the parts of the period in `lowered`.

    A from-to anywhere wins, then the form that stands first, then what is left of a form whose
    first words were cut off.
    """
    for name in _FROM_TO:
        if match := _FORMS[name].search(lowered):
            return Fields(_reader(name, match), _parts(name, match))
    if _SOME_DAYS.search(lowered):
        return None
    found = [
        (match.start(), at, name, match)
        for at, name in enumerate(_SINGLE)
        if (match := _FORMS[name].search(lowered))
    ]
    if found:
        _, _, name, match = min(found, key=lambda item: item[:2])
        return Fields(_reader(name, match), _parts(name, match))
    for name in _PLAIN:
        if match := _FORMS[name].match(lowered):
            return Fields(_reader(name, match), _parts(name, match))
    return None


def _reader(name: str, match: re.Match[str]) -> str:
    if name == "until_year" and not re.search(r"hết|cuối", match[0]):  # cả năm, đến năm 2025
        return "year"
    return _READ_AS.get(name, name)


def _parts(name: str, match: re.Match[str]) -> dict[str, str | None]:
    parts = match.groupdict()
    if name == "since" and parts.get("until"):
        return {**parts, "month": parts["until"], "year": parts["until_year"]}
    return parts


def count_of(words: str) -> int | None:
    """Read the number of months of `6 tháng`, `sáu tháng`."""
    if words.isdecimal():
        return int(words)
    count = read_words(words)
    return None if count is None else int(count)

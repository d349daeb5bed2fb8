"""Tell a bulletin's title and body from the boilerplate that its web page wraps around it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

Zone = Literal["title", "body", "boilerplate"]

#: Lines of menus, counters and forms; each was seen on real portal pages.
_BOILERPLATE: Final = re.compile(
    r"^\W*(?:lượt (?:xem|truy cập|đánh giá)|số lượt|thống kê|online|đang online|truy cập|hôm nay|"
    r"trang chủ|menu|tìm kiếm|đăng nhập|liên kết website|bình luận|mã xác thực|đánh giá:|in trang|"
    r"quay lại|gửi (?:email|bình luận)|chia sẻ|các tin (?:khác|liên quan)|địa chỉ\s*:|"
    r"(?:điện thoại|đt|fax|hotline|email)\s*:|bản quyền|©|giấy phép|cỡ chữ|mặc định|"
    r"ngày đăng|đăng ngày|cập nhật(?: lúc| ngày)?\s*:|a- a|tăng tương phản)",
    re.I,
)
#: From such a line on, the page lists other articles.
_TAIL: Final = re.compile(
    r"^\W*(?:tin (?:liên quan|nổi bật|cùng chuyên mục|khác|bài khác|mới)|bài viết liên quan|"
    r"các tin (?:khác|liên quan)|xem thêm|đọc thêm|có thể bạn quan tâm)",
    re.I,
)
_TITLE_WORDS: Final = 40


@dataclass(frozen=True, slots=True)
class ZoneSpan:
    """A line of the text with its zone; offsets exclude the line end."""

    start: int
    end: int
    zone: Zone


def find_zones(text: str) -> list[ZoneSpan]:
    """Return every non-empty line with its zone, in order.

    The title is the first line that is no boilerplate, when it is short enough for one.

    >>> page = "Lượt xem: 35\\nKết quả tháng 4\\nToàn tỉnh nhận 9 hồ sơ."
    >>> [span.zone for span in find_zones(page)]
    ['boilerplate', 'title', 'body']
    """
    spans: list[ZoneSpan] = []
    titled = tail = False
    for match in re.finditer(r"[^\r\n]*\S[^\r\n]*", text):
        line = match.group()
        tail = tail or (titled and _TAIL.match(line) is not None)
        zone: Zone = "body"
        if tail or _BOILERPLATE.match(line):
            zone = "boilerplate"
        elif not titled:
            titled = True
            zone = "title" if len(line.split()) <= _TITLE_WORDS else "body"
        spans.append(ZoneSpan(match.start(), match.end(), zone))
    return spans

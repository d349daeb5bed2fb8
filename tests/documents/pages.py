"""Pages in the manner of provincial portals, every sentence and figure invented for the tests."""

TITLE = "Tháng 4/2024: tỉnh Hà Nam tiếp nhận 12.345 hồ sơ thủ tục hành chính"
LEAD = (
    "Theo báo cáo của Văn phòng UBND tỉnh, trong tháng 4/2024 toàn tỉnh đã tiếp nhận 12.345 hồ sơ, "
    "trong đó có 9.876 hồ sơ trực tuyến và 2.469 hồ sơ trực tiếp hoặc qua bưu chính công ích."
)
BODY = (
    "Các cơ quan, đơn vị đã giải quyết 11.900 hồ sơ, trong đó 11.781 hồ sơ đúng hạn và trước hạn, "
    "đạt tỷ lệ 99,0%; 119 hồ sơ trễ hạn. Cấp xã có tỷ lệ đúng hạn cao nhất với 99,6%."
)
TABLE = """<table><caption>Kết quả theo cấp</caption>
<tr><th rowspan="2">STT</th><th rowspan="2">Cấp</th><th colspan="2">Hồ sơ tiếp nhận</th>
<th rowspan="2">Đúng hạn (%)</th></tr><tr><th>Trực tuyến</th><th>Trực tiếp</th></tr>
<tr><td>1</td><td>Cấp tỉnh</td><td>3.000</td><td>469</td><td>98,9</td></tr>
<tr><td>2</td><td>Cấp xã</td><td>6.876</td><td>2.000</td><td>99,6</td></tr></table>"""
MENU = "".join(
    f'<li><a href="/m{n}">{name}</a></li>'
    for n, name in enumerate(("Trang chủ", "Giới thiệu", "Tin tức", "Thủ tục hành chính", "Liên hệ"))
)
RELATED = "".join(
    f'<li><a href="/t{n}">Huyện số {n} đạt {n}1% hồ sơ trực tuyến</a></li>' for n in range(2, 7)
)
COUNTER = "<div>Lượt truy cập: 5535246</div><div>Đang online: 37</div>"


def modern() -> str:
    """A page with article, nav and footer elements and metadata."""
    return f"""<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8">
<title>{TITLE} | Cổng thông tin điện tử</title><meta property="og:title" content="{TITLE}">
<meta property="article:published_time" content="2024-05-03T08:12:00+07:00"></head><body>
<nav><ul>{MENU}</ul></nav><main><article><h1>{TITLE}</h1><p class="sapo">{LEAD}</p><p>{BODY}</p>
{TABLE}<p>Tác giả: Lan Anh</p></article></main>
<aside><h3>Tin liên quan</h3><ul>{RELATED}</ul></aside>
<footer>{COUNTER}<p>Bản quyền thuộc Văn phòng UBND tỉnh. Điện thoại: 0226 3 852 101</p></footer>
</body></html>"""


def layout_tables() -> str:
    """An old page laid out in nested tables, without paragraphs or metadata."""
    return f"""<html><head><title>{TITLE}</title></head><body><form id="aspnetForm">
<table width="1000"><tr><td colspan="3"><ul>{MENU}</ul></td></tr>
<tr><td width="200"><table><tr><td>Danh mục</td></tr><tr><td><ul>{RELATED}</ul></td></tr></table>
</td><td><table><tr><td class="title">{TITLE}</td></tr>
<tr><td>Ngày đăng: 03/05/2024&nbsp;&nbsp;08:12</td></tr>
<tr><td>{LEAD}<br><br>{BODY}<br>{TABLE}</td></tr></table></td><td>{COUNTER}</td></tr></table>
</form></body></html>"""


def divs() -> str:
    """A page of nested divs and line breaks with a banner clock."""
    return f"""<html><body><div class="top">Thứ 6, ngày 03/05/2024</div><div id="menu"><ul>{MENU}</ul></div>
<div class="wrap"><div class="col"><div class="news-title">{TITLE}</div>
<div class="date">03/05/2024 08:12</div><div class="content"><div>{LEAD}</div><div><br></div>
<div>{BODY}</div>{TABLE}</div></div></div><div class="stat">{COUNTER}</div></body></html>"""


def bare_table() -> str:
    """A page of statistics: a headline and a table, no prose."""
    return f"""<html><body><div><ul>{MENU}</ul></div><h2>Tình hình xử lý hồ sơ tháng 4/2024</h2>
<p>Đơn vị tính: hồ sơ</p><table><tr><td>Cơ quan</td><td>Tiếp nhận</td><td>Trễ hạn</td></tr>
<tr><td>Sở Y tế</td><td>204</td><td>0</td></tr><tr><td>Sở Tư pháp</td><td>1.016</td><td>3</td></tr>
</table>{COUNTER}</body></html>"""

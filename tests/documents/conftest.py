"""Sample files of each kind, made on the spot; every sentence and figure is invented."""

from types import SimpleNamespace

import pytest

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
TABLE_LINES = (
    "Cấp tỉnh: Hồ sơ tiếp nhận Trực tuyến 3.000; Hồ sơ tiếp nhận Trực tiếp 469; Đúng hạn 98,9%",
    "Cấp xã: Hồ sơ tiếp nhận Trực tuyến 6.876; Hồ sơ tiếp nhận Trực tiếp 2.000; Đúng hạn 99,6%",
)
MENU = "".join(
    f"<li><a href='/m'>{name}</a></li>"
    for name in ("Trang chủ", "Giới thiệu", "Tin tức", "Thủ tục hành chính", "Liên hệ")
)
RELATED = "".join(
    f"<li><a href='/t{n}'>Huyện số {n} đạt {n}1% hồ sơ trực tuyến</a></li>" for n in range(2, 7)
)
COUNTER = "<div>Lượt truy cập: 5535246</div><div>Đang online: 37</div>"


@pytest.fixture
def bulletin():
    """The sentences that every sample page of an article holds."""
    return SimpleNamespace(title=TITLE, lead=LEAD, body=BODY, table=TABLE_LINES)


@pytest.fixture
def modern_page():
    """A page with article, nav and footer elements and metadata."""
    return f"""<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8">
<title>{TITLE} | Cổng thông tin điện tử</title><meta property="og:title" content="{TITLE}">
<meta property="article:published_time" content="2024-05-03T08:12:00+07:00"></head><body>
<nav><ul>{MENU}</ul></nav><main><article><h1>{TITLE}</h1><p class="sapo">{LEAD}</p><p>{BODY}</p>
{TABLE}<p>Tác giả: Lan Anh</p></article></main>
<aside><h3>Tin liên quan</h3><ul>{RELATED}</ul></aside>
<footer>{COUNTER}<p>Bản quyền thuộc Văn phòng UBND tỉnh. Điện thoại: 0226 3 852 101</p></footer>
</body></html>"""


@pytest.fixture
def layout_page():
    """An old page laid out in nested tables, without paragraphs or metadata."""
    return f"""<html><head><title>{TITLE}</title></head><body><form id="aspnetForm">
<table width="1000"><tr><td colspan="3"><ul>{MENU}</ul></td></tr>
<tr><td width="200"><table><tr><td>Danh mục</td></tr><tr><td><ul>{RELATED}</ul></td></tr></table>
</td><td><table><tr><td class="title">{TITLE}</td></tr>
<tr><td>Ngày đăng: 03/05/2024&nbsp;&nbsp;08:12</td></tr>
<tr><td>{LEAD}<br><br>{BODY}<br>{TABLE}</td></tr></table></td><td>{COUNTER}</td></tr></table>
</form></body></html>"""


@pytest.fixture
def div_page():
    """A page of nested divs and line breaks; its title is that of the whole site."""
    return f"""<html><head><title>Cổng thông tin điện tử tỉnh Hà Nam</title></head><body>
<div class="top">Thứ 6, ngày 04/05/2024</div><div id="menu"><ul>{MENU}</ul></div>
<div class="wrap"><div class="col"><div class="news-title">{TITLE}</div>
<div class="date">03/05/2024 08:12</div><div class="content"><div>{LEAD}</div><div><br></div>
<div>{BODY}</div>{TABLE}</div></div></div><div class="stat">{COUNTER}</div></body></html>"""


@pytest.fixture
def statistics_page():
    """A page of statistics: a headline and a table, no prose."""
    return f"""<html><body><div><ul>{MENU}</ul></div><h2>Tình hình xử lý hồ sơ tháng 4/2024</h2>
<p>Đơn vị tính: hồ sơ</p><table><tr><td>Cơ quan</td><td>Tiếp nhận</td><td>Trễ hạn</td></tr>
<tr><td>Sở Y tế</td><td>204</td><td>0</td></tr><tr><td>Sở Tư pháp</td><td>1.016</td><td>3</td></tr>
</table>{COUNTER}</body></html>"""


@pytest.fixture
def make_pdf():
    """Return a function that makes a PDF from pages: (x, y, text) items, `grid` and `scan`."""
    return build_pdf


def build_pdf(*pages):
    """Write a PDF by hand: its font has no shapes, only the way from codes to letters."""
    letters = sorted({c for page in pages for *_, text in page.get("items", ()) for c in text})
    codes = {letter: number + 1 for number, letter in enumerate(letters)}
    mapping = "\n".join(
        f"<{code:04X}> <{letter.encode('utf-16-be').hex()}>" for letter, code in codes.items()
    )
    to_unicode = (
        "/CIDInit /ProcSet findresource begin begincmap /CMapType 2 def "
        "1 begincodespacerange <0000> <FFFF> endcodespacerange "
        f"{len(codes)} beginbfchar\n{mapping}\nendbfchar endcmap end"
    )
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"",
        b"<< /Type /Font /Subtype /Type0 /BaseFont /Plain /Encoding /Identity-H"
        b" /DescendantFonts [4 0 R] /ToUnicode 5 0 R >>",
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Plain /DW 500 /CIDSystemInfo"
        b" << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor 6 0 R >>",
        _stream(to_unicode.encode()),
        b"<< /Type /FontDescriptor /FontName /Plain /Flags 4 /Ascent 800 /Descent -200"
        b" /FontBBox [0 -200 1000 800] /ItalicAngle 0 /CapHeight 700 /StemV 80 >>",
        _stream(b"\x80", "/Type /XObject /Subtype /Image /Width 1 /Height 1"
                " /ColorSpace /DeviceGray /BitsPerComponent 8"),
    ]  # fmt: skip
    kids = []
    for page in pages:
        objects.append(_stream(_content(page, codes).encode()))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R /Resources"
            b" << /Font << /F 3 0 R >> /XObject << /I 7 0 R >> >> >>" % len(objects)
        )
        kids.append(len(objects))
    refs = " ".join(f"{kid} 0 R" for kid in kids)
    objects[1] = f"<< /Type /Pages /Count {len(kids)} /Kids [{refs}] >>".encode()
    return _assemble(objects)


def _content(page, codes):
    out = ["q 595 0 0 842 0 0 cm /I Do Q"] if page.get("scan") else []
    for x, y, text in page.get("items", ()):
        shown = "".join(f"{codes[letter]:04X}" for letter in text)
        out.append(f"BT /F 10 Tf {x} {842 - y} Td <{shown}> Tj ET")
    for x0, y0, x1, y1 in page.get("rules", ()):
        out.append(f"{x0} {842 - y0} m {x1} {842 - y1} l S")
    return "\n".join(out)


def _stream(data, keys=""):
    return f"<< /Length {len(data)} {keys} >>\nstream\n".encode() + data + b"\nendstream"


def _assemble(objects):
    out, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (
        len(objects) + 1,
        start,
    )

"""The page in a real browser: paste, drop, look, walk by keyboard, download, switch language.

The pictures of docs/images come from here: delete one and run this to take it again.
"""

import csv
import json
import shutil

import pytest

from .conftest import ROOT, SAMPLE

playwright = pytest.importorskip(
    "playwright.sync_api", reason="the extra browser (playwright) is not installed"
)

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine"),
]
SHOTS = ROOT / "docs" / "images"
LARGEST = 300_000
WIDE, PHONE = (1280, 800), (390, 844)
PATIENCE = 200_000  # milliseconds: the first HTML page imports its reader, on a busy machine
MISPRINT = "#text mark[data-figure]:has-text('221.18')"


@pytest.fixture(scope="module")
def address():
    from .conftest import Server

    server = Server("--seconds", "180")
    yield server.url
    server.stop()


@pytest.fixture(scope="module")
def browser():
    with playwright.sync_playwright() as player:
        browser = player.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def visit(browser, address):
    """Open the page in a window of a kind; after the test, nothing may have gone wrong in it."""
    faults, contexts, home = [], [], (address, "blob:", "file:")

    def go(size=WIDE, scheme="light", locale="vi-VN"):
        width, height = size
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme, locale=locale
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda line: faults.append(line.text) if is_fault(line) else None)
        page.on("request", lambda asked: asked.url.startswith(home) or faults.append(asked.url))
        page.goto(address)
        return page

    yield go
    for context in contexts:
        context.close()
    assert faults == []


def is_fault(line):
    """Tell an error of the page's own from the browser's note of an answer that refuses."""
    return line.type == "error" and not line.text.startswith("Failed to load resource")


def extract(page, path=SAMPLE):
    page.set_input_files("#file", path)
    page.click("#go")
    page.wait_for_selector("#result table")
    return page


def shoot(page, name):
    """Take a picture for the guide unless it is there; none may be heavy."""
    path = SHOTS / f"{name}.png"
    if not path.exists():
        SHOTS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=path)
    assert path.stat().st_size <= LARGEST


def overflow(page):
    """Return by how many points the page is wider than its window."""
    return page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )


#: Contrast of every text with what lies behind it, by the formula of WCAG 2.
CONTRASTS = """() => {
  const read = c => (c.match(/[\\d.]+/g) ?? []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = node => {
    for (; node; node = node.parentElement) {
      const c = read(getComputedStyle(node).backgroundColor);
      if (c.length === 3 || c[3] === 1) return c;
    }
    return [255, 255, 255];
  };
  const poor = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let seen = 0;
  while (walk.nextNode()) {
    const node = walk.currentNode.parentElement;
    if (!walk.currentNode.data.trim() || !node.checkVisibility()) continue;
    seen++;
    const [a, b] = [read(getComputedStyle(node).color), behind(node)].map(light);
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) poor.push(`${node.className || node.tagName} ${ratio.toFixed(2)}`);
  }
  return [seen, [...new Set(poor)]];
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("size", "name"), [(WIDE, "wide"), (PHONE, "phone")])
def test_the_result_is_readable_everywhere(visit, size, name, scheme):
    page = extract(visit(size, scheme))
    assert overflow(page) == 0
    seen, poor = page.evaluate(CONTRASTS)
    assert seen > 100
    assert poor == []
    page.mouse.move(1, 1)
    page.focus(MISPRINT)
    shoot(page, f"service-{name}-{scheme}")


@pytest.mark.parametrize(("size", "name"), [(WIDE, "wide"), (PHONE, "phone")])
def test_the_start_is_readable(visit, size, name):
    page = visit(size)
    assert overflow(page) == 0
    assert page.evaluate(CONTRASTS)[1] == []
    shoot(page, f"service-start-{name}")


def test_the_page_is_the_export_of_the_command_line(visit, tmp_path):
    from typer.testing import CliRunner

    from extractor.cli import app

    out = tmp_path / "page.html"
    CliRunner().invoke(app, ["extract", str(SAMPLE), "--model", "rules", "-o", str(out)])
    served = extract(visit())
    alone = served.context.new_page()
    alone.goto(out.as_uri())
    text = "node => node.innerText"
    assert served.eval_on_selector("main", text) == alone.eval_on_selector("main", text)
    alone.hover(MISPRINT)
    assert alone.locator("#text .lit").count() > 1


def test_a_pasted_text_is_extracted(visit):
    page = visit()
    page.fill("#paste", "Quý I/2024, toàn tỉnh tiếp nhận 12.345 hồ sơ.")
    page.click("#go")
    page.wait_for_selector("#result table")
    assert page.locator("td.figure").inner_text().split() == ["12.345", "hồ", "sơ"]


def test_the_pasted_source_of_a_page_is_read_as_a_page(visit):
    page = visit()
    page.fill("#paste", "<html><body><p>Toàn tỉnh tiếp nhận 12.345 hồ sơ.</p></body></html>")
    page.click("#go")
    page.wait_for_selector("#result table")
    assert page.locator("#text").inner_text() == "Toàn tỉnh tiếp nhận 12.345 hồ sơ."


def test_a_dropped_file_is_extracted(visit):
    page = visit()
    page.evaluate(
        """text => {
          const data = new DataTransfer();
          data.items.add(new File([text], "drop.txt", {type: "text/plain"}));
          for (const kind of ["dragover", "drop"])
            document.getElementById("drop").dispatchEvent(
              new DragEvent(kind, {dataTransfer: data, bubbles: true, cancelable: true}));
        }""",
        "Toàn tỉnh tiếp nhận 12.345 hồ sơ.",
    )
    assert "drop.txt" in page.locator("#chosen").inner_text()
    page.click("#go")
    page.wait_for_selector("#result table")
    assert "drop.txt" in page.locator(".about").inner_text()


def test_hovering_a_figure_shows_its_links_and_its_fact(visit):
    page = extract(visit())
    page.hover(MISPRINT)
    lit = page.locator("#text .lit").all_inner_texts()
    assert "221.18 hồ sơ" in lit
    assert "trực tuyến" in lit
    assert page.locator("#text .kin").all_inner_texts() == ["96.310 hồ sơ"]
    assert page.locator("#text svg path").count() == 4  # indicator, level, period, whole
    assert "Hồ sơ tiếp nhận trực tuyến" in page.locator("#card").inner_text()
    page.hover(".brand")
    assert page.locator(".lit").count() == 0


def test_a_misprint_is_shown_with_its_reading_and_its_proof(visit):
    page = extract(visit())
    slip = page.locator(".misprints > li")
    assert slip.count() == 1
    assert slip.locator("del").inner_text() == "221.18 hồ sơ"
    assert slip.locator("ins").inner_text() == "22.118"
    proof = slip.locator(".proof").inner_text()
    assert all(figure in proof for figure in ("96.310", "22.118", "67.902", "6.290"))
    slip.hover()
    assert "221.18 hồ sơ" in page.locator("#text .lit").all_inner_texts()


def test_everything_is_done_by_keyboard(visit):
    page = visit()
    page.focus("#paste")
    page.keyboard.insert_text(SAMPLE.read_text(encoding="utf-8"))
    for _ in range(10):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "go":
            break
    page.keyboard.press("Enter")
    page.wait_for_selector("#result table")
    assert page.evaluate("document.activeElement.tagName") == "H1"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "text"
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.dataset.figure") == "1"
    assert page.locator("#card").is_visible()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.dataset.fact") == "1"
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.dataset.fact") == "2"
    assert page.locator("#text .lit").count() > 1
    page.keyboard.press("Escape")
    assert page.locator("#text .lit").count() == 0


def test_the_language_is_switched_and_kept(visit):
    page = extract(visit())
    assert page.locator("#facts").inner_text().startswith("Số liệu")
    page.click("[data-switch=en]")
    assert page.locator("#facts").inner_text().startswith("Facts")
    assert page.evaluate("document.documentElement.lang") == "en"
    assert page.get_attribute("#text", "aria-label") == "Text of the bulletin"
    assert "dossiers" in page.locator("tr[data-fact]").nth(10).inner_text()
    page.reload()
    assert page.locator("#go").inner_text() == "Extract"


def test_an_english_browser_begins_in_english(visit):
    assert visit(locale="en-GB").locator("#go").inner_text() == "Extract"


@pytest.mark.parametrize("kind", ["csv", "xlsx", "json"])
def test_results_are_downloaded(visit, tmp_path, kind):
    page = extract(visit())
    with page.expect_download() as waiting:
        page.click(f"#downloads [data-format={kind}]")
    download = waiting.value
    assert download.suggested_filename == f"dv-04.{kind}"
    path = tmp_path / "got"
    download.save_as(path)
    if kind == "csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            assert "22118" in [row["value"] for row in csv.DictReader(file)]
    elif kind == "json":
        (report,) = json.loads(path.read_text(encoding="utf-8"))
        assert "22118" in [fact["value"] for fact in report["observations"]]
    else:
        assert path.read_bytes().startswith(b"PK")


def test_a_refusal_is_shown_and_the_page_goes_on(visit, tmp_path):
    page = visit()
    page.click("#go")
    assert page.locator("#error").is_visible()
    bad = tmp_path / "bad.csv"
    bad.write_text("a,b", encoding="utf-8")
    page.evaluate("document.getElementById('file').removeAttribute('accept')")
    page.set_input_files("#file", bad)
    with page.expect_response("**/extract*") as answered:
        page.click("#go")
    assert answered.value.status == 422
    page.wait_for_function("document.getElementById('error').textContent.includes('bad.csv')")
    extract(page)
    assert page.locator("#error").is_hidden()


def test_words_of_a_bulletin_are_never_markup(visit):
    page = visit()
    page.fill("#paste", "x <img src=x onerror=alert(1)> <b>Toàn tỉnh</b> tiếp nhận 12.345 hồ sơ.")
    page.click("#go")
    page.wait_for_selector("#result table")
    assert page.locator("#result img").count() == 0
    assert "<img src=x" in page.locator("#text").inner_text()

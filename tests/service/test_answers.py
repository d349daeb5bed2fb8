"""What the service answers is what the command line prints."""

import csv
import io
import json
import zipfile

import pytest
from typer.testing import CliRunner

import extractor
from extractor.cli import app as commands
from extractor.export.page import start_page
from extractor.schema import Report

from ..documents.conftest import build_pdf
from .conftest import SAMPLE, TEXT


@pytest.fixture
def printed(monkeypatch):
    """Run the command line beside a file, by rules; return the bytes of stdout."""

    def run(*words, beside=SAMPLE.parent):
        monkeypatch.chdir(beside)
        done = CliRunner().invoke(commands, [*words, "--model", "rules"])
        assert done.exit_code == 0, done.stderr
        return done.stdout_bytes

    return run


def extracted(wire, query="", **options):
    answer = wire.post_file(f"/extract{query}", SAMPLE.name, SAMPLE.read_bytes(), **options)
    assert answer.status_code == 200, answer.text
    return answer


@pytest.mark.parametrize(
    ("query", "options"),
    [
        ("", ["--json"]),
        ("?format=jsonl", ["--format", "jsonl"]),
        ("?format=jsonl&targets=false", ["--format", "jsonl", "--no-targets"]),
        ("?format=csv", ["--format", "csv"]),
        ("?format=csv&bom=true&targets=true", ["--format", "csv", "--bom", "--targets"]),
        ("?format=html", ["--format", "html"]),
    ],
)
def test_extract_equals_the_command_line(wire, printed, query, options):
    assert extracted(wire, query).content == printed("extract", SAMPLE.name, *options)


def test_province_and_day_are_used_as_on_the_command_line(wire, printed):
    answer = extracted(wire, data={"province": "kon tum", "published": "2023-07-01"})
    options = ["--province", "kon tum", "--published", "2023-07-01", "--json"]
    assert answer.content == printed("extract", SAMPLE.name, *options)
    assert answer.content != extracted(wire).content


@pytest.mark.parametrize(("query", "options"), [("", []), ("?wrong=true", ["--wrong"])])
def test_audit_equals_the_command_line(wire, printed, tmp_path, query, options):
    content = (
        "Trong quý I/2024, toàn tỉnh tiếp nhận 100 hồ sơ, trong đó 70 hồ sơ trực tuyến, 20 hồ sơ "
        "trực tiếp và bưu chính. Đã giải quyết 90 hồ sơ, đúng hạn 80 hồ sơ, trễ hạn 10 hồ sơ."
    )
    (tmp_path / "sum.txt").write_text(content, encoding="utf-8")
    answer = wire.post_file(f"/audit{query}", "sum.txt", content)
    assert len(answer.json()) == (1 if query else 2)
    assert answer.content == printed("audit", "sum.txt", "--json", *options, beside=tmp_path)


def test_audit_names_checks_that_hold_only_where_they_are_wanted(wire):
    def verdicts(query):
        answer = wire.post_file(f"/audit{query}", SAMPLE.name, SAMPLE.read_bytes())
        return {finding["verdict"] for finding in answer.json()}

    assert "holds" in verdicts("")
    assert "holds" not in verdicts("?wrong=true")


def test_a_text_gives_the_report_of_the_python_interface(wire):
    (row,) = wire.post("/extract", json={"text": TEXT, "doc_id": "a/b"}).json()
    assert Report.model_validate(row) == extractor.load("rules").extract(TEXT, doc_id="a/b")


def test_offsets_of_a_text_point_into_it_as_it_was_sent(wire):
    text = "\ufeff" + TEXT.replace("hồ sơ", "ho\u0302\u0300 sơ")  # a mark in front, parted letters
    (row,) = wire.post("/extract", json={"text": text}).json()
    facts = row["observations"]
    assert len(facts) == 2
    assert all(text[f["char_start"] : f["char_end"]] == f["surface"] for f in facts)


def test_confidence_below_the_minimum_is_left_out(wire):
    (row,) = extracted(wire, "?min_confidence=0.5").json()
    assert row["observations"] == []  # rules know no confidence


def docx_of(text):
    docx = pytest.importorskip("docx", reason="the extra readers (python-docx) is not installed")
    document, data = docx.Document(), io.BytesIO()
    document.add_paragraph(text)
    document.save(data)
    return data.getvalue()


FILES = {
    "a.txt": lambda text: text.encode("utf-16"),
    "a.html": lambda text: f"<html><body><p>{text}</p></body></html>".encode(),
    "a.pdf": lambda text: build_pdf({"items": [(50, 700, text[:40]), (50, 680, text[40:])]}),
    "a.docx": docx_of,
    "a": lambda text: text.encode(),
}


@pytest.mark.parametrize("name", FILES)
def test_every_kind_of_file_is_read(wire, name):
    answer = wire.post_file("/extract", name, FILES[name](TEXT))
    values = [f["value"] for row in answer.json() for f in row["observations"]]
    assert (values, answer.json()[0]["doc_id"]) == (["12345", "95"], "a")


def test_scanned_pages_beside_text_are_told_in_a_head(wire):
    pages = ({"items": [(50, 700, TEXT)]}, {"scan": True})
    answer = wire.post_file("/extract", "a.pdf", build_pdf(*pages))
    assert answer.status_code == 200
    assert "scanned without text on page 2" in answer.headers["Extractor-Note"]


def test_a_workbook_comes_as_a_file(wire):
    answer = extracted(wire, "?format=xlsx", data={"doc_id": "báo cáo/1"})
    with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
        assert "xl/workbook.xml" in book.namelist()
    disposition = answer.headers["Content-Disposition"]
    assert disposition == "attachment; filename*=UTF-8''b%C3%A1o-c%C3%A1o-1.xlsx"


def test_csv_leaves_aims_out_unless_they_are_wanted(wire):
    def roles(query):
        rows = csv.DictReader(io.StringIO(extracted(wire, query).text))
        return {row["role"] for row in rows}

    assert "target" in roles("?format=csv&targets=true")
    assert "target" not in roles("?format=csv")


def test_the_codebook_equals_the_command_lines(wire):
    done = CliRunner().invoke(commands, ["codebook", "--json"])
    assert wire.get("/codebook").json() == json.loads(done.stdout)


def test_health_tells_the_model_and_the_places(wire):
    health = wire.get("/health").json()
    assert health["model"] == "rules"
    assert (health["status"], health["inside"], health["places"]) == ("ok", 0, 17)


def test_the_page_is_the_one_of_the_export(wire):
    answer = wire.get("/")
    assert (answer.status_code, answer.text) == (200, start_page())
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert policy.count("'sha256-") == 3


def test_a_result_runs_under_the_policy_of_the_page(wire):
    policy = wire.get("/").headers["Content-Security-Policy"]
    assert extracted(wire, "?format=html").headers["Content-Security-Policy"] == policy

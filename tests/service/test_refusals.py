"""Every refusal is one line with a clear status, and repeats nothing of the request."""

import asyncio
import json
import logging

import httpx
import pytest

from extractor.service.app import create_app
from extractor.service.intake import Gate, Refusal
from extractor.service.limits import MARGIN, Limits

from .conftest import LIMITS, TEXT, Wire

SECRET = "mật-khẩu-4711"
JSON = {"Content-Type": "application/json"}


def body(**fields):
    return {"content": json.dumps({"text": TEXT, **fields}), "headers": JSON}


def form(name="a.txt", content=TEXT, **fields):
    return {"files": {"file": (name, content)}, "data": fields}


def broken_form():
    head = {"Content-Type": "multipart/form-data; boundary=x"}
    return {"content": f"--x\r\nno head {SECRET}\r\n\r\n", "headers": head}


CASES = {
    "no body": ({}, 415, "application/json"),
    "plain text": ({"content": TEXT, "headers": {"Content-Type": "text/plain"}}, 415, "send"),
    "no JSON": ({"content": f"{{{SECRET}", "headers": JSON}, 400, "no JSON"),
    "lone surrogate": ({"content": '{"text": "\\ud800"}', "headers": JSON}, 400, "no JSON"),
    "JSON list": ({"content": f'["{SECRET}"]', "headers": JSON}, 422, "object"),
    "no text": ({"content": "{}", "headers": JSON}, 422, "text: missing"),
    "text null": (body(text=None), 422, "text: must be a string"),
    "text empty": (body(text=""), 422, "text: empty"),
    "text blank": (body(text=" \n"), 422, "text: blank"),
    "field unknown": (body(**{SECRET: 1}), 422, "another field"),
    "day unknown": (body(published=SECRET), 422, "published: must be a day"),
    "province unknown": (body(province=SECRET), 422, "province: unknown"),
    "id with line end": (body(doc_id="a\nb"), 422, "doc_id"),
    "text too long": (body(text=TEXT * 3000), 413, "0.2 MB"),
    "form broken": (broken_form(), 400, "multipart"),
    "form without boundary": (
        {"content": SECRET, "headers": {"Content-Type": "multipart/form-data"}}, 400, "multipart",
    ),
    "form without file": ({"data": {"text": SECRET}, "files": {"x": ("", b"")}}, 422, "file"),
    "form with another field": (form(text=SECRET), 422, "other fields"),
    "form day unknown": (form(published=SECRET), 422, "published: must be a day"),
    "file empty": (form(content=""), 422, "a.txt: the file is empty"),
    "file too large": (form(content="x" * (LIMITS.size + 1)), 413, "0.2 MB"),
    "file binary": (form("a.bin", b"\x00\x01" * 99), 422, "binary"),
    "file table": (form("a.csv", TEXT), 422, "a table"),
    "file no PDF": (form("a.pdf", b"%PDF-1.4 nothing"), 422, "no readable PDF"),
    "file no DOCX": (form("a.docx", b"PK\x03\x04 nothing"), 422, "a.docx"),
    "file in an old encoding": (
        form("a.txt", "hå s¬, thñ tôc, tØnh".encode("cp1252") * 3), 422, "TCVN3",
    ),
    "path in the name": (form("../../etc/a.txt", b""), 422, "a.txt: the file is empty"),
}  # fmt: skip


@pytest.mark.parametrize("path", ["/extract", "/audit"])
@pytest.mark.parametrize("case", CASES)
def test_what_cannot_be_done_is_refused_in_one_line(wire, case, path):
    options, status, words = CASES[case]
    answer = wire.post(path, **options)
    assert answer.status_code == status
    assert list(answer.json()) == ["error"]
    line = answer.json()["error"]
    assert words in line
    assert "\n" not in line
    assert SECRET not in line


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nothing", 404),
        ("GET", "/docs", 404),  # FastAPI's own page would fetch scripts from elsewhere
        ("GET", "/extract", 405),
        ("DELETE", "/codebook", 405),
        ("POST", "/extract?format=parquet", 422),
        ("POST", "/extract?min_confidence=2", 422),
        ("POST", "/audit?wrong=perhaps", 422),
    ],
)
def test_other_ways_are_refused_in_one_line(wire, method, path, status):
    answer = wire.ask(method, path, **(body() if method == "POST" else {}))
    assert answer.status_code == status
    assert list(answer.json()) == ["error"]


def test_a_method_that_is_not_allowed_names_those_that_are(wire):
    assert wire.get("/extract").headers["Allow"] == "POST"


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8000", "localhost.evil", ""])
def test_another_sites_name_for_the_loopback_is_refused(wire, host):
    assert wire.get("/health", headers={"Host": host}).status_code == 421


def test_a_body_longer_than_it_announced_is_cut_short(app):
    read = 0

    async def pieces():
        nonlocal read
        for _ in range(100):
            read += 100_000
            yield b"x" * 100_000

    answer = Wire(app).post("/extract", content=pieces(), headers=JSON)
    assert answer.status_code == 413
    assert read <= LIMITS.size + MARGIN + 200_000


def test_a_slow_sender_is_not_waited_for(workers):
    async def pieces():
        yield b"{"
        await asyncio.sleep(5)
        yield b"}"

    wire = Wire(create_app(workers, limits=Limits(reading_seconds=0.05)))
    answer = wire.post("/extract", content=pieces(), headers=JSON)
    assert answer.status_code == 408
    assert "0.05 s" in answer.json()["error"]


def test_a_gate_lets_so_many_pass_and_no_more():
    gate = Gate(1)
    with gate.passing():
        with pytest.raises(Refusal) as refused, gate.passing():
            pass
        assert (refused.value.status, refused.value.again) == (429, 1)
    with gate.passing():
        assert gate.inside == 1
    assert gate.inside == 0


def test_no_word_of_a_request_reaches_a_log(wire, caplog, capfd):
    caplog.set_level(logging.DEBUG, logger="extractor")
    wire.post("/extract", json={"text": f"{TEXT} {SECRET}", "doc_id": SECRET})
    wire.post("/extract", json={"text": TEXT, "province": SECRET})
    wire.post("/audit", content=f"{{{SECRET}", headers=JSON)
    wire.post_file("/extract", f"{SECRET}.pdf", f"%PDF-1.4 {SECRET}".encode())
    wire.get(f"/{SECRET}?text={SECRET}")
    lines = [record.getMessage() for record in caplog.records if record.name == "extractor.service"]
    assert [line.rsplit(" ", 2)[0] for line in lines] == [
        "POST /extract 200", "POST /extract 422", "POST /audit 400", "POST /extract 422",
        "GET (another path) 404",
    ]  # fmt: skip
    assert SECRET not in caplog.text + "".join(capfd.readouterr())


def test_an_answer_says_what_a_page_of_another_site_may_do_with_it(wire):
    heads = httpx.Headers(wire.post("/extract", **body()).headers)
    assert heads["X-Content-Type-Options"] == "nosniff"
    assert heads["Cache-Control"] == "no-store"
    assert "Access-Control-Allow-Origin" not in heads

"""The command line of the audit."""

import json

import pytest
import typer
from typer.testing import CliRunner

from extractor.commands.audit import audit_command

HOLDS = (
    "Trong quý 3/2023, toàn tỉnh Kon Tum tiếp nhận 64.933 hồ sơ, gồm 15.110 hồ sơ trực tuyến, "
    "45.161 hồ sơ trực tiếp, bưu chính; 4.662 hồ sơ kỳ trước chuyển sang."
)


@pytest.fixture
def call(tmp_path):
    app = typer.Typer()
    app.command()(audit_command)
    (tmp_path / "good.txt").write_text(HOLDS, encoding="utf-8")
    (tmp_path / "wrong.txt").write_text(HOLDS.replace("45.161", "45.611"), encoding="utf-8")
    (tmp_path / "empty.txt").write_bytes(b"")

    def invoke(*words):
        names = [str(tmp_path / word) if word.endswith(".txt") else word for word in words]
        return CliRunner().invoke(app, [*names, "--model", "rules"])

    return invoke


def test_the_table_shows_equation_and_verdict(call):
    result = call("good.txt")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "dossiers_received_total 64.933 = dossiers_received_online 15.110" in result.stdout
    assert "1 holds, 0 contradicts, 0 cannot_tell" in result.stdout


def test_json_has_every_finding_with_its_terms(call):
    (finding,) = json.loads(call("wrong.txt", "--json").stdout)
    assert (finding["kind"], finding["verdict"], finding["gap"]) == ("sum", "contradicts", "-450")
    assert [term["value"] for term in finding["terms"]] == ["64933", "15110", "45611", "4662"]
    assert finding["source"].endswith("wrong.txt")


def test_checks_that_hold_can_be_left_out(call):
    assert json.loads(call("good.txt", "--json", "--wrong").stdout) == []


@pytest.mark.parametrize(
    ("name", "fail_on", "code"),
    [("good.txt", "contradicts", 0), ("wrong.txt", "contradicts", 1), ("wrong.txt", "never", 0)],
)
def test_a_call_may_fail_on_contradictions(call, name, fail_on, code):
    assert call(name, "--fail-on", fail_on).exit_code == code


def test_a_refused_file_is_told_and_the_others_are_done(call):
    result = call("empty.txt", "good.txt")
    assert result.exit_code == 1
    assert "empty.txt" in result.stderr
    assert "1 holds" in result.stdout


def test_a_bulletin_that_takes_too_long_is_refused(call, monkeypatch):
    def forever(*words, **known):
        while True:
            pass

    monkeypatch.setattr("extractor.batch.work.read_context", forever)
    result = call("good.txt", "--timeout", "0.2")
    assert result.exit_code == 1
    assert "good.txt: not done after 0.2 s; split it or give it more (--timeout)" in result.stderr

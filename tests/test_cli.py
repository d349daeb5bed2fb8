"""The command line: results on stdout, one line on stderr for a refusal, exit codes."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from extractor.cli import app, main
from extractor.codebook import load_codebook

SRC = Path(__file__).parents[1] / "src"


def run(*arguments, cwd=None, stdin=""):
    """Run the command line as a user does, in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "extractor.cli", *arguments],
        env={"PYTHONPATH": str(SRC), "PYTHONIOENCODING": "utf-8"},
        cwd=cwd,
        input=stdin,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def invoke(monkeypatch, capsys, *arguments):
    """Run the command line in this process; return exit code, stdout and stderr."""
    monkeypatch.setattr(sys, "argv", ["extractor", *map(str, arguments)])
    with pytest.raises(SystemExit) as left:
        main()
    shown = capsys.readouterr()
    return left.value.code, shown.out, shown.err


def test_help_starts_without_spacy_and_exits_0():
    code = (
        "import sys; from extractor.cli import main; sys.argv = ['extractor', '--help']\n"
        "try: main()\n"
        "except SystemExit as left: print('exit', left.code, 'spacy' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": str(SRC)},
        capture_output=True,
        text=True,
        check=True,
    )

    assert "Usage:" in done.stdout
    assert done.stdout.splitlines()[-1] == "exit 0 False"


COMMANDS = {
    "extract", "panel", "audit", "serve", "codebook",
    "evaluate", "gate", "train", "corpus", "annotate",
}  # fmt: skip


def test_help_names_every_command():
    done = CliRunner().invoke(app, ["--help"])

    assert {line.split()[0] for line in done.output.splitlines() if line[:2] == "  "} >= COMMANDS


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_has_help(command):
    done = CliRunner().invoke(app, [command, "--help"])

    assert done.exit_code == 0
    assert "Usage:" in done.output


def test_an_unknown_file_is_refused_with_one_line_and_exit_1(tmp_path):
    done = run("extract", "--model", "rules", "absent.txt", cwd=tmp_path)

    assert (done.returncode, done.stdout) == (1, "")
    assert len(done.stderr.splitlines()) == 1
    assert "absent.txt" in done.stderr


def test_a_bulletin_from_stdin_becomes_lines_of_json():
    done = run("extract", "--model", "rules", "-", stdin="Toàn tỉnh tiếp nhận 1.250 hồ sơ.")
    rows = [json.loads(line) for line in done.stdout.splitlines()]

    assert (done.returncode, [row["value"] for row in rows]) == (0, ["1250"])


@pytest.mark.parametrize("arguments", [["nonsense"], ["extract"], ["codebook", "--nonsense"]])
def test_wrong_usage_exits_2(arguments):
    assert CliRunner().invoke(app, arguments).exit_code == 2


def test_the_codebook_is_listed(monkeypatch, capsys):
    code, out, _ = invoke(monkeypatch, capsys, "codebook")

    assert code == 0
    assert [line.split()[0] for line in out.splitlines()] == list(load_codebook().indicators)


def test_the_codebook_comes_as_json_too(monkeypatch, capsys):
    _, out, _ = invoke(monkeypatch, capsys, "codebook", "--json")

    assert [row["code"] for row in json.loads(out)] == list(load_codebook().indicators)


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["corpus", "build"], "run inside a checkout"),
        (["train"], "run inside a checkout"),
    ],
)
def test_outside_a_checkout_there_is_one_line_and_exit_1(
    monkeypatch, capsys, tmp_path, arguments, reason
):
    monkeypatch.chdir(tmp_path)
    code, out, err = invoke(monkeypatch, capsys, *arguments)

    assert (code, out, len(err.splitlines())) == (1, "", 1)
    assert err.startswith("extractor: ")
    assert reason in err


def test_a_missing_training_config_is_refused(monkeypatch, capsys, project):
    monkeypatch.chdir(project)
    code, _, err = invoke(monkeypatch, capsys, "train", "--config", "absent.cfg")

    assert (code, err) == (1, "extractor: absent.cfg: no such training config; see training/\n")


def test_building_the_corpus_says_how_many(monkeypatch, capsys, project):
    monkeypatch.chdir(project)
    code, out, _ = invoke(monkeypatch, capsys, "corpus", "build")

    assert (code, out) == (0, "5 bulletins built, 0 refused\n")

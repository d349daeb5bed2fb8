"""The published forms of the corpus: release file, datasets, data card, commands."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from extractor.codebook import load_codebook
from extractor.commands import corpus as commands
from extractor.corpus.building import build_corpus
from extractor.corpus.dataset import to_dataset, to_row
from extractor.corpus.gold import Gold, read_gold
from extractor.corpus.migration import recode
from extractor.corpus.release import write_release
from extractor.corpus.stats import CARD_MARKS, describe, print_statistics, update_card
from extractor.corpus.store import SPLITS, load_bulletins
from extractor.errors import AnnotationError, InputError

from .sources import compile_bulletin, marked_figures, write_source

ROOT = Path(__file__).parents[2]
CARD = ROOT / "corpus" / "DATA_CARD.md"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path / "project"
    write_source(root, "a-01", marked_figures())
    write_source(root, "b-01", "Chợ phiên họp từ sáng.\n", split="dev", province="Lai Châu")
    write_source(root, "c-01", "Suối cạn, bà con qua chợ.\n", split="test", province="Sơn La")
    build_corpus(root)
    monkeypatch.chdir(root)
    return root


def run(command: object, *arguments: str) -> tuple[int, str, str]:
    app = typer.Typer()
    app.command()(command)  # type: ignore[type-var]
    result = CliRunner().invoke(app, list(arguments))
    return result.exit_code, result.stdout, result.stderr


def test_a_release_holds_every_bulletin_and_its_digest(project: Path) -> None:
    out = project / "build" / "corpus.jsonl"
    count, digest = write_release(project, out)
    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [row["doc_id"] for row in rows] == ["a-01", "b-01", "c-01"]
    assert count == 3
    assert hashlib.sha256(out.read_bytes()).hexdigest() == digest
    checksum = out.with_name("corpus.jsonl.sha256").read_text(encoding="utf-8")
    assert checksum == f"{digest}  corpus.jsonl\n"


def test_the_same_corpus_gives_the_same_bytes(project: Path) -> None:
    assert write_release(project, project / "1.jsonl")[1] == write_release(
        project, project / "2.jsonl"
    )[1]  # fmt: skip


def test_a_row_holds_the_whole_annotation() -> None:
    bulletin = compile_bulletin(marked_figures(), head="breaks=q3")
    row = to_row(bulletin)
    again = {key: row[key] for key in Gold.model_fields if key in row}
    assert Gold.model_validate(again) == bulletin.gold
    assert row["facts"][0]["value"] == "900"
    assert row["text"] == bulletin.text


def test_an_unsound_corpus_is_not_released(project: Path) -> None:
    write_source(project, "a-02", marked_figures("70", "35", "51%"))
    with pytest.raises(AnnotationError, match="run extractor corpus check"):
        write_release(project, project / "x.jsonl")
    assert not (project / "x.jsonl").exists()


def test_the_dataset_has_typed_splits(project: Path) -> None:
    pytest.importorskip("datasets", reason="needs the extra data")
    data = to_dataset(root=project)
    assert {split: len(data[split]) for split in data} == dict.fromkeys(SPLITS, 1)
    labels = data["train"].features["mentions"].feature["label"]
    row = data["train"][0]
    assert [labels.int2str(mention["label"]) for mention in row["mentions"]][:2] == [
        "PERIOD", "LEVEL",
    ]  # fmt: skip
    assert row["facts"][0]["value"] == "900"


def test_check_prints_one_line_per_fault_and_exits_1(project: Path) -> None:
    write_source(project, "a-02", marked_figures("70", "35", "51%"))
    code, out, err = run(commands.check_command)
    assert code == 1
    refused = [line for line in out.splitlines() if line.startswith("refused: ")]
    assert len(refused) == 3  # text and gold are missing, the manifest differs
    assert "3 faults" in err


def test_check_passes_a_sound_corpus_and_strict_does_not_pass_notes(project: Path) -> None:
    assert run(commands.check_command)[0] == 0
    code, out, _ = run(commands.check_command, "--strict", "--json")
    assert code == 1
    assert [row["severity"] for row in json.loads(out)] == ["note"]


def test_stats_prints_markdown_or_json(project: Path) -> None:
    code, out, _ = run(commands.stats_command)
    assert code == 0
    assert out.startswith("| | train | dev | test | all |")
    code, out, _ = run(commands.stats_command, "--json")
    assert json.loads(out)["totals"]["bulletins"] == {"train": 1, "dev": 1, "test": 1}


def test_agree_writes_the_reports(project: Path) -> None:
    second = project / "annotations" / "second" / "a-01.src"
    second.parent.mkdir()
    second.write_bytes((project / "annotations" / "first" / "a-01.src").read_bytes())
    code, out, _ = run(commands.agree_command)
    assert code == 0
    assert "1 bulletins annotated twice" in out
    assert (project / "annotations" / "agreement" / "report.json").exists()


def test_the_report_of_the_pilot_stands_by_itself(project: Path) -> None:
    second = project / "annotations" / "second"
    second.mkdir()
    for name in ("a-01.src", "b-01.src"):
        (second / name).write_bytes((project / "annotations" / "first" / name).read_bytes())
    agreement = project / "annotations" / "agreement"
    agreement.mkdir(exist_ok=True)
    (agreement / "pilot.ids").write_text("b-01\n", encoding="utf-8")
    assert "2 bulletins annotated twice" in run(commands.agree_command)[1]
    code, out, _ = run(commands.agree_command, "--pilot")
    assert (code, (agreement / "pilot.md").read_text(encoding="utf-8")) == (0, out)
    assert "1 bulletins annotated twice" in out
    assert "2 bulletins" in (agreement / "report.md").read_text(encoding="utf-8")


def test_release_prints_the_digest(project: Path) -> None:
    code, out, err = run(commands.release_command, "-o", "out.jsonl")
    assert code == 0
    assert out == (project / "out.jsonl.sha256").read_text(encoding="utf-8")
    assert "3 bulletins" in err


def test_the_data_card_shows_the_statistics_of_the_corpus() -> None:
    start, end = CARD_MARKS
    shown = CARD.read_text(encoding="utf-8").split(f"{start}\n")[1].split(f"\n{end}")[0]
    bulletins = [b for split in SPLITS for b in load_bulletins(split, root=ROOT)]
    assert shown == print_statistics(describe(bulletins)), "run extractor corpus stats --card"


def test_stats_puts_the_tables_into_the_card(project: Path) -> None:
    card = project / "corpus" / "DATA_CARD.md"
    card.write_text("# Card\n<!-- stats -->\nold\n<!-- /stats -->\nend\n", encoding="utf-8")
    _, out, _ = run(commands.stats_command, "--card")
    expected = f"# Card\n<!-- stats -->\n{out}<!-- /stats -->\nend\n"
    assert card.read_text(encoding="utf-8") == expected


def test_a_card_without_marks_is_refused(tmp_path: Path) -> None:
    card = tmp_path / "card.md"
    card.write_text("# Card\n", encoding="utf-8")
    with pytest.raises(InputError, match="restore the marks"):
        update_card(card, describe([]))
    assert card.read_text(encoding="utf-8") == "# Card\n"


def test_the_loading_example_of_the_data_card_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("datasets", reason="needs the extra data")
    monkeypatch.chdir(ROOT)
    (example,) = re.findall(r"```python\n(.*?)```", CARD.read_text(encoding="utf-8"), re.S)
    exec(compile(example, "DATA_CARD.md", "exec"), {})


@pytest.mark.parametrize("figures", [{"q9": "dossiers_resolved"}, {"i1": "dossiers_resolved"}])
def test_recoding_refuses_what_is_no_figure(figures: dict[str, str]) -> None:
    gold = compile_bulletin(marked_figures()).gold
    with pytest.raises(AnnotationError, match="is no figure"):
        recode(gold, {}, load_codebook(), figures=figures)


def test_recoding_refuses_a_code_without_a_place() -> None:
    gold = compile_bulletin(marked_figures()).gold
    with pytest.raises(AnnotationError, match="dossiers_eaten, not in codebook"):
        recode(gold, {"dossiers_resolved": "dossiers_eaten"}, load_codebook())


def test_recoding_renames_every_figure_of_a_code(project: Path) -> None:
    gold = read_gold(project / "annotations" / "gold" / "a-01.json")
    new = recode(gold, {"dossiers_resolved": "dossiers_resolved_late"}, load_codebook())
    assert [fact.indicator for fact in new.facts] == [
        "dossiers_received_total", "dossiers_resolved_late", "rate_resolved",
    ]  # fmt: skip

"""The simulation of `annotate next`: a line for each size, kept when it is started again."""

import json

import pytest

from extractor.errors import InputError

STEP = 1
ARGUMENTS = ("--seeds", "1", "--step", str(STEP))


@pytest.fixture(scope="module")
def simulation(script):
    return script("active_learning")


@pytest.fixture(scope="module")
def checkout(project, tmp_path_factory):
    """Give the tiny project with a config; results go elsewhere."""
    config = tmp_path_factory.mktemp("config") / "quick.cfg"
    config.write_text(
        "[components]\n[components.tthc_coder]\nstrengths = "
        '{"indicator": 0.2, "role": 1.0, "scope": 2.0}\n'
    )
    return project, config


@pytest.fixture
def run(simulation, checkout, tmp_path, monkeypatch):
    project, config = checkout
    monkeypatch.chdir(project)
    path = tmp_path / "active_learning.jsonl"

    def call():
        simulation.main([*ARGUMENTS, "--config", str(config), "--results", str(path)])
        return [json.loads(line) for line in path.read_text("utf-8").splitlines()]

    call.path = path
    return call


def test_both_orders_begin_alike_and_end_with_every_bulletin(run, capsys):
    rows = run()
    assert [(row["order"], row["bulletins"]) for row in rows] == [
        (order, size) for order in ("random", "next") for size in (1, 2, 3)
    ]
    drawn, chosen = rows[:3], rows[3:]
    assert drawn[0]["scores"] == chosen[0]["scores"]
    assert drawn[-1]["scores"] == chosen[-1]["scores"]
    assert [len(row["then"]) for row in rows] == [1, 1, 0] * 2
    for row in rows:
        assert set(row["scores"]) == {"indicator", "role", "scope", "all"}
        assert 0 < row["scores"]["role"] <= 1
    assert capsys.readouterr().out.count("| all |") == 4


def test_a_broken_simulation_goes_on_where_it_stopped(run, capsys):
    whole = run()
    text = run.path.read_text("utf-8")
    lines = text.splitlines(keepends=True)
    run.path.write_text("".join(lines[:4]), encoding="utf-8")
    capsys.readouterr()
    again = run()
    assert [row["run"] for row in again] == [row["run"] for row in whole]
    assert [row["scores"] for row in again] == [row["scores"] for row in whole]
    assert len(capsys.readouterr().err.splitlines()) == 2
    run()
    assert capsys.readouterr().err == ""


def test_a_line_that_is_no_result_is_refused(run):
    run.path.write_text('{"run": "x"}\n')
    with pytest.raises(InputError, match="line 1"):
        run()


def test_the_open_bulletins_are_read_without_their_gold(simulation, tiny):
    bulletin = tiny[0]
    blank = bulletin.gold.model_copy(
        update={"mentions": (), "links": (), "facts": (), "distractors": ()}
    )
    stripped = type(bulletin)(bulletin.doc_id, bulletin.text, blank, "train")
    (page, targets), (same, links) = map(simulation.read_by_rules, (bulletin, stripped))
    assert len(page.figures) > 3
    assert (page.mentions, targets) == (same.mentions, links)


def test_a_lesson_has_what_is_right_for_each_figure(simulation, tiny):
    lesson = simulation.make_lesson(tiny[0])
    assert len(lesson.rights) == len(lesson.page.figures) == len(tiny[0].gold.facts) == 7
    assert lesson.rights[1] == ("dossiers_received_total", "change_rel", "province|whole_province")
    assert [sample[2] for sample in lesson.samples()] == list(lesson.rights)


def rows_of(order, *points):
    return [
        {"order": order, "bulletins": size, "figures": 10 * size, "scores": {"all": score}}
        for size, score in points
    ]


@pytest.mark.parametrize(
    ("level", "size"), [(0.4, 20), (0.5, 20), (0.6, 30), (0.7, 40), (0.8, 50), (0.95, None)]
)
def test_what_a_score_needs_is_read_off_the_curve(simulation, level, size):
    rows = rows_of("next", (20, 0.5), (40, 0.7), (60, 0.9)) + rows_of("random", (20, 0.99))
    found = simulation.needed(rows, "next", "all", level, "bulletins")
    assert found == (pytest.approx(size) if size else None)


def test_seeds_are_averaged(simulation):
    rows = rows_of("next", (20, 0.4), (40, 0.6)) + rows_of("next", (20, 0.6), (40, 0.8))
    assert simulation.needed(rows, "next", "all", 0.6, "figures") == pytest.approx(300)


def test_savings_have_their_sign(simulation):
    rows = rows_of("random", (20, 0.5), (40, 0.9), (60, 1.0))
    rows += rows_of("next", (20, 0.5), (40, 1.0), (60, 1.0))
    line = simulation.print_savings(rows).splitlines()[2]
    assert line == "| all | 90% | 0.900 | 40 | 36 | +4 (+10%) | 400 | 360 | +40 (+10%) |"

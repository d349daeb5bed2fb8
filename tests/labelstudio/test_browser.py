"""A person's part in a real browser: open a task, see suggestions, correct one, submit.

The screenshots of docs/annotators.md come from here: delete one and run this to take it again.
"""

import shutil
import time

import pytest

from extractor.corpus.compiler import GUIDELINE_VERSION
from extractor.corpus.gold import read_gold, text_digest
from extractor.corpus.store import SPLITS, load_bulletins
from extractor.labelstudio.codec import encode_gold
from extractor.labelstudio.pull import Wish, pull
from extractor.labelstudio.push import Item, push
from extractor.labelstudio.review import read_agreement

from .conftest import ROOT

pytestmark = [pytest.mark.server, pytest.mark.slow]

SHOTS = ROOT / "docs" / "screenshots"
SPAN = ".htx-highlight"
PATIENCE = 120_000  # milliseconds: the first page compiles a lot of script on a busy machine


@pytest.fixture(scope="module")
def page(real_server):
    """Give a browser page that is logged in."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.skip("no chromium on this machine")
    client, account = real_server
    with playwright.sync_playwright() as player:
        browser = player.chromium.launch(executable_path=program, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1500, "height": 900})
        page.set_default_timeout(PATIENCE)
        page.goto(f"{client.url}/user/login/")
        shoot(page, "1-login")
        page.fill("input[name=email]", account.username)
        page.fill("input[name=password]", account.password)
        page.click("button[type=submit]")
        page.wait_for_url(lambda url: "/login" not in url)
        yield page
        browser.close()


def shoot(page, name):
    """Take a screenshot for the guide unless it is there."""
    path = SHOTS / f"{name}.png"
    if not path.exists():
        SHOTS.mkdir(parents=True, exist_ok=True)
        page.wait_for_timeout(1500)
        page.screenshot(path=path)


def suggested(client, title, text, gold):
    """Push a bulletin with its gold as the suggestion; return the task's address."""
    result = encode_gold(gold, text)[1]
    item = Item(gold.doc_id, text, gold.province, gold.published)
    push(client, title, [item], predict=lambda _: {"result": result, "score": 0.7}, model="gold")
    project = client.find_project(title)
    (task,) = client.list_tasks(project)
    return f"{client.url}/projects/{project.id}/data", task["id"]


def open_task(page, address, task, spans):
    page.goto(f"{address}?task={task}")
    page.wait_for_function(f"document.querySelectorAll('{SPAN}').length >= {spans}")


def select(page, surface):
    """Select a figure by its surface; return the seconds until its fields are there."""
    started = time.monotonic()
    page.locator(SPAN, has_text=surface).first.click()
    page.locator("input[name='bản']").first.wait_for(state="attached")
    return time.monotonic() - started


def choose(page, surface, option):
    """Select a figure by its surface and choose an option of one of its fields."""
    select(page, surface)
    box = page.locator("label").filter(has=page.locator(f"input[name='{option}']")).first
    box.click()


def submit(page):
    page.get_by_label("Submit current annotation").click()
    page.get_by_text("Annotation saved successfully").first.wait_for()  # shown and read aloud


def longest():
    """Return a text of 350 items and its gold: the two fullest bulletins, one under the other.

    Items are mentions, arrows and other numbers; no page of the corpus has so many. Both are of one
    era: areas come back with the vintage of the page's day.
    """
    found = [b for split in SPLITS for b in load_bulletins(split, root=ROOT)]
    found = [b for b in found if b.meta["era"] == "after_2025_07"]
    one, two = sorted(found, key=lambda b: size_of(b.gold))[-2:]
    text, shift = f"{one.text}\n{two.text}", len(one.text) + 1

    def new(name):
        return f"{name[0]}{int(name[1:]) + 500}"

    def moved(item, **named):
        return item.model_copy(
            update={"start": item.start + shift, "end": item.end + shift, **named}
        )

    below = two.gold
    links = [
        link.model_copy(update={"source": new(link.source), "target": new(link.target)})
        for link in below.links
    ]
    facts = [fact.model_copy(update={"mention": new(fact.mention)}) for fact in below.facts]
    parts = {
        "mentions": (*one.gold.mentions, *(moved(m, id=new(m.id)) for m in below.mentions)),
        "links": (*one.gold.links, *links),
        "facts": (*one.gold.facts, *facts),
        "distractors": (*one.gold.distractors, *(moved(d) for d in below.distractors)),
        "breaks": (*one.gold.breaks, *(new(name) for name in below.breaks)),
    }
    name = {"doc_id": "long-01", "text_sha256": text_digest(text)}
    return text, one.gold.model_copy(update={**parts, **name})


def size_of(gold):
    return len(gold.mentions) + len(gold.links) + len(gold.distractors)


def test_a_task_of_350_items_is_corrected_and_comes_back(real_server, page, tmp_path):
    client, _ = real_server
    text, gold = longest()
    assert size_of(gold) >= 350
    address, task = suggested(client, "Bản tin dài", text, gold)
    marked = len(gold.mentions) + len(gold.distractors)
    open_task(page, address, task, marked)
    page.wait_for_function(f"document.querySelectorAll('svg path').length >= {len(gold.links)}")
    surfaces = [text[m.start : m.end] for m in gold.mentions if m.label == "QUANTITY"]
    # the best: others may take the processor from the browser
    assert min(select(page, surface) for surface in surfaces[1:5]) < 2
    at, surface = next(
        (at, surface)
        for at, (fact, surface) in enumerate(zip(gold.facts, surfaces, strict=True))
        if fact.unit == "dossier" and text.count(surface) == 1
    )
    choose(page, surface, "bản")
    submit(page)
    report = pull(client, "Bản tin dài", Wish(tmp_path))
    assert (len(report.written), report.refused, report.notes) == (1, [], [])
    back = read_gold(tmp_path / f"{gold.doc_id}.json")
    facts = list(gold.facts)
    facts[at] = facts[at].model_copy(update={"unit": "copy"})
    # it was corrected under the guideline of today, whatever it was first annotated under
    done = {"annotator": "annotator", "guideline": GUIDELINE_VERSION, "facts": tuple(facts)}
    assert back == gold.model_copy(update=done)


def test_the_pictures_of_the_guide(real_server, page, demo, tmp_path):
    client, _ = real_server
    text, gold = demo
    address, task = suggested(client, "Bản tin TTHC", text, gold)
    page.goto(address)
    page.get_by_text("Quý III/2023").first.wait_for()
    shoot(page, "2-tasks")
    open_task(page, address, task, len(gold.mentions))
    shoot(page, "3-task")
    choose(page, "1.200 hồ sơ", "kết quả")
    shoot(page, "4-fields")
    submit(page)
    shoot(page, "5-submitted")
    pull(client, "Bản tin TTHC", Wish(tmp_path))
    units = {f.mention: f.unit for f in read_gold(tmp_path / "demo.json").facts}
    assert units["q4"] == "result"


def test_people_are_shown_the_suggestions_of_the_newest_model(real_server, page, demo):
    client, _ = real_server
    text, gold = demo
    item = Item(gold.doc_id, text, gold.province, gold.published)
    title, result = "Gợi ý mới", encode_gold(gold, text)[1]
    first = [i for i in result if i.get("id") == "q4"]
    push(client, title, [item], predict=lambda _: {"result": first, "score": 0.5}, model="old")
    push(client, title, [item], predict=lambda _: {"result": result, "score": 0.5}, model="new")
    (task,) = client.list_tasks(client.find_project(title))
    open_task(
        page,
        f"{client.url}/projects/{client.find_project(title).id}/data",
        task["id"],
        len(gold.mentions),
    )
    submit(page)
    (task,) = client.export(client.find_project(title))
    (annotation,) = task["annotations"]
    assert len(annotation["result"]) == len(result)


def test_the_address_of_a_disagreement_opens_its_task(real_server, page, demo, annotator):
    client, _ = real_server
    text, gold = demo
    others = [Item(f"other-{n}", f"Tiếp nhận {n} hồ sơ.") for n in range(3)]
    push(client, "Mở đúng chỗ", [*others, Item("demo", text, gold.province, gold.published)])
    project = client.find_project("Mở đúng chỗ")
    task = next(t["id"] for t in client.list_tasks(project) if t["data"]["doc_id"] == "demo")
    client.create_annotation(task, result=encode_gold(gold, text)[1])
    facts = [f.model_copy(update={"unit": "copy"}) if f.mention == "q4" else f for f in gold.facts]
    other = gold.model_copy(update={"facts": tuple(facts)})
    annotator.create_annotation(task, result=encode_gold(other, text)[1])
    (pair,) = read_agreement(client, "Mở đúng chỗ")
    ((address, wrong),) = pair.disagreements()
    assert (wrong.surface, wrong.slots) == ("1.200 hồ sơ", ("unit",))
    page.goto(address)
    # no other task of the project has a coloured stretch
    page.locator(SPAN, has_text=wrong.surface).first.wait_for()
    assert f"task={task}" in page.url

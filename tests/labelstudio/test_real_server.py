"""The whole loop on a real Label Studio server (SQLite, loopback)."""

import json
import subprocess
import sys
import time
import urllib.request
from contextlib import closing

import pytest

import extractor
from extractor.corpus.gold import read_gold
from extractor.errors import ServerError
from extractor.labelstudio.codec import decode_task, encode_gold
from extractor.labelstudio.pull import Wish, pull
from extractor.labelstudio.push import Item, push
from extractor.labelstudio.review import ADJUDICATION, adjudicate, read_agreement, read_status
from extractor.labelstudio.sampling import choose_next
from extractor.labelstudio.suggestions import predict_item

pytestmark = [pytest.mark.server, pytest.mark.slow]

ODD = "Tiếp nhận\r\n\t64.933\u00a0hồ sơ 😀 👩\u200d🌾 đu\u0323ng ha\u0323n 98,7%.\u2028Hết\r\n \r"


@pytest.fixture(scope="module")
def rules():
    return extractor.load("rules")


@pytest.fixture
def client(real_server):
    return real_server[0]


def send(client, title, items, rules):
    return push(
        client, title, items, predict=lambda item: predict_item(rules, item), model=rules.model
    )


def demo_item(demo):
    text, gold = demo
    return Item("demo", text, gold.province, gold.published)


def only_task(client, title):
    (task,) = client.list_tasks(client.find_project(title))
    return task


def test_text_and_suggestions_are_stored_unchanged(client, rules):
    item = Item("odd", ODD)
    send(client, "Chữ lạ", [item], rules)
    task = only_task(client, "Chữ lạ")
    assert task["data"]["text"] == ODD
    sent = predict_item(rules, item)["result"]
    stored = task["predictions"][0]["result"]
    assert len(sent) > 4
    assert sorted(stored, key=json.dumps) == sorted(sent, key=json.dumps)


def test_pushing_twice_doubles_nothing(client, rules, demo):
    items = [demo_item(demo), *(Item(f"b{n}", f"Tiếp nhận {n} hồ sơ.") for n in range(12))]
    first = send(client, "Hai lần", items, rules)
    second = send(client, "Hai lần", items, rules)
    assert (first.tasks, first.predictions) == (13, 13)
    assert (second.tasks, second.predictions, second.kept) == (0, 0, 13)
    tasks = list(client.list_tasks(client.find_project("Hai lần")))
    assert [len(t["predictions"]) for t in tasks] == [1] * 13


KILLED = """
import sys
from extractor.labelstudio.client import Client
from extractor.labelstudio.push import Item, push
items = [Item(f"b{n}", f"Tiếp nhận {n} hồ sơ.") for n in range(60)]
client = Client(sys.argv[1], sys.stdin.readline().strip())
push(client, "Bị ngắt", items, predict=lambda item: {"result": [], "score": 0.5}, model="m",
     say=lambda line: print(line, flush=True))
"""


@pytest.mark.parametrize("line", ["20 of 60 tasks sent", "30 of 60 suggestions sent"])
def test_a_killed_push_is_finished_by_the_next(real_server, line):
    client, account = real_server
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, client.url],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    with process:
        process.stdin.write(account.token + "\n")
        process.stdin.flush()
        for said in process.stdout:
            if said.strip() == line:
                break
        process.kill()
    items = [Item(f"b{n}", f"Tiếp nhận {n} hồ sơ.") for n in range(60)]
    push(client, "Bị ngắt", items, predict=lambda i: {"result": [], "score": 0.5}, model="m")
    project = client.find_project("Bị ngắt")
    tasks = list(client.list_tasks(project))
    assert sorted(t["data"]["doc_id"] for t in tasks) == sorted(i.doc_id for i in items)
    assert {len(t["predictions"]) for t in tasks} == {1}
    for task in tasks:
        client.delete_task(task["id"])


def test_gold_survives_the_server(client, demo, tmp_path):
    text, gold = demo
    push(client, "Vàng", [demo_item(demo)])
    task = only_task(client, "Vàng")
    client.create_annotation(task["id"], result=encode_gold(gold, text)[1])
    report = pull(client, "Vàng", Wish(tmp_path))
    assert (len(report.written), report.refused) == (1, [])
    back = read_gold(tmp_path / "demo.json")
    assert back == gold.model_copy(update={"annotator": "annotator"})


def test_what_the_server_lets_pass_is_refused_with_the_address(client, demo, tmp_path):
    text, gold = demo
    push(client, "Hỏng", [demo_item(demo)])
    task = only_task(client, "Hỏng")
    result = [i for i in encode_gold(gold, text)[1] if i.get("id") != "i1"]
    client.create_annotation(task["id"], result=result)
    report = pull(client, "Hỏng", Wish(tmp_path))
    assert f"{client.url}/projects/" in report.refused[0]
    assert "dangles" in report.refused[0]


def test_a_text_changed_on_the_server_is_refused(client, demo, tmp_path):
    text, gold = demo
    push(client, "Sửa văn bản", [demo_item(demo)])
    task = only_task(client, "Sửa văn bản")
    client.create_annotation(task["id"], result=encode_gold(gold, text)[1])
    client._sdk.tasks.update(
        str(task["id"]), data={**task["data"], "text": text.replace("64.933", "64.934")}
    )
    report = pull(client, "Sửa văn bản", Wish(tmp_path))
    assert "the text was changed on the server" in report.refused[0]


@pytest.fixture
def second_person(real_server):
    """Give a client of a second account."""
    from extractor.labelstudio.client import Client

    client, _ = real_server
    mail = "binh@example.org"
    known = {user.email: user.id for user in client._sdk.users.list()}
    if mail not in known:
        client._sdk.users.create(email=mail, username="binh", first_name="", last_name="")
    user = next(u for u in client._sdk.users.list() if u.email == mail)
    return Client, user.id


def test_two_people_status_agreement_and_adjudication(client, second_person, demo, tmp_path):
    text, gold = demo
    push(client, "Hai người", [demo_item(demo)])
    task = only_task(client, "Hai người")
    client.create_annotation(task["id"], result=encode_gold(gold, text)[1])
    facts = [
        f.model_copy(update={"indicator": "OTHER"}) if f.mention == "q1" else f for f in gold.facts
    ]
    other = gold.model_copy(update={"facts": tuple(facts)})
    client.create_annotation(
        task["id"], result=encode_gold(other, text)[1], completed_by=second_person[1]
    )
    status = read_status(client, "Hai người")
    assert [(p.annotator, p.submitted) for p in status.people] == [("annotator", 1), ("binh", 1)]
    (pair,) = read_agreement(client, "Hai người")
    assert [url for url, _ in pair.disagreements()] == [
        f"{client.url}/projects/{client.find_project('Hai người').id}/data?task={task['id']}"
    ]
    adjudicate(client, "Hai người")
    report = adjudicate(client, "Hai người")
    assert (report.tasks, report.predictions, report.kept) == (0, 0, 1)
    decided = only_task(client, "Hai người" + ADJUDICATION)
    assert len(decided["predictions"]) == 2
    mine = next(p for p in decided["predictions"] if p["model_version"] == "annotator")
    client.create_annotation(decided["id"], result=mine["result"])
    pull(client, "Hai người" + ADJUDICATION, Wish(tmp_path))
    assert read_gold(tmp_path / "demo.json").facts == gold.facts


def test_the_server_serves_the_next_bulletin_first(real_server, rules):
    client, account = real_server
    texts = {"a": "Tiếp nhận 5 hồ sơ đất đai.", "b": "Thanh toán trực tuyến 7 giao dịch."}
    send(client, "Tiếp theo", [Item(k, v) for k, v in texts.items()], rules)
    order = choose_next(
        client, "Tiếp theo", lambda i: 0.9 if i.doc_id == "b" else 0.1, model=rules.model
    )
    assert [c.doc_id for c in order] == ["b", "a"]
    project = client.find_project("Tiếp theo")
    request = urllib.request.Request(
        f"{client.url}/api/projects/{project.id}/next",
        headers={"Authorization": f"Token {account.token}"},
    )
    with urllib.request.urlopen(request) as answer:
        assert json.load(answer)["data"]["doc_id"] == "b"


def test_the_live_backend_suggests_through_the_server(client, rules, demo):
    import threading

    uvicorn = pytest.importorskip("uvicorn", reason="the extra annotate is not installed")
    from extractor.labelstudio.backend import Helper, create_app

    trained = threading.Event()

    def train():
        trained.set()
        return lambda: rules

    app = create_app(Helper(lambda: rules, train=train))
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", access_log=False))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    wait(lambda: server.started)
    port = server.servers[0].sockets[0].getsockname()[1]
    push(client, "Trợ giúp", [demo_item(demo)])
    project = client.find_project("Trợ giúp")
    client.connect_backend(project, f"http://127.0.0.1:{port}", "extractor")
    client.connect_backend(project, f"http://127.0.0.1:{port}", "extractor")
    (backend,) = client._sdk.ml.list(project=project.id)
    client._sdk.actions.create(
        id="retrieve_tasks_predictions", project=project.id,
        selected_items={"all": True, "excluded": []},
    )  # fmt: skip
    wait(lambda: only_task(client, "Trợ giúp")["predictions"])
    prediction = only_task(client, "Trợ giúp")["predictions"][0]
    text, gold = demo
    data = encode_gold(gold, text)[0]
    regions = [i for i in prediction["result"] if i["type"] == "labels"]
    assert len(regions) > 5
    assert "dangles" not in "".join(decode_task(data, prediction["result"], annotator="m").faults)
    client._sdk.ml.train(backend.id)
    assert trained.wait(20)
    server.should_exit = True
    thread.join(10)


def wait(ready, seconds=20):
    deadline = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < deadline, "nothing came in time"
        time.sleep(0.2)


def test_a_wrong_token_is_told_without_showing_it(client):
    from extractor.labelstudio.client import Client

    with (
        closing(Client(client.url, "f" * 40)) as stranger,
        pytest.raises(ServerError, match="check the token") as caught,
    ):
        stranger.find_project("x")
    assert "f" * 40 not in str(caught.value)


def test_a_server_that_is_not_there_is_told():
    pytest.importorskip("label_studio_sdk", reason="the extra annotate (SDK) is not installed")
    from extractor.labelstudio.client import Client

    with (
        closing(Client("http://127.0.0.1:9", "f" * 40)) as nobody,
        pytest.raises(ServerError, match="is the server running"),
    ):
        nobody.find_project("x")

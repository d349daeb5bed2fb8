"""The next bulletins are those of which the model is unsure and that resemble no other."""

from extractor.labelstudio.push import Item, push
from extractor.labelstudio.sampling import choose_next, rank

LAND = "Lĩnh vực đất đai tiếp nhận {} hồ sơ trong tháng"
PAYMENT = "Thanh toán trực tuyến nghĩa vụ tài chính đạt {} giao dịch"


def test_the_unsure_come_first():
    order = rank({1: ("a", LAND, 0.1), 2: ("b", PAYMENT, 0.9)}, [])
    assert [c.doc_id for c in order] == ["b", "a"]


def test_a_twin_of_one_picked_comes_last():
    candidates = {
        1: ("a", LAND.format(5), 0.9),
        2: ("twin", LAND.format(6), 0.8),
        3: ("b", PAYMENT, 0.2),
    }
    assert [c.doc_id for c in rank(candidates, [])] == ["a", "b", "twin"]


def test_what_resembles_annotated_bulletins_comes_later():
    candidates = {1: ("a", LAND.format(5), 0.5), 2: ("b", PAYMENT, 0.4)}
    assert [c.doc_id for c in rank(candidates, [LAND.format(9)])] == ["b", "a"]


def fill(server, predict):
    texts = [("sure", LAND), ("unsure", PAYMENT), ("done", "Chỉ số phục vụ người dân")]
    items = [Item(name, text) for name, text in texts]
    push(server, "Thử", items, predict=predict, model="m1")
    done = next(t["id"] for t in server.tasks.values() if t["data"]["doc_id"] == "done")
    server.create_annotation(done, result=[])


def scores(server, version):
    return {
        t["data"]["doc_id"]: p["score"]
        for t in server.tasks.values()
        for p in t["predictions"]
        if p["model_version"] == version
    }


def unsure(item):
    return 0.9 if item.doc_id == "unsure" else 0.1


def test_the_server_serves_in_this_order(memory):
    fill(memory, lambda item: {"result": [], "score": 1.0})
    order = choose_next(memory, "Thử", unsure, model="m1")
    assert [c.doc_id for c in order] == ["unsure", "sure"]
    assert scores(memory, "m1") == {"unsure": 0.0, "sure": 0.5, "done": 1.0}
    assert memory.settings == {"sampling": "Uncertainty sampling", "model_version": "m1"}


def test_a_blind_project_gets_an_order_without_suggestions(memory):
    fill(memory, None)
    choose_next(memory, "Thử", unsure, model="m1")
    choose_next(memory, "Thử", unsure, model="m1")
    assert scores(memory, "next") == {"unsure": 0.0, "sure": 0.5}
    assert sum(len(t["predictions"]) for t in memory.tasks.values()) == 2


def test_looking_changes_nothing(memory):
    fill(memory, None)
    assert len(choose_next(memory, "Thử", unsure, model="m1", apply=False)) == 2
    assert memory.settings == {}

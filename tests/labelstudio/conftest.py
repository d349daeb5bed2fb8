"""A marked bulletin, a server in memory that fails on demand, and the real server where it is."""

import copy
import re
import shutil
import socket
from contextlib import closing
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import httpx
import pytest

from extractor.codebook import load_codebook
from extractor.corpus.compiler import Compiler
from extractor.errors import ServerError
from extractor.labelstudio.client import Project

ROOT = Path(__file__).parents[2]
ENVIRONMENT = ROOT / ".venv-label-studio"
SOURCE = """\
@# doc_id=demo; province=Kon Tum; published=2023-10-02; annotator=an
@@ l=l1; p=p1; lv=PW; per=2023-07-01..2023-09-30; pb=n
[p1:Quý III/2023], [l1:toàn tỉnh] [i1:tiếp nhận] [q1:64.933 hồ sơ|dossiers_received_total|i=i1].
Trong đó [i2:trực tuyến] [q2:151.10 hồ sơ|dossiers_received_online|i=i2; of=q1; st=repaired; \
v=15110; tr=15110] ([q3:23,3%|rate_online|r=share_of; i=i2; rt=q2; of=q1]).
@@ l=-; a=a1; lv=DU; g=UBND huyện Đăk Hà
[a1:UBND huyện Đăk Hà] [i3:giải quyết] [q4:1.200 hồ sơ|dossiers_resolved|i=i3; b=gt], \
tăng [q5:350.600.0 hồ sơ|dossiers_resolved|i=i3; st=malformed; tr=350; r=change_abs; d=up; \
c=p2; cmp=2022-07-01..2022-09-30] so với [p2:quý III/2022]; {24|duration} giờ làm việc, \
ngày {02/10/2023|date}.
"""


@pytest.fixture(scope="session")
def compile_gold():
    """Compile marked text into (text, Gold) by the shipped codebook."""
    book = load_codebook()
    return Compiler(book.first_units(), codebook_version=book.version).compile


@pytest.fixture(scope="session")
def demo(compile_gold):
    return compile_gold(SOURCE)


class MemoryServer:
    """Behave as the real server was seen to: accept anything, import in parts, double nothing."""

    url = "http://127.0.0.1:1"

    def __init__(self):
        self.projects = {}
        self.tasks = {}
        self.settings = {}
        self.ids = count(1)
        self.users = {1: "an@example.org", 2: "binh@example.org"}
        #: Rows that may still be written before the connection breaks off; None: all.
        self.rows_left = None

    def find_project(self, title):
        return self.projects.get(title)

    def create_project(self, title, screen):
        self.projects[title] = Project(next(self.ids), title, screen)
        return self.projects[title]

    def update_project(self, project, **changes):
        self.settings.update(changes)
        if "label_config" in changes:
            self.projects[project.title] = Project(
                project.id, project.title, changes["label_config"]
            )

    def list_tasks(self, project):
        rows = [t for _, t in sorted(self.tasks.items()) if t["project"] == project.id]
        for row in copy.deepcopy(rows):
            row["total_annotations"] = len(row["annotations"])
            yield row

    def import_tasks(self, project, tasks):
        for task in tasks:
            self._count_row()
            number = next(self.ids)
            self.tasks[number] = {
                "id": number, "project": project.id, "data": dict(task["data"]),
                "predictions": [], "annotations": [],
            }  # fmt: skip
        self._maybe_break()

    def import_predictions(self, project, rows):
        for row in rows:
            self._count_row()
            self.tasks[row["task"]]["predictions"].append({"id": next(self.ids), **row})
        self._maybe_break()

    def _count_row(self):
        self._maybe_break()
        if self.rows_left is not None:
            self.rows_left -= 1

    def _maybe_break(self):
        if self.rows_left == 0:
            raise ServerError("the connection broke off")

    def set_score(self, prediction, score):
        for task in self.tasks.values():
            for row in task["predictions"]:
                if row["id"] == prediction:
                    row["score"] = score

    def delete_task(self, task):
        del self.tasks[task]

    def export(self, project):
        return list(self.list_tasks(project))

    def create_annotation(self, task, *, result, completed_by=1, **fields):
        now = datetime.now(UTC).isoformat()
        row = {
            "id": next(self.ids), "result": result, "completed_by": completed_by,
            "created_at": now, "updated_at": now, "lead_time": 90.0, **fields,
        }  # fmt: skip
        self.tasks[task]["annotations"].append(row)
        return row

    def list_users(self):
        return self.users


@pytest.fixture
def memory():
    return MemoryServer()


@pytest.fixture(scope="session")
def real_server(tmp_path_factory):
    """Start the real server on a copy of a migrated data folder; give (client, account)."""
    pytest.importorskip("label_studio_sdk", reason="the extra annotate (SDK) is not installed")
    program = ENVIRONMENT / "bin" / "label-studio"
    if not program.exists():
        pytest.skip("no server environment; `extractor annotate server` installs one")
    from extractor.labelstudio import server
    from extractor.labelstudio.client import Client

    data = tmp_path_factory.mktemp("label-studio") / "data"
    shutil.copytree(_migrated(program), data)
    account = server.make_account(data)
    port = _free_port()
    with (data / "server.log").open("wb") as log:
        process = server.start_server(program, data, account, port=port, log=log)
        try:
            url = server.wait_for_server(process, port=port)
            with closing(Client(url, account.token)) as client:
                yield client, account
        finally:
            server.stop_server(process)


class Annotator:
    """A second person, who came by the owner's invitation and has a token of her own."""

    MAIL, PASSWORD = "chi@example.org", "mat-khau-cua-chi"

    def __init__(self, url, owner_token):
        self._web = httpx.Client(base_url=url, follow_redirects=True, timeout=60)
        self._sign_up(owner_token)
        answer = self._web.get("/api/current-user/token").raise_for_status()
        self._head = {"Authorization": f"Token {answer.json()['token']}"}

    def _sign_up(self, owner_token):
        head = {"Authorization": f"Token {owner_token}"}
        link = self._web.get("/api/invite", headers=head).raise_for_status().json()["invite_url"]
        form = self._web.get(link).raise_for_status().text
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)[1]
        fields = {"email": self.MAIL, "password": self.PASSWORD, "csrfmiddlewaretoken": token}
        head = {"Referer": str(self._web.base_url.join(link))}
        self._web.post(link, data=fields, headers=head).raise_for_status()

    def create_annotation(self, task, **fields):
        path = f"/api/tasks/{task}/annotations/"
        answer = self._web.post(path, json=fields, headers=self._head).raise_for_status()
        return answer.json()

    def next_task(self, project):
        path = f"/api/projects/{project.id}/next"
        return self._web.get(path, headers=self._head).raise_for_status().json()

    def close(self):
        self._web.close()


@pytest.fixture(scope="session")
def annotator(real_server):
    """Sign a second person up on the real server."""
    client, account = real_server
    with closing(Annotator(client.url, account.token)) as person:
        yield person


def _migrated(program):
    """Return a data folder with an empty, migrated database; the first call takes minutes."""
    from extractor.labelstudio import server

    cache = ROOT / "build" / server.SERVER.replace("==", "-")
    if cache.exists():
        return cache
    part = cache.with_suffix(".part")
    shutil.rmtree(part, ignore_errors=True)
    account = server.make_account(part)
    port = _free_port()
    process = server.start_server(program, part, account, port=port)
    try:
        server.wait_for_server(process, port=port)
    finally:
        server.stop_server(process)
    part.rename(cache)
    return cache


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]

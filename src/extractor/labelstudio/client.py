"""The only module that talks to Label Studio: a thin face over its SDK, without retries.

The SDK repeats a request that timed out, and the server imports it twice; so nothing is repeated
here, and everything that writes can be run again by the caller.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, Protocol, TypeVar

from extractor.errors import InputError, MissingExtra, ServerError
from extractor.labelstudio.server import default_data, read_account

#: The variable that holds the token of a server that `annotate server` did not start.
TOKEN: Final = "LABEL_STUDIO_API_KEY"
_PAGE: Final = 100
#: Seconds for one request: an import of large tasks takes its time.
_PATIENCE: Final = 300.0
_T = TypeVar("_T")
Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Project:
    """A project on the server."""

    id: int
    title: str
    screen: str


class _Printable(Protocol):
    def json(self) -> str: ...


class Server(Protocol):
    """What the loop needs of a server; `Client` speaks to a real one."""

    url: str

    def find_project(self, title: str) -> Project | None:
        """Return the project of exactly this title; None where there is none."""

    def create_project(self, title: str, screen: str) -> Project:
        """Make a project."""

    def update_project(self, project: Project, **changes: object) -> None:
        """Change settings of a project: label_config, sampling, model_version …"""

    def list_tasks(self, project: Project) -> Iterator[Record]:
        """Yield every task with its data, predictions and counts, in the order of ids."""

    def import_tasks(self, project: Project, tasks: Sequence[Mapping[str, Any]]) -> None:
        """Add tasks."""

    def import_predictions(self, project: Project, rows: Sequence[Mapping[str, Any]]) -> None:
        """Add predictions, each naming its task."""

    def set_score(self, prediction: int, score: float) -> None:
        """Change the score of a prediction."""

    def connect_backend(self, project: Project, url: str, title: str) -> None:
        """Let a model backend serve a project, unless it does already."""

    def delete_task(self, task: int) -> None:
        """Remove a task."""

    def export(self, project: Project) -> list[Record]:
        """Return every task with its annotations, as the server's JSON export has it."""

    def create_annotation(self, task: int, **fields: object) -> Record:
        """Add an annotation to a task."""

    def list_users(self) -> dict[int, str]:
        """Map the id of each person to the e-mail address."""


def find_token(url: str) -> str:
    """Return the token for a server: from LABEL_STUDIO_API_KEY, else of our own local server.

    Refuses (InputError) where there is neither.
    """
    token = os.environ.get(TOKEN)
    if token:
        return token
    account = read_account(default_data())
    if account is not None and url.startswith(("http://127.0.0.1:", "http://localhost:")):
        return account.token
    raise InputError(f"no token for {url}; set {TOKEN} (Label Studio: Account & Settings)")


def check_screen(screen: str) -> None:
    """Let the SDK check a labelling screen; refuse (ServerError) one that it cannot read."""
    try:
        from label_studio_sdk.label_interface import (  # type: ignore[import-not-found,unused-ignore]
            LabelInterface,
        )
    except ImportError as error:
        raise MissingExtra("label-studio-sdk", "annotate") from error
    try:
        LabelInterface(screen).validate()
    except Exception as error:  # the SDK raises bare Exception and ValueError alike
        raise ServerError(f"the SDK refuses the screen: {error}; report this as a bug") from error


class Client:
    """Speak to a real server; every failure is a ServerError of one line without the token."""

    def __init__(self, url: str, token: str) -> None:
        try:
            from label_studio_sdk import LabelStudio  # type: ignore[import-not-found,unused-ignore]
        except ImportError as error:
            raise MissingExtra("label-studio-sdk", "annotate") from error
        self.url = url.rstrip("/")
        import httpx

        self._http = httpx.Client(timeout=_PATIENCE, follow_redirects=True)
        self._sdk: Any = LabelStudio(base_url=self.url, api_key=token, httpx_client=self._http)
        self._options: Any = {"max_retries": 0}

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def _call(self, what: str, call: Callable[[], _T]) -> _T:
        import httpx
        from label_studio_sdk.core import (  # type: ignore[import-not-found,unused-ignore]
            ApiError,
        )

        try:
            return call()
        except ApiError as error:
            body = (
                error.body if isinstance(error.body, str) else json.dumps(error.body, default=str)
            )
            hint = "; check the token" if error.status_code in (401, 403) else ""
            raise ServerError(
                f"{self.url} refused to {what} ({error.status_code}): {body[:300]}{hint}"
            ) from None
        except httpx.HTTPError as error:
            raise ServerError(
                f"{self.url} did not {what} ({type(error).__name__}); is the server running?"
            ) from None

    def find_project(self, title: str) -> Project | None:
        """Return the project of exactly this title; refuse (ServerError) where two share it."""
        pages = self._call(
            "list projects", lambda: list(self._sdk.projects.list(title=title, page_size=_PAGE))
        )
        same = [row for row in pages if row.title == title]
        if len(same) > 1:
            raise ServerError(f"{len(same)} projects are called {title!r}; rename all but one")
        return Project(same[0].id, title, same[0].label_config or "") if same else None

    def create_project(self, title: str, screen: str) -> Project:
        """Make a project; titles have three letters or more."""
        made = self._call(
            "create a project",
            lambda: self._sdk.projects.create(
                title=title, label_config=screen, request_options=self._options
            ),
        )
        return Project(made.id, title, screen)

    def update_project(self, project: Project, **changes: object) -> None:
        """Change settings of a project."""
        self._call("change the project", lambda: self._sdk.projects.update(project.id, **changes))

    def list_tasks(self, project: Project) -> Iterator[Record]:
        """Yield every task with its data, predictions and counts, in the order of ids."""
        query = json.dumps({"ordering": ["tasks:id"]})
        page, found = 1, _PAGE
        while found == _PAGE:
            read = partial(
                self._sdk.tasks.list, project=project.id, query=query, fields="all", page=page,
                page_size=_PAGE,
            )  # fmt: skip
            rows = self._call("list tasks", read).items or []
            yield from (_plain(task) for task in rows)
            page, found = page + 1, len(rows)

    def import_tasks(self, project: Project, tasks: Sequence[Mapping[str, Any]]) -> None:
        """Add tasks, once."""
        self._call(
            "import tasks",
            lambda: self._sdk.projects.import_tasks(
                project.id, request=list(tasks), request_options=self._options
            ),
        )

    def import_predictions(self, project: Project, rows: Sequence[Mapping[str, Any]]) -> None:
        """Add predictions, once."""
        self._call(
            "import predictions",
            lambda: self._sdk.projects.import_predictions(
                project.id, request=list(rows), request_options=self._options
            ),
        )

    def set_score(self, prediction: int, score: float) -> None:
        """Change the score of a prediction."""
        self._call(
            "change a prediction", lambda: self._sdk.predictions.update(prediction, score=score)
        )

    def connect_backend(self, project: Project, url: str, title: str) -> None:
        """Let a model backend serve a project, unless it does already."""
        there = self._call("list backends", lambda: self._sdk.ml.list(project=project.id))
        if url in {backend.url for backend in there}:
            return
        self._call(
            "add a backend",
            lambda: self._sdk.ml.create(
                project=project.id, url=url, title=title, is_interactive=False,
                request_options=self._options,
            ),
        )  # fmt: skip

    def delete_task(self, task: int) -> None:
        """Remove a task with everything on it."""
        self._call("delete a task", lambda: self._sdk.tasks.delete(str(task)))

    def export(self, project: Project) -> list[Record]:
        """Return every task with its annotations; only the JSON export keeps arrows."""
        chunks = self._call(
            "export",
            lambda: b"".join(
                self._sdk.projects.exports.download_sync(
                    project.id, export_type="JSON", download_all_tasks=True
                )
            ),
        )
        tasks: list[Record] = json.loads(chunks)
        return tasks

    def create_annotation(self, task: int, **fields: object) -> Record:
        """Add an annotation to a task, in the name of the token's owner."""
        return _plain(
            self._call(
                "add an annotation",
                lambda: self._sdk.annotations.create(
                    id=task, request_options=self._options, **fields
                ),
            )
        )

    def list_users(self) -> dict[int, str]:
        """Map the id of each person to the e-mail address."""
        users = self._call("list people", self._sdk.users.list)
        return {user.id: user.email or str(user.id) for user in users}


def _plain(record: _Printable) -> Record:
    data: Record = json.loads(record.json())
    return data

"""The model as a live helper of Label Studio: suggestions on request, retraining on demand.

    GET  /health    {"status": "UP", "model_version": …}
    GET  /versions  {"versions": [model_version]}
    POST /setup     {project, schema, hostname, access_token, …} → {"model_version": …}
    POST /predict   {tasks, project, label_config, params} → {"results": [{result, score, …}]}
    POST /webhook   {action, project, …} → {"status": "started" | "queued" | "ignored"}

`/setup` hands over the owner's token in clear: nothing of a request is kept or logged.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from extractor.errors import ExtractorError, MissingExtra, ServerError
from extractor.labelstudio.checks import check_prediction
from extractor.labelstudio.suggestions import suggest
from extractor.pipeline import Extractor

if TYPE_CHECKING:
    from fastapi import FastAPI

#: Requests that may wait for the model; the next one is told to come back (503).
WAITING: Final = 8
#: Bulletins a request: the server asks for one when a task is opened, for many in bulk.
TASKS: Final = 100
#: The webhook action that asks for a training.
TRAIN: Final = "START_TRAINING"
_LOG: Final = logging.getLogger(__name__)

Load = Callable[[], Extractor]
Train = Callable[[], Load]


class Helper:
    """Hold the model that serves now, and train the next one in the background."""

    def __init__(self, load: Load, *, train: Train | None = None, waiting: int = WAITING) -> None:
        self._extractor = _warm(load())
        self._train = train
        self._model = threading.Lock()
        self._slots = threading.BoundedSemaphore(waiting)
        self._requests = threading.Lock()
        self._is_training = False
        self._is_queued = False

    @property
    def version(self) -> str:
        """Return the version of the model that serves now."""
        return self._extractor.model

    @property
    def is_training(self) -> bool:
        """Tell whether a training runs."""
        return self._is_training

    @contextmanager
    def slot(self) -> Iterator[None]:
        """Take a place in the queue; refuse (ServerError) where it is full."""
        if not self._slots.acquire(blocking=False):
            raise ServerError("the model is busy; ask again in a moment")
        try:
            yield
        finally:
            self._slots.release()

    def predict(self, task: Mapping[str, Any]) -> dict[str, Any]:
        """Return the prediction for one task; an empty one where the text cannot be read."""
        data = task.get("data")
        data = data if isinstance(data, dict) else {}
        text, doc_id = data.get("text"), str(data.get("doc_id") or f"task-{task.get('id')}")
        empty = {"result": [], "score": 0.0, "model_version": self.version}
        if not isinstance(text, str) or not text.strip():
            return empty
        try:
            with self._model:
                suggestion = suggest(
                    self._extractor, text, doc_id=doc_id, province=data.get("province")
                )
            prediction = suggestion.as_prediction(text)
        except ExtractorError as error:
            _LOG.warning("task %s: no suggestion: %s", task.get("id"), error)
            return empty
        faults = check_prediction(prediction, text)
        if faults:
            _LOG.warning("task %s: faulty suggestion: %s", task.get("id"), faults[0])
            return empty
        return prediction

    def start_training(self) -> str:
        """Begin a training: "started", "queued" while one runs, "ignored" without a trainer.

        One training waits at most: it reads everything that was submitted before it begins, so it
        serves all who asked meanwhile.
        """
        if self._train is None:
            return "ignored"
        with self._requests:
            if self._is_training:
                self._is_queued = True
                return "queued"
            self._is_training = True
        threading.Thread(target=self._work, args=(self._train,), daemon=True).start()
        return "started"

    def _work(self, train: Train) -> None:
        """Train until nobody waits."""
        wanted = True
        while wanted:
            self._run(train)
            with self._requests:
                wanted = self._is_training = self._is_queued
                self._is_queued = False

    def _run(self, train: Train) -> None:
        try:
            extractor = _warm(train()())
        except Exception as error:  # whatever it was, this thread must live to train again
            is_bug = not isinstance(error, ExtractorError)
            _LOG.error("training failed, the old model stays: %s", error, exc_info=is_bug)
            return
        with self._model:
            self._extractor = extractor
        _LOG.info("now serving %s", extractor.model)


def _warm(extractor: Extractor) -> Extractor:
    """Let a model read one sentence, so that its word lists are loaded before the first request."""
    suggest(extractor, "Quý I/2024, huyện Yên Lạc tiếp nhận 5 hồ sơ.", doc_id="warm-up")
    return extractor


def create_app(helper: Helper) -> FastAPI:
    """Return the web application; refuse (MissingExtra) where FastAPI is not installed."""
    try:
        from fastapi import Body, FastAPI
        from fastapi.exceptions import RequestValidationError
        from fastapi.responses import JSONResponse
    except ImportError as error:
        raise MissingExtra("fastapi", "annotate") from error
    app = FastAPI(title="extractor annotate backend", openapi_url=None)
    payload_of = Body(...)

    @app.exception_handler(RequestValidationError)
    def refuse(request: object, error: object) -> JSONResponse:
        # FastAPI's own answer repeats the request, which may hold a token
        return JSONResponse({"error": "the request is no JSON object"}, 422)

    @app.exception_handler(ServerError)
    def wait(request: object, error: object) -> JSONResponse:
        return JSONResponse({"error": str(error)}, 503)

    @app.get("/")
    @app.get("/health")
    def health() -> dict[str, Any]:
        state = {"status": "UP", "model_version": helper.version}
        return {**state, "training": helper.is_training}

    @app.get("/versions")
    def versions() -> dict[str, Any]:
        return {"versions": [helper.version]}

    @app.post("/setup")
    def setup(payload: dict[str, Any] = payload_of) -> dict[str, Any]:
        return {"model_version": helper.version}

    @app.post("/predict", response_model=None)
    def predict(payload: dict[str, Any] = payload_of) -> JSONResponse:
        tasks = payload.get("tasks")
        if (
            not isinstance(tasks, list)
            or len(tasks) > TASKS
            or not all(isinstance(task, dict) for task in tasks)
        ):
            return JSONResponse({"error": f"tasks must be a list of at most {TASKS} tasks"}, 400)
        with helper.slot():
            return JSONResponse({"results": [helper.predict(task) for task in tasks]})

    @app.post("/webhook")
    def webhook(payload: dict[str, Any] = payload_of) -> dict[str, Any]:
        wanted = payload.get("action") == TRAIN
        return {"status": helper.start_training() if wanted else "ignored"}

    return app

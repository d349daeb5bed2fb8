"""The routes of the service and what each answer carries.

    GET  /            the page
    POST /extract     a bulletin → reports (JSON), facts (JSON Lines, CSV, XLSX) or a page (HTML)
    POST /audit       a bulletin → the checks of its own arithmetic
    GET  /codebook    the indicator codes
    GET  /health      the model, and how many requests are inside
    GET  /openapi.json

Bodies equal what the command line prints for the same bulletin. Logs name method, path, status and
duration; never a word of a request.
"""

from __future__ import annotations

import asyncio
import logging
import re
from base64 import b64encode
from collections.abc import Awaitable, Callable
from hashlib import sha256
from time import monotonic
from typing import Annotated, Any, Final, Unpack
from urllib.parse import quote

from fastapi import FastAPI, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from extractor import __version__
from extractor.export.page import start_page
from extractor.service import openapi
from extractor.service.intake import Gate, Refusal, read_task
from extractor.service.limits import Limits
from extractor.service.task import Answer, Format, Wanted, refusal
from extractor.service.vocabulary import codebook_rows
from extractor.service.workers import Workers

_LOG: Final = logging.getLogger("extractor.service")
#: Seconds after which to try again, for answers that time may mend.
_AGAIN: Final = 1
_SUFFIXES: Final = {"json": "json", "jsonl": "jsonl", "csv": "csv", "xlsx": "xlsx", "html": "html"}

Next = Callable[[Request], Awaitable[Response]]
FormatQuery = Annotated[Format, Query(description="json: whole reports; html: a page of its own.")]
TargetsQuery = Annotated[
    bool | None, Query(description="Keep targets and thresholds; default: not in csv and xlsx.")
]
Confidence = Annotated[
    float | None, Query(ge=0, le=1, description="Leave out facts less sure than this.")
]
BomQuery = Annotated[bool, Query(description="Begin CSV with the mark that Excel needs.")]
WrongQuery = Annotated[bool, Query(description="Leave out the checks that hold.")]


def create_app(workers: Workers, *, limits: Limits, hosts: frozenset[str] | None = None) -> FastAPI:
    """Return the application over workers that have been started.

    `hosts` are the names that a Host header may bear (None: any): a page of another site cannot
    speak to a service on the loopback by a name that it made point there.
    """
    app = FastAPI(
        title="Vietnamese bulletin extractor", version=__version__, docs_url=None, redoc_url=None
    )
    desk = _Desk(workers, limits)
    page = start_page()
    _add_reading(app, desk, page)
    _add_work(app, desk)
    _add_refusals(app)
    policy = _policy(page)

    @app.middleware("http")
    async def guard(request: Request, call_next: Next) -> Response:
        begun = monotonic()
        if hosts is not None and _host_of(request) not in hosts:
            response = _response(refusal(421, "this service is not called by that name"))
        else:
            response = await call_next(request)
        response.headers["Content-Security-Policy"] = policy
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Cache-Control"] = "no-store"
        path = request.url.path if request.url.path in _PATHS else "(another path)"
        spent = (monotonic() - begun) * 1000
        _LOG.info("%s %s %d %.0f ms", request.method, path, response.status_code, spent)
        return response

    return app


_PATHS: Final = ("/", "/extract", "/audit", "/codebook", "/health", "/openapi.json")


class _Desk:
    """Where requests come in: two gates, so that slow senders take no place from work."""

    def __init__(self, workers: Workers, limits: Limits) -> None:
        self.workers = workers
        self.limits = limits
        self.reading = Gate(limits.reading)
        self.working = Gate(limits.workers + limits.waiting)

    async def serve(self, request: Request, **wanted: Unpack[Wanted]) -> Response:
        """Read a request, have it done, and return its answer."""
        with self.reading.passing():
            task = await read_task(request, self.limits, **wanted)
        with self.working.passing():
            answer = await asyncio.wrap_future(self.workers.submit(task))
        if answer.status != 200:
            return _response(answer)
        suffix = _SUFFIXES[task.format]
        name = re.sub(r"[^\w.-]+", "-", task.doc_id).strip(".-") or "bulletin"
        shown = "inline" if suffix in ("json", "html") else "attachment"
        heads = {"Content-Disposition": f"{shown}; filename*=UTF-8''{quote(name)}.{suffix}"}
        if answer.note:
            heads["Extractor-Note"] = quote(answer.note, safe=" ,:;()./-")
        return Response(answer.body, 200, heads, media_type=answer.media)


def _add_reading(app: FastAPI, desk: _Desk, page: str) -> None:
    @app.get("/", include_in_schema=False)
    async def root() -> Response:
        return Response(page, media_type="text/html; charset=utf-8")

    @app.get("/codebook")
    async def codebook() -> list[dict[str, Any]]:
        """List the indicator codes with their Vietnamese and English names."""
        return codebook_rows()

    @app.get("/health")
    async def health() -> dict[str, Any]:
        """Tell which model answers, and how many requests are inside."""
        return {
            "status": "ok",
            "model": desk.workers.model,
            "version": __version__,
            "workers": desk.limits.workers,
            "inside": desk.working.inside,
            "places": desk.working.most,
        }


def _add_work(app: FastAPI, desk: _Desk) -> None:
    bodies = {"requestBody": openapi.request_body()}

    @app.post(
        "/extract",
        openapi_extra=bodies,
        responses={**openapi.refusals(), **openapi.reports()},
    )
    async def extract(
        request: Request,
        format: FormatQuery = "json",
        targets: TargetsQuery = None,
        min_confidence: Confidence = None,
        bom: BomQuery = False,
    ) -> Response:
        """Extract the figures of a bulletin as checked facts."""
        return await desk.serve(
            request, format=format, targets=targets, min_confidence=min_confidence, bom=bom
        )

    @app.post(
        "/audit",
        openapi_extra=bodies,
        responses={**openapi.refusals(), **openapi.findings()},
    )
    async def audit(request: Request, wrong: WrongQuery = False) -> Response:
        """Check sums, rates, changes and bounds of a bulletin against its own figures."""
        return await desk.serve(request, audit=True, wrong=wrong)


def _add_refusals(app: FastAPI) -> None:
    @app.exception_handler(Refusal)
    async def refuse(request: Request, error: Refusal) -> Response:
        return _response(refusal(error.status, error.line), again=error.again)

    @app.exception_handler(RequestValidationError)
    async def mend(request: Request, error: RequestValidationError) -> Response:
        # FastAPI's own answer repeats the request
        where = ".".join(map(str, error.errors()[0]["loc"]))
        return _response(refusal(422, f"{where}: not valid; see /openapi.json"))

    @app.exception_handler(HTTPException)
    async def miss(request: Request, error: HTTPException) -> Response:
        response = _response(refusal(error.status_code, f"{error.detail}; see /openapi.json"))
        response.headers.update(error.headers or {})
        return response


def _response(answer: Answer, *, again: int | None = None) -> Response:
    if again is None and answer.status == 503:
        again = _AGAIN
    heads = {} if again is None else {"Retry-After": str(again)}
    return Response(answer.body, answer.status, heads, media_type=answer.media)


def _host_of(request: Request) -> str:
    """Return the name of the Host header without port and brackets."""
    host = request.headers.get("host", "")
    return re.sub(r":\d*$", "", host).strip("[]").lower()


def _policy(page: str) -> str:
    """Allow the page's own styles and scripts, known by their digests, and nothing else.

    >>> _policy("<style>a</style>").partition(";")[0]
    "default-src 'none'"
    """
    allowed = {
        tag: " ".join(
            f"'sha256-{b64encode(sha256(code.encode()).digest()).decode()}'"
            for code in re.findall(rf"<{tag}>(.*?)</{tag}>", page, re.S)
        )
        for tag in ("style", "script")
    }
    return (
        "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
        f"connect-src 'self'; style-src {allowed['style']}; script-src {allowed['script']}"
    )

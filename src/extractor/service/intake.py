"""An HTTP request becomes a task, or is refused in one line before it costs anything."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import PurePosixPath
from typing import Annotated, Any, Final, Unpack

from fastapi import Request
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from extractor.service.limits import MARGIN, Limits
from extractor.service.task import Task, Wanted
from extractor.vietnamese.gazetteer import canonical_province

_LONGEST_NAME: Final = 200
_FIELDS: Final = ("doc_id", "province", "published")

Name = Annotated[str, Field(min_length=1, max_length=_LONGEST_NAME, pattern=r"^[^\x00-\x1f\x7f]+$")]


class Refusal(Exception):
    """End a request with a status and one line; `again` tells after how many seconds to retry."""

    def __init__(self, status: int, line: str, *, again: int | None = None) -> None:
        super().__init__(line)
        self.status = status
        self.line = line
        self.again = again


class Bulletin(BaseModel):
    """A bulletin as JSON; province and day of publication are found where they are not given."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(min_length=1, pattern=r"\S", description="The raw text of the bulletin.")
    doc_id: Name = "bulletin"
    province: Name | None = Field(None, description="As the gazetteer writes it: Kon Tum.")
    published: date | None = Field(None, description="Day of publication.")


class Gate:
    """Let a bounded number of requests be somewhere at once; refuse (429) the next one."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.inside = 0

    @contextmanager
    def passing(self) -> Iterator[None]:
        """Hold a place while the block runs."""
        if self.inside >= self.most:
            raise Refusal(429, "too many requests at once; come back in a moment", again=1)
        self.inside += 1
        try:
            yield
        finally:
            self.inside -= 1


async def read_task(request: Request, limits: Limits, **wanted: Unpack[Wanted]) -> Task:
    """Receive a request's bulletin within the limits; `wanted` are the other fields of the task.

    Refuses with 400 a body that breaks its own format, 408 one that comes too slowly, 413 one that
    is too large, 415 another media type, 422 fields that mean nothing.
    """
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media not in ("application/json", "multipart/form-data"):
        raise Refusal(415, "send application/json with a text, or multipart/form-data with a file")
    try:
        async with asyncio.timeout(limits.reading_seconds):
            body = await _read(request, limits.size + MARGIN)
    except TimeoutError as error:
        raise Refusal(408, f"the body did not come within {limits.reading_seconds:g} s") from error
    if media == "application/json":
        return _from_json(body, limits, wanted)
    return await _from_form(request, body, limits, wanted)


async def _read(request: Request, most: int) -> bytes:
    """Receive a body; stop at the first byte too many, whatever its announced length."""
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > most:
        raise _too_large(most - MARGIN)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            raise _too_large(most - MARGIN)
    return bytes(body)


def _too_large(size: int) -> Refusal:
    return Refusal(413, f"more than {size / 1e6:g} MB; no bulletin is that long, split it")


def _from_json(body: bytes, limits: Limits, wanted: Wanted) -> Task:
    bulletin = _checked(body)
    if len(bulletin.text.encode("utf-8")) > limits.size:
        raise _too_large(limits.size)
    return Task(
        bulletin.text, bulletin.doc_id, bulletin.doc_id, province=_province(bulletin.province),
        published=bulletin.published, **wanted,
    )  # fmt: skip


async def _from_form(request: Request, body: bytes, limits: Limits, wanted: Wanted) -> Task:
    form = await _parse_form(request, body)
    try:
        upload = form.get("file")
        if not isinstance(upload, UploadFile) or not upload.filename:
            raise Refusal(422, "the form has no file with a name; send one as the field 'file'")
        unknown = set(form) - {"file", *_FIELDS}
        if unknown or len(form.multi_items()) != len(form):
            raise Refusal(422, f"the form has other fields than one of each: file, {_FIELDS}")
        content = await upload.read()
    finally:
        await form.close()
    if len(content) > limits.size:
        raise _too_large(limits.size)
    name = _file_name(upload.filename)
    fields = {key: form[key] for key in _FIELDS if form.get(key)}
    # A file has no text yet; the rest is checked by the same record.
    bulletin = _checked({"text": "-", "doc_id": PurePosixPath(name).stem, **fields})
    return Task(
        content, name, bulletin.doc_id, province=_province(bulletin.province),
        published=bulletin.published, **wanted,
    )  # fmt: skip


async def _parse_form(request: Request, body: bytes) -> FormData:
    async def stream() -> AsyncGenerator[bytes, None]:
        yield body

    parser = MultiPartParser(
        request.headers, stream(), max_files=1, max_fields=len(_FIELDS), max_part_size=MARGIN
    )
    try:
        return await parser.parse()
    except (MultiPartException, KeyError, ValueError) as error:
        raise Refusal(400, "the body is no sound multipart/form-data; build it again") from error


def _file_name(name: str) -> str:
    """Return a file's own name: browsers and scripts may send a path, of any system."""
    bare = PurePosixPath(name.replace("\\", "/")).name[-_LONGEST_NAME:]
    return "".join(sign for sign in bare if sign.isprintable()) or "file"


def _checked(data: bytes | dict[str, Any]) -> Bulletin:
    """Check the fields of a request; the refusal names the field, never what stood in it."""
    try:
        if isinstance(data, bytes):
            return Bulletin.model_validate_json(data)
        return Bulletin.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        where = ".".join(str(part) for part in first["loc"] if part in Bulletin.model_fields)
        if first["type"] == "json_invalid":
            raise Refusal(400, "the body is no JSON; send an object with a text") from error
        raise Refusal(
            422, f"{where or 'body'}: {_REASONS.get(first['type'], 'not valid')}"
        ) from error


_REASONS: Final = {
    "missing": "missing; send it",
    "extra_forbidden": "the object has another field than text, doc_id, province, published",
    "string_type": "must be a string",
    "string_too_short": "empty",
    "string_too_long": f"longer than {_LONGEST_NAME} characters",
    "string_pattern_mismatch": "blank, or with control characters",
    "model_type": "must be an object with a text",
    "date_from_datetime_parsing": "must be a day: 2024-04-01",
    "date_parsing": "must be a day: 2024-04-01",
    "date_type": "must be a day: 2024-04-01",
}


def _province(name: str | None) -> str | None:
    """Return the province as the gazetteer writes it; refuse (422) an unknown one."""
    if name is None:
        return None
    found = canonical_province(name)
    if found is None:
        raise Refusal(422, "province: unknown; write it with its marks: Kon Tum")
    return found

"""What the OpenAPI description says beside the signatures of the routes: bodies and examples."""

from __future__ import annotations

from typing import Any, Final

from extractor.schema import Report
from extractor.service.intake import Bulletin
from extractor.service.task import MEDIA

_TEXT: Final = (
    "Quý III/2023, toàn tỉnh tiếp nhận 7.420 hồ sơ, trong đó 51.10 hồ sơ trực tuyến, 2.310 hồ sơ "
    "trực tiếp và bưu chính."
)
_ERROR: Final = {
    "type": "object",
    "required": ["error"],
    "properties": {"error": {"type": "string"}},
    "additionalProperties": False,
}
_REFUSALS: Final = {
    400: "The body breaks its own format.",
    408: "The body came too slowly.",
    413: "The bulletin is too large.",
    415: "The body is neither JSON nor a form with a file.",
    422: "The bulletin cannot be read, takes too long, or a field means nothing.",
    429: "Too many requests at once; Retry-After tells when to come back.",
    500: "A fault of the extractor.",
    503: "The worker died; Retry-After tells when to come back.",
}


def request_body() -> dict[str, Any]:
    """Return the two ways to send a bulletin, with an example each."""
    form = {
        "type": "object",
        "required": ["file"],
        "properties": {
            "file": {"type": "string", "format": "binary"},
            **{
                name: Bulletin.model_json_schema()["properties"][name]
                for name in ("doc_id", "province", "published")
            },
        },
        "additionalProperties": False,
    }
    examples = {
        "text": {
            "summary": "A text; one figure in it is misprinted",
            "value": {"text": _TEXT, "doc_id": "example", "published": "2023-09-26"},
        }
    }
    return {
        "required": True,
        "content": {
            "application/json": {"schema": Bulletin.model_json_schema(), "examples": examples},
            "multipart/form-data": {
                "schema": form,
                "encoding": {"file": {"contentType": "text/plain, text/html, application/pdf"}},
            },
        },
    }


def refusals() -> dict[int | str, dict[str, Any]]:
    """Return the answers that are no results, each one line in `error`."""
    content = {"application/json": {"schema": _ERROR}}
    return {
        status: {"description": words, "content": content} for status, words in _REFUSALS.items()
    }


def reports() -> dict[int | str, dict[str, Any]]:
    """Return the answer of /extract by format; JSON is an array, as the command line prints it."""
    schema = Report.model_json_schema(mode="serialization")
    content: dict[str, Any] = {media.partition(";")[0]: {} for media in MEDIA.values()}
    content[MEDIA["json"]] = {"schema": {"type": "array", "items": _inlined(schema)}}
    return {200: {"description": "Reports, or their facts in another format.", "content": content}}


def findings() -> dict[int | str, dict[str, Any]]:
    """Return the answer of /audit: findings, each with the source that it is of."""
    schema = Report.model_json_schema(mode="serialization")
    finding = _inlined(schema)["properties"]["findings"]["items"]
    finding["properties"] = {"source": {"type": "string"}, **finding["properties"]}
    content = {"application/json": {"schema": {"type": "array", "items": finding}}}
    return {200: {"description": "Checks of the text against itself.", "content": content}}


def _inlined(schema: dict[str, Any]) -> dict[str, Any]:
    """Put definitions in the place of references, which would point out of an OpenAPI document.

    Pairs of one type are written as arrays of two: not every client reads `prefixItems`.
    """
    known = schema.get("$defs", {})

    def walk(node: object) -> object:
        if isinstance(node, list):
            return [walk(item) for item in node]
        if not isinstance(node, dict):
            return node
        if "$ref" in node:
            return walk(known[node["$ref"].rpartition("/")[2]])
        kept = {key: walk(value) for key, value in node.items() if key != "$defs"}
        pair = kept.pop("prefixItems", None)
        return {**kept, "items": _only(pair)} if isinstance(pair, list) else kept

    inlined = walk(schema)
    assert isinstance(inlined, dict)
    return inlined


def _only(kinds: list[object]) -> object:
    """Return the one schema that all members of a tuple have."""
    first, *others = kinds
    assert all(other == first for other in others), kinds
    return first

"""Generate the labelling screen from the table of fields; compare one on a server with it."""

from __future__ import annotations

from typing import Final
from xml.etree import ElementTree as ET
from xml.etree.ElementTree import Element, SubElement

from extractor.errors import ServerError
from extractor.labels import TARGETS
from extractor.labelstudio.fields import (
    LABEL_WORDINGS,
    LINK_WORDINGS,
    Field,
    fields,
    indicator_groups,
)

#: Names of the controls that hold the spans and the text.
LABELS: Final = "label"
TEXT: Final = "text"
#: Arrows need room above each line, or their labels cover the text.
_STYLE: Final = (
    ".lsf-htx-richtext .lsf-richtext__line"
    " { white-space: pre-wrap; line-height: 3.4; font-size: 15px; }"
    " .tthc-labels { position: sticky; top: 0; z-index: 5; padding: 4px 0;"
    " background: var(--color-neutral-background, #fff); }"
    " .tthc-page { display: flex; gap: 16px; align-items: flex-start; }"
    " .tthc-text { flex: 1; min-width: 0; }"
    " .tthc-fields { flex: 0 0 300px; position: sticky; top: 48px; max-height: 75vh;"
    " overflow-y: auto; }"
)


def build_screen(*, differences: bool = False) -> str:
    """Return the labelling screen as XML, the same for the same labels and codebook.

    With `differences` it shows above the text where two annotators differ (for adjudication).
    """
    view = Element("View")
    SubElement(view, "Style").text = _STYLE
    SubElement(view, "Header", value="Gán nhãn bản tin thủ tục hành chính (TTHC)", size="5")
    if differences:
        SubElement(view, "Header", value="Hai bản gán nhãn khác nhau ở:", size="6")
        SubElement(view, "Text", name="differences", value="$differences")
    side = SubElement(view, "View", className="tthc-labels")
    labels = SubElement(side, "Labels", name=LABELS, toName=TEXT, showInline="true")
    for name, word in LABEL_WORDINGS.items():
        SubElement(
            labels, "Label", value=word.vi, alias=name, hotkey=word.hotkey,
            background=word.colour, hint=word.hint,
        )  # fmt: skip
    relations = SubElement(view, "Relations")
    for kind in TARGETS:
        SubElement(relations, "Relation", value=kind, background=LINK_WORDINGS[kind][1])
    page = SubElement(view, "View", className="tthc-page")
    left = SubElement(page, "View", className="tthc-text")
    SubElement(left, "Text", name=TEXT, value="$text", granularity="word", saveTextResult="yes")
    right = SubElement(page, "View", className="tthc-fields")
    for field in fields():
        _add_field(right, field)
    ET.indent(view)
    return ET.tostring(view, encoding="unicode") + "\n"


def _add_field(view: Element, field: Field) -> None:
    """Add a field that shows only while a region of its label is selected."""
    box = SubElement(
        view, "View", visibleWhen="region-selected", whenTagName=LABELS, whenLabelValue=field.label
    )
    SubElement(box, "Header", value=field.title, size="6")
    common = {
        "name": field.name, "toName": TEXT, "perRegion": "true",
        "whenTagName": LABELS, "whenLabelValue": field.label,
    }  # fmt: skip
    if field.kind == "taxonomy":
        _add_taxonomy(box, common)
    elif field.kind == "text":
        SubElement(
            box, "TextArea", common, maxSubmissions="1", rows="1", editable="true",
            placeholder=field.hint,
        )  # fmt: skip
    else:
        several = "multiple" if field.kind == "choices" else "single"
        control = SubElement(box, "Choices", common, choice=several, showInline="true")
        for stored, text, hotkey in field.options:
            keys = {"hotkey": hotkey} if hotkey else {}
            SubElement(control, "Choice", {"value": text, "alias": stored, **keys})


def _add_taxonomy(box: Element, common: dict[str, str]) -> None:
    control = SubElement(
        box, "Taxonomy", common, leafsOnly="true", maxUsages="1", showFullPath="true",
        pathSeparator=" › ", placeholder="Chọn mã chỉ tiêu…",
    )  # fmt: skip
    for name, codes in indicator_groups().items():
        group = SubElement(control, "Choice", value=name, alias=name)
        for code, vi in codes:
            SubElement(group, "Choice", value=vi, alias=code, hint=code)


def missing_from(screen: str) -> list[str]:
    """List what the generated screen offers and another one does not, as control/value.

    Refuses (ServerError) a screen that is no XML.
    """
    try:
        found = _offers(screen)
    except ET.ParseError as error:
        raise ServerError(f"the screen on the server is no XML ({error}); push again") from error
    return sorted(_offers(build_screen()) - found)


def _offers(screen: str) -> set[str]:
    offers = set()
    for control in ET.fromstring(screen).iter():
        if control.tag in ("Labels", "Choices", "Taxonomy", "TextArea", "Relations"):
            name = control.get("name", "relations")
            offers.add(name)
            for item in control.iter():
                if item is not control:
                    offers.add(f"{name}/{item.get('alias') or item.get('value')}")
    return offers

"""Which operations take the bytes of a row, and which give them back."""

from __future__ import annotations

from textwrap import indent

import pytest

BYTES = '{"200": {description: Bytes, content: {application/octet-stream: {}}}}'
MISSING = '{"200": {description: Bytes, content: {image/png: {}}}, "404": {description: None}}'
FILE = (
    "{required: true, content: {multipart/form-data: {schema:"
    " {type: object, required: [scan], properties: {scan: {format: binary}}}}}}"
)
PAPER = """
Paper:
  type: object
  required: [id]
  properties: {id: {type: string, format: uuid, readOnly: true}, title: {type: string}}
"""
KEY = "parameters: [{name: id, in: path, required: true, schema: {type: string, format: uuid}}]"
SHOWN = "{description: Paper, content: {application/json: {schema: {$ref: '#/components/schemas/Paper'}}}}"


def paths(create: str, **others: str) -> str:
    """Papers that are created with a body, and further path items below them."""
    more = "".join(f"/papers{name}:\n  {KEY}\n{indent(item, '  ')}\n" for name, item in others.items())
    return f"""
/papers:
  post: {{operationId: add, requestBody: {create}, responses: {{"201": {SHOWN}}}}}
/papers/{{id}}:
  {KEY}
  get: {{operationId: read, responses: {{"200": {SHOWN}}}}}
  delete: {{operationId: remove, responses: {{"204": {{description: Gone}}}}}}
{more}"""


JSON = "{required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Paper'}}}}"
OPAQUE = "{required: true, content: {application/pdf: {}}}"


def give(more: str = "") -> str:
    return f"get: {{operationId: give, {more}responses: {BYTES}}}"


def take(body: str) -> str:
    return f"put: {{operationId: take, requestBody: {body}, responses: {BYTES}}}"


def uses(blueprint, text: str) -> dict[str, tuple[str, str, str]]:
    """Operation → role, what it does, slot."""
    plans = blueprint(text, PAPER).operations
    return {p.operation_id: (p.role, p.content.does, p.content.slot) for p in plans if p.content}


@pytest.mark.parametrize(
    ("download", "upload", "slot"),
    [
        ("/{id}/content", "/{id}/upload", "content"),
        ("/{id}/scan/download", "/{id}/scan", "scan"),
        ("/{id}/paper", "/{id}/file", "content"),
        ("/download/{id}", "/{id}/content", "content"),
    ],
)
def test_an_upload_and_a_download_of_one_slot_belong_together(blueprint, download: str, upload: str, slot: str):
    text = paths(JSON, **{
        download: give(),
        upload: take(OPAQUE),
    })  # fmt: skip
    assert uses(blueprint, text) == {"give": ("download", "download", slot), "take": ("upload", "upload", slot)}


def test_a_file_may_come_with_the_document(blueprint):
    made = blueprint(paths(FILE, **{"/{id}/content": f"get: {{operationId: give, responses: {MISSING}}}"}), PAPER)
    (paper,) = made.resources
    assert "scan" not in {field.property for field in paper.fields}
    assert paper.content_path == "/papers/{id}"
    create = next(plan for plan in paper.operations if plan.role == "create")
    give = next(plan for plan in paper.operations if plan.role == "download")
    assert create.content is not None
    assert (create.content.slot, create.content.part) == ("content", "scan")
    assert give.content is not None
    assert give.content.refuses  # every paper has one
    reasons = [evidence.reason for plan in (create, give) for evidence in plan.evidence]
    assert "the part scan is a file that another operation gives" in reasons
    assert "it is uploaded by add" in reasons


@pytest.mark.parametrize(("called", "gives"), [("image", True), ("thumbnail", False)])
def test_a_file_may_be_called_after_what_it_is(blueprint, called: str, gives: bool):
    body = FILE.replace("scan", "paper")
    made = blueprint(paths(body, **{f"/{{id}}/{called}": f"get: {{operationId: give, responses: {MISSING}}}"}), PAPER)
    assert next(plan for plan in made.operations if plan.operation_id == "give").role == (
        "download" if gives else "custom"
    )


def test_what_rows_can_be_without_is_not_refused(blueprint):
    text = paths(JSON, **{
        "/{id}/scan": f"{take(OPAQUE)}\n"
        f"get: {{operationId: give, responses: {MISSING}}}\n"
        'delete: {operationId: lose, responses: {"204": {description: Lost}}}',
    })  # fmt: skip
    plans = {plan.operation_id: plan for plan in blueprint(text, PAPER).operations}
    assert plans["give"].content is not None
    assert not plans["give"].content.refuses
    assert (plans["lose"].role, plans["lose"].stub) == ("discard", False)


@pytest.mark.parametrize(
    "others",
    [
        {"/{id}/content": give()},
        {"/{id}/pdf": give(), "/{id}/scan": take(OPAQUE)},
        {"/{id}/{page}": f"{give()}\n{take(OPAQUE)}"},
        {"/{id}/scan": f"{give()}\n{take(JSON)}"},
        {"/{id}/scan": f"{give('x-oagen-role: custom, ')}\n{take(OPAQUE)}"},
    ],
    ids=["nothing fills it", "something else is filled", "a page of it", "no bytes are taken", "the author says so"],
)
def test_other_bytes_are_for_somebody_to_write(blueprint, others: dict[str, str]):
    made = blueprint(paths(JSON, **others), PAPER)
    assert [plan.content for plan in made.operations if plan.content] == []
    assert made.keeps_contents is False

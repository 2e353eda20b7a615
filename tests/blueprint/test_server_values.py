"""What the server puts into properties that nobody gave."""

from __future__ import annotations

from typing import Any

import pytest
from oagen.blueprint.making import KeyFormat, Numbering
from oagen.cli.explanation import summary

_CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
PATHS = """
/teams:
  post:
    operationId: addTeam
    requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/TeamIn'}}}}
    responses:
      "201": {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Team'}}}}
  get:
    operationId: listTeams
    responses:
      "200":
        description: ok
        content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Team'}}}}
/teams/{slug}:
  parameters: [{name: slug, in: path, required: true, schema: {type: string}}]
  get:
    operationId: getTeam
    responses:
      "200": {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Team'}}}}
/badges:
  post:
    operationId: addBadge
    requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Badge'}}}}
    responses:
      "201": {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Badge'}}}}
  get:
    operationId: listBadges
    responses:
      "200":
        description: ok
        content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Badge'}}}}
"""
BADGE = (
    "Badge: {type: object, required: [name], properties: {id: {type: integer, readOnly: true}, name: {type: string}}}"
)


def made(blueprint: Any, name: str, schema: str, request: str = "") -> Any:
    given = f", {name}: {request}" if request else ""
    schemas = f"""
TeamIn: {{type: object, required: [slug], properties: {{slug: {{type: string}}{given}}}}}
Team: {{type: object, required: [slug, {name}], properties: {{slug: {{type: string}}, {name}: {schema}}}}}
{BADGE}
"""
    (team, _) = blueprint(PATHS, schemas).resources
    return next(field for field in team.fields if field.property == name)


@pytest.mark.parametrize(
    ("name", "schema", "generated"),
    [
        ("id", "{type: string, format: uuid}", "uuid"),
        ("id", "{type: string, pattern: '^team_[a-z]{12}$'}", "text_key"),
        ("node_id", "{type: string, format: uuid}", "uuid"),
        ("reference", "{type: string, format: uuid}", "uuid"),
        ("badgeId", "{type: string, format: uuid}", "example"),
        ("ownerId", "{type: string, format: uuid}", "example"),
        ("createdBy", "{type: string, format: uuid}", "example"),
        ("url", "{type: string, examples: [/teams/a]}", "example"),
        ("kind", "{const: team}", "filler"),
        ("members", "{type: array, items: {type: string}}", "filler"),
        ("active", "{type: boolean}", "filler"),
        ("foundedAt", "{type: string, format: date-time}", "created_at"),
        ("modified", "{type: string, format: date-time}", "updated_at"),
    ],
)
def test_what_must_be_there_is_made_where_it_can_be(blueprint: Any, name: str, schema: str, generated: str) -> None:
    assert made(blueprint, name, schema).generated == generated


@pytest.mark.parametrize(
    ("name", "request_schema", "generated"),
    [
        ("occurredAt", "{type: string, format: date-time}", "now"),
        ("timestamp", "{type: string, format: date-time}", "now"),
        ("startsAt", "{type: string, format: date-time}", "example"),
        ("startsAt", "{type: string, format: date-time, description: Defaults to now.}", "now"),
        ("validUntil", "{type: string, format: date-time}", "example"),
        ("occurredAt", "{type: string, format: date-time, default: '2020-01-01T00:00:00Z'}", "filler"),
    ],
)
def test_a_time_that_a_client_leaves_out_is_now(blueprint: Any, name: str, request_schema: str, generated: str) -> None:
    field = made(blueprint, name, "{type: string, format: date-time}", request_schema)
    assert (field.generated, field.read_only) == (generated, False)


@pytest.mark.parametrize(
    ("name", "schema", "generated", "unit"),
    [
        ("created", "{type: integer, description: Seconds since the epoch}", "created_at", "s"),
        ("updated", "{type: integer, description: Unix time of the last change}", "updated_at", "s"),
        ("created", "{type: integer, description: 'Milliseconds since the Unix epoch'}", "created_at", "ms"),
        ("createdAt", "{type: integer, examples: [1700000000000]}", "created_at", "ms"),
        ("createdAt", "{type: integer}", "created_at", "s"),
        ("created", "{type: integer}", "filler", ""),
        ("seen", "{type: integer, format: unix-time}", "created_at", "s"),
    ],
)
def test_a_time_may_be_a_number(blueprint: Any, name: str, schema: str, generated: str, unit: str) -> None:
    field = made(blueprint, name, schema)
    assert (field.generated, field.unit) == (generated, unit)


@pytest.mark.parametrize(
    ("name", "schema", "numbering"),
    [
        ("number", "{type: string, examples: [INV-0001]}", Numbering(1, "INV-", 4)),
        (
            "orderNumber",
            "{type: string, pattern: '^ORD-2024-[0-9]{4}$', examples: [ORD-2024-0010]}",
            Numbering(10, "ORD-2024-", 4),
        ),
        ("code", "{type: string, description: Sequential, examples: [T-17]}", Numbering(17, "T-", 2)),
        ("id", "{type: integer}", Numbering()),
        ("serial", "{type: integer, minimum: 100}", Numbering(100)),
        ("place", "{type: integer, description: 'Consecutive, assigned by the server'}", Numbering()),
        ("code", "{type: string, examples: [T-17]}", None),
        ("number", "{type: string, pattern: '^[0-9]{2}$', examples: ['17']}", None),
        ("number", "{type: string, examples: [first]}", None),
        ("phoneNumber", "{type: string, examples: ['+49 30 123456']}", None),
        ("id", "{type: integer, maximum: 10}", None),
        ("level", "{type: integer}", None),
    ],
)
def test_rows_are_numbered(blueprint: Any, name: str, schema: str, numbering: Numbering | None) -> None:
    slug_is_key = made(blueprint, name, schema)
    assert (slug_is_key.numbering, slug_is_key.generated == "number") == (numbering, numbering is not None)


@pytest.mark.parametrize(
    ("name", "values", "first"),
    [
        ("state", "[STATE_UNSPECIFIED, ACTIVE]", "ACTIVE"),
        ("orderStatus", "[unknown, placed]", "placed"),
        ("status", "[UNKNOWN]", "UNKNOWN"),
        ("gender", "[unknown, female, male]", "unknown"),
    ],
)
def test_nothing_begins_in_a_state_that_says_nothing(blueprint: Any, name: str, values: str, first: str) -> None:
    assert made(blueprint, name, f"{{type: string, enum: {values}, readOnly: true}}").filler == first


def test_an_id_of_a_collection_without_items_is_made_whether_it_is_required_or_not(blueprint: Any) -> None:
    schemas = f"""
TeamIn: {{type: object, required: [slug], properties: {{slug: {{type: string}}}}}}
Team: {{type: object, required: [slug], properties: {{slug: {{type: string}}}}}}
{BADGE}
"""
    (_, badge) = blueprint(PATHS, schemas).resources
    assert [(f.property, f.generated, f.column.primary_key) for f in badge.fields] == [
        ("id", "sequence", True),
        ("name", "", False),
    ]


def test_what_nothing_tells_is_named(blueprint: Any) -> None:
    beside = "{type: object, required: [key], properties: {key: {type: string}}}"
    answer = f"{{allOf: [{{$ref: '#/components/schemas/Team'}}, {beside}]}}"
    shown = PATHS.replace(
        """
      "201": {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Team'}}}}""",
        f"""
      "201": {{description: ok, content: {{application/json: {{schema: {answer}}}}}}}""",
    )
    schemas = f"""
TeamIn: {{type: object, required: [slug], properties: {{slug: {{type: string}}}}}}
Team:
  type: object
  required: [slug, url, active]
  properties: {{slug: {{type: string}}, url: {{type: string}}, active: {{type: boolean}}}}
{BADGE}
"""
    exemplary = blueprint(shown, schemas)
    assert [resource.examples for resource in exemplary.resources] == [("url", "key"), ()]
    assert summary(exemplary)["examples"] == {"teams": ["url", "key"]}


def acknowledged(blueprint: Any, method: str, path: str, body: str, answer: str) -> Any:
    """The view of a bulk operation beside `/teams`."""
    listed = f"""
{path}:
  {method}:
    operationId: many
    requestBody: {{required: true, content: {{application/json: {{schema: {body}}}}}}}
    responses: {{"200": {{description: ok, content: {{application/json: {{schema: {answer}}}}}}}}}
"""
    schemas = f"""
TeamIn: {{type: object, required: [slug], properties: {{slug: {{type: string}}}}}}
Team: {{type: object, required: [slug], properties: {{slug: {{type: string}}}}}}
{BADGE}
"""
    made = blueprint(PATHS + listed, schemas)
    return next(plan for plan in made.operations if plan.operation_id == "many").view


@pytest.mark.parametrize(
    ("answer", "frame", "counts"),
    [
        ("accepted: {type: integer}, rejected: {type: integer}", {"accepted": 0, "rejected": 0}, {("accepted",)}),
        (
            "createdCount: {type: integer}, updated: {type: integer}",
            {"createdCount": 0, "updated": 0},
            {("createdCount",)},
        ),
        (
            "rows_imported: {type: integer}, errors: {type: integer}",
            {"rows_imported": 0, "errors": 0},
            {("rows_imported",)},
        ),
        ("total: {type: integer}, teams: {type: integer}", {"total": 0, "teams": 1}, {("total",)}),
        ("teamCount: {type: integer}, took: {type: integer}", {"teamCount": 0, "took": 1}, {("teamCount",)}),
        ("created: {type: integer, minimum: 1}", {"created": 1}, set()),
        ("success: {type: boolean}", {"success": True}, set()),
    ],
)
def test_an_acknowledgement_tells_how_many_there_were(
    blueprint: Any, answer: str, frame: dict[str, Any], counts: set[tuple[str, ...]]
) -> None:
    names = ", ".join(frame)
    schema = f"{{type: object, required: [{names}], properties: {{{answer}}}}}"
    view = acknowledged(
        blueprint, "post", "/teams/import", "{type: array, items: {$ref: '#/components/schemas/TeamIn'}}", schema
    )
    assert (view.whole, view.frame, set(view.counts)) == (False, frame, counts)


def test_what_failed_is_told_inside_a_result_as_well(blueprint: Any) -> None:
    schema = (
        "{type: object, required: [result], properties: {result: {type: object, required: [deleted, failures],"
        " properties: {deleted: {type: integer}, failures: {type: array, minItems: 0, items: {type: string},"
        " examples: [[gone]]}}}}}"
    )
    body = "{type: object, required: [slugs], properties: {slugs: {type: array, items: {type: string}}}}"
    view = acknowledged(blueprint, "post", "/teams/bulk-delete", body, schema)
    assert view.frame == {"result": {"deleted": 0, "failures": []}}
    assert view.counts == (("result", "deleted"),)


def test_what_shows_the_documents_tells_how_many_there_were_as_well(blueprint: Any) -> None:
    schema = (
        "{type: object, required: [created, failed, teams], properties: {created: {type: integer}, failed: {type:"
        " integer}, teams: {type: array, items: {$ref: '#/components/schemas/Team'}}}}"
    )
    view = acknowledged(
        blueprint, "post", "/teams/import", "{type: array, items: {$ref: '#/components/schemas/TeamIn'}}", schema
    )
    assert (view.whole, view.frame) == (True, {"created": 0, "failed": 0, "teams": []})
    assert view.meta_again == (("count", ("created",)),)


def jobs_that(verb: str) -> str:
    """Paths of jobs, and of one thing to do with them."""
    shown = "{description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Job'}}}}"
    return f"""
    /jobs:
      post:
        operationId: add
        requestBody: {{content: {{application/json: {{schema: {{$ref: '#/components/schemas/Job'}}}}}}}}
        responses: {{"201": {shown}}}
    /jobs/{{id}}/{verb}:
      post:
        operationId: {verb}
        parameters: [{{name: id, in: path, required: true, schema: {{type: integer}}}}]
        responses: {{"200": {shown}, "404": {{description: none}}}}
    """


def test_a_build_names_what_nothing_sets(blueprint: Any) -> None:
    schemas = """
    Job:
      type: object
      required: [id]
      properties:
        id: {type: integer, readOnly: true}
        state: {type: string, enum: [queued, done], readOnly: true}
        doneAt: {type: string, format: date-time, readOnly: true}
        recordedAt: {type: string, format: date-time, readOnly: true}
        slug: {type: string, readOnly: true}
        score: {type: [number, "null"], readOnly: true}
        name: {type: string}
    """
    assert summary(blueprint(jobs_that("finish"), schemas))["never_set"] == {"jobs": ["slug", "score"]}


@pytest.mark.parametrize(
    ("name", "schema", "generated"),
    [
        ("createdBy", "{type: string, readOnly: true}", "created_by"),
        ("last_modified_by", "{type: string, readOnly: true}", "updated_by"),
        ("createdBy", "{type: string}", ""),
        ("createdBy", "{type: string, readOnly: true, format: uuid}", ""),
        ("createdBy", "{type: string, readOnly: true, maxLength: 8}", ""),
        ("approvedBy", "{type: string, readOnly: true}", ""),
    ],
)
def test_who_asks_is_who_made_or_changed_it(blueprint: Any, name: str, schema: str, generated: str) -> None:
    properties = f"id: {{type: integer, readOnly: true}}, {name}: {schema}"
    job = "{$ref: '#/components/schemas/Job'}"
    paths = f"""
    /jobs:
      get:
        operationId: list
        responses:
          "200": {{description: ok, content: {{application/json: {{schema: {{type: array, items: {job}}}}}}}}}
      post:
        operationId: add
        requestBody: {{content: {{application/json: {{schema: {job}}}}}}}
        responses: {{"201": {{description: ok, content: {{application/json: {{schema: {job}}}}}}}}}
    """
    (jobs,) = blueprint(paths, f"Job: {{type: object, required: [id], properties: {{{properties}}}}}").resources
    assert next(f.generated for f in jobs.fields if f.property == name) == generated


def test_what_only_the_server_sets_begins_somewhere(blueprint: Any) -> None:
    properties = """id: {type: integer, readOnly: true},
        status: {type: string, enum: [draft, submitted], readOnly: true},
        rank: {type: integer, default: 3, readOnly: true}, colour: {type: string, enum: [red, blue], readOnly: true},
        phase: {type: string, enum: [over, running], readOnly: true},
        note: {type: string, default: x}, submittedAt: {type: string, format: date-time, readOnly: true}"""
    schemas = f"Job: {{type: object, required: [id], properties: {{{properties}}}}}"
    (jobs,) = blueprint(jobs_that("submit"), schemas).resources
    made = {f.property: (f.generated, f.filler) for f in jobs.fields if f.property != "id"}
    assert made == {
        "status": ("filler", "draft"), "rank": ("filler", 3), "colour": ("", None), "note": ("", None),
        "phase": ("", None),
        "submittedAt": ("", None),
    }  # fmt: skip


def changed(blueprint: Any, name: str, schema: str, *, given: bool = False) -> Any:
    """The field of a property that a PATCH gives, and the creation only if it is `given`; nothing has to be there."""
    change = """
  patch:
    operationId: changeTeam
    requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/TeamPatch'}}}}
    responses:
      "200": {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Team'}}}}
/badges:"""
    declared = f"{name}: {schema}"
    schemas = f"""
TeamIn: {{type: object, required: [slug], properties: {{slug: {{type: string}}{f", {declared}" if given else ""}}}}}
TeamPatch: {{type: object, properties: {{{declared}}}}}
Team: {{type: object, properties: {{slug: {{type: string}}, {declared}}}}}
{BADGE}
"""
    (team, _) = blueprint(PATHS.replace("\n/badges:", change), schemas).resources
    return next(field for field in team.fields if field.property == name)


@pytest.mark.parametrize(
    ("name", "schema", "given", "first"),
    [
        ("status", "{type: string, enum: [ACTIVE, TERMINATED]}", False, "ACTIVE"),
        ("status", "{type: string, enum: [ACTIVE, TERMINATED], default: TERMINATED}", False, "TERMINATED"),
        ("archived", "{type: boolean, default: false}", False, False),
        ("status", "{type: string, enum: [ACTIVE, TERMINATED]}", True, None),
        ("gender", "{type: string, enum: [female, male]}", False, None),
        ("note", "{type: string}", False, None),
    ],
)
def test_what_no_creation_gives_begins_somewhere(
    blueprint: Any, name: str, schema: str, given: bool, first: Any
) -> None:
    field = changed(blueprint, name, schema, given=given)
    assert (field.read_only, field.filler) == (False, first)
    assert field.generated == ("" if first is None else "filler")


@pytest.mark.parametrize(
    ("schema", "generated"),
    [
        ("{type: string, examples: [E-00042], readOnly: true}", "number"),
        ("{type: string, examples: [E-00042]}", ""),
        ("{type: [string, 'null'], examples: [E-00042], readOnly: true}", ""),
        ("{type: string, readOnly: true}", ""),
    ],
    ids=["read-only", "set by something", "there at times", "of no known form"],
)
def test_what_numbers_rows_is_there_from_the_start(blueprint: Any, schema: str, generated: str) -> None:
    schemas = f"""
TeamIn: {{type: object, required: [slug], properties: {{slug: {{type: string}}}}}}
Team: {{type: object, properties: {{slug: {{type: string}}, team_number: {schema}}}}}
{BADGE}
"""
    (team, _) = blueprint(PATHS, schemas).resources
    assert next(f for f in team.fields if f.property == "team_number").generated == generated


@pytest.mark.parametrize(
    ("name", "schema", "form"),
    [
        ("secret", "{type: string}", KeyFormat("", _LETTERS, 20)),
        ("client_secret", "{type: string, minLength: 40}", KeyFormat("", _LETTERS, 40)),
        ("apiKey", "{type: string, pattern: '^key_[a-f0-9]{32}$'}", KeyFormat("key_", "abcdef0123456789", 32)),
        ("password", "{type: string, format: password}", KeyFormat("", _LETTERS, 20)),
        ("reference", "{type: string, pattern: '^[A-Z]{8}$', examples: [KQXMPZAB]}", KeyFormat("", _CAPITALS, 8)),
        ("trackingNumber", "{type: string, maxLength: 12}", KeyFormat("", _LETTERS, 12)),
        ("confirmation_code", "{type: string, pattern: '^[A-Z]{6}$'}", KeyFormat("", _CAPITALS, 6)),
        ("code", "{type: string, pattern: '^[A-Z]{3}$'}", None),
        ("currencyCode", "{type: string}", None),
        ("secret", "{type: string, default: none}", None),
        ("token", "{type: string, enum: [a, b]}", None),
        ("token", "{type: string, format: uri}", None),
        ("badgeReference", "{type: string}", None),
    ],
)
def test_what_nobody_may_guess_or_share_is_drawn(
    blueprint: Any, name: str, schema: str, form: KeyFormat | None
) -> None:
    field = made(blueprint, name, schema)
    assert (field.key_format, field.generated == "text_key") == (form, form is not None)


@pytest.mark.parametrize(("more", "generated"), [(", readOnly: true", "text_key"), ("", "")])
def test_what_is_read_only_is_drawn_though_no_answer_requires_it(blueprint: Any, more: str, generated: str) -> None:
    schemas = f"""
TeamIn: {{type: object, required: [slug], properties: {{slug: {{type: string}}}}}}
Team: {{type: object, properties: {{slug: {{type: string}}, reference: {{type: string{more}}}}}}}
{BADGE}
"""
    (team, _) = blueprint(PATHS, schemas).resources
    assert next(f for f in team.fields if f.property == "reference").generated == generated


def test_what_is_told_once_is_kept_with_the_row(blueprint: Any) -> None:
    beside = "{type: object, required: [secret], properties: {secret: {type: string}}}"
    answer = f"{{allOf: [{{$ref: '#/components/schemas/Team'}}, {beside}]}}"
    one = "{description: ok, content: {application/json: {schema: %s}}}"
    team = "{$ref: '#/components/schemas/Team'}"
    shown = PATHS.replace(f'"201": {one % team}', f'"201": {one % answer}', 1)
    assert shown != PATHS
    schemas = f"""
TeamIn: {{type: object, required: [slug], properties: {{slug: {{type: string}}}}}}
Team: {{type: object, required: [slug], properties: {{slug: {{type: string}}}}}}
{BADGE}
"""
    (resource, _) = blueprint(shown, schemas).resources
    secret = next(f for f in resource.fields if f.property == "secret")
    assert (secret.generated, secret.read_only, secret.write_only) == ("text_key", True, True)
    views = {plan.operation_id: plan.view for plan in resource.operations}
    assert {name: (view.hidden, view.fillers) for name, view in views.items()} == {
        "addTeam": ((), {}),
        "getTeam": (("secret",), {}),
        "listTeams": (("secret",), {}),
    }
    assert resource.examples == ()

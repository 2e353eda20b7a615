"""Where the documents of a collection are found: in lists, envelopes and bodies of several forms."""

from __future__ import annotations

from collections.abc import Callable

from oagen.blueprint.model import Blueprint, OperationPlan

Make = Callable[..., Blueprint]

SONG = """
Song:
  type: object
  required: [id, title]
  properties: {id: {type: integer, readOnly: true}, title: {type: string}, mood: {type: string}}
"""
SONGS = """
/songs:
  get:
    operationId: listSongs
    responses:
      "200": {description: ok, content: {application/json: {schema: %(many)s}}}
  post:
    operationId: addSong
    requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Song'}}}}
    responses:
      "201": {description: ok, content: {application/json: {schema: %(one)s}}}
/songs/{id}:
  parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
  get:
    operationId: getSong
    responses:
      "200": {description: ok, content: {application/json: {schema: %(one)s}}}
      "404": {description: none}
"""
ONE = "{$ref: '#/components/schemas/Song'}"
MANY = f"{{type: array, items: {ONE}}}"


def planned(blueprint: Make, paths: str, schemas: str = SONG) -> dict[str, OperationPlan]:
    return {plan.operation_id: plan for plan in blueprint(paths, schemas).operations}


def test_a_page_says_what_items_its_base_left_open(blueprint: Make) -> None:
    page = """
    Page: {type: object, properties: {total: {type: integer}, items: {type: array, items: {type: object}}}}
    SongPage:
      allOf:
        - {$ref: '#/components/schemas/Page'}
        - {type: object, properties: {items: {type: array, items: {$ref: '#/components/schemas/Song'}}}}
    """.replace("\n    ", "\n")
    plans = planned(blueprint, SONGS % {"many": "{$ref: '#/components/schemas/SongPage'}", "one": ONE}, SONG + page)
    listing = plans["listSongs"]
    assert listing.role == "list"
    assert listing.view is not None
    assert (listing.view.wrapper, dict(listing.view.meta)) == (("items",), {"total": ("total",)})


def test_a_path_may_say_by_what_it_finds_one(blueprint: Make) -> None:
    paths = SONGS.replace("/songs/{id}", "/songs/id/{id}") % {"many": MANY, "one": ONE}
    by_title = SONGS[SONGS.index("/songs/{id}") :].replace("/{id}", "/title/{title}")
    by_title = by_title.replace("name: id", "name: title").replace("type: integer", "type: string")
    paths += by_title.replace("getSong", "getSongByTitle") % {"one": ONE}
    (song,) = blueprint(paths, SONG).resources
    assert [key.column for key in song.identity] == ["id"]
    assert {o.operation_id: o.role for o in song.operations} == {
        "listSongs": "list",
        "addSong": "create",
        "getSong": "read",
        "getSongByTitle": "custom",
    }
    assert next(o.location for o in song.operations if o.role == "create") == "/songs/id/{id}"


def test_what_a_path_finds_many_by_is_no_key(blueprint: Make) -> None:
    paths = SONGS.replace("/songs/{id}", "/songs/mood/{mood}").replace("name: id", "name: mood")
    paths = paths.replace('%(one)s}}}\n      "404"', '%(many)s}}}\n      "404"')
    plans = planned(blueprint, paths % {"many": MANY, "one": ONE})
    assert plans["getSong"].role == "custom"


def test_a_list_that_is_a_page_or_an_array_is_the_page(blueprint: Make) -> None:
    page = f"{{type: object, properties: {{collection: {MANY}, next_href: {{type: string, format: uri}}}}}}"
    listing = planned(blueprint, SONGS % {"many": f"{{oneOf: [{MANY}, {page}]}}", "one": ONE})["listSongs"]
    assert listing.role == "list"
    assert listing.view is not None
    assert (listing.view.wrapper, listing.view.is_list) == (("collection",), True)
    assert listing.view.frame == {"collection": []}


def test_an_envelope_may_be_called_after_the_last_word_of_the_noun(blueprint: Make) -> None:
    told = f"{{type: object, properties: {{song: {ONE}, warnings: {{type: array, items: {{type: string}}}}}}}}"
    paths = SONGS.replace("/songs", "/folk_songs")
    paths = paths.replace("schema: {$ref: '#/components/schemas/Song'}", "schema: %(one)s") % {
        "many": MANY,
        "one": told,
    }
    plans = planned(blueprint, paths)
    assert {name: plan.role for name, plan in plans.items()} == {
        "listSongs": "list",
        "addSong": "create",
        "getSong": "read",
    }
    making = plans["addSong"]
    assert making.body is not None
    assert making.view is not None
    assert (making.body.wrapper, making.view.wrapper) == (("song",), ("song",))


def test_a_path_of_one_may_answer_with_a_bare_list(blueprint: Make) -> None:
    collection, found, item = SONGS.partition("/songs/{id}:")
    listed = collection % {"many": MANY, "one": ONE} + found + item % {"one": MANY}
    assert planned(blueprint, listed)["getSong"].role == "custom", "it may find many"
    gone = '  delete: {operationId: deleteSong, responses: {"204": {description: gone}, "404": {description: none}}}\n'
    reading = planned(blueprint, listed + gone)["getSong"]
    assert reading.role == "read"
    assert reading.view is not None
    assert (reading.view.wrapper, reading.view.is_list, reading.view.whole) == ((), True, True)


def test_a_patch_of_anything_is_a_merge_patch(blueprint: Make) -> None:
    body = "requestBody: {required: true, content: {application/json: {schema: {type: object%s}}}}"
    patch = f'  patch: {{operationId: changeSong, {body}, responses: {{"204": {{description: ok}}}}}}\n'
    paths = SONGS % {"many": MANY, "one": ONE}
    changing = planned(blueprint, paths + patch % "")["changeSong"]
    assert changing.role == "update"
    assert changing.body is not None
    assert changing.body.kind == "admitted"
    other = patch % ", properties: {volume: {type: integer}}"
    assert planned(blueprint, paths + other)["changeSong"].role == "custom"


def test_a_page_of_something_else_is_not_the_list(blueprint: Make) -> None:
    group = "{type: object, properties: {label: {type: string}, since: {type: integer}}}"
    grouped = f"{{type: object, properties: {{groups: {{type: array, items: {group}}}}}}}"
    assert planned(blueprint, SONGS % {"many": f"{{oneOf: [{MANY}, {grouped}]}}", "one": ONE})["listSongs"].stub

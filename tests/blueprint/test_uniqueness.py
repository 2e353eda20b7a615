"""Which properties no two rows share, by what the conflict of a creation says."""

from __future__ import annotations

import pytest
from oagen.blueprint.uniqueness import unique_properties
from oagen.render.tables import primary_key, table_arguments, uniques

PROPERTIES = ("id", "name", "email", "serialNumber", "employee_no", "organization", "iban")


@pytest.mark.parametrize(
    ("conflict", "unlike"),
    [
        ("A device with this serial number is already registered", {"serialNumber"}),
        ("An employee with this email or employee number exists", {"email", "employee_no"}),
        ("The name is taken in this organization", {"name"}),
        ("IBAN already registered", {"iban"}),
        ("The email is in use.", {"email"}),
        ("Conflict", {"email"}),
        ("It exists already", {"email"}),
        ("The pipeline is frozen, and takes no more names", set()),
        ("The room is already booked in that period", set()),
        ("", {"email"}),
    ],
)
def test_what_is_said_to_be_taken_is_unique(conflict, unlike):
    assert set(unique_properties(PROPERTIES, [conflict])) == unlike


@pytest.mark.parametrize(
    ("conflict", "unlike"),
    [
        ("A hotel with the same name exists in the city", {"name": "city"}),
        ("The name is taken in this organization", {"name": "organization"}),
        ("Names are unique per cost centre: this name exists", {"name": "costCentre"}),
        ("The email is registered within the same cost centre.", {"email": "costCentre"}),
        ("A task with this name exists for this project", {"name": ""}),
        ("The name of the task is taken", {"name": ""}),
        ("A task with this name exists in the system", {"name": ""}),
        ("A task with this name exists in the quarter", {}),
        ("The email is registered for that event", {}),
        ("The email is in use", {"email": ""}),
    ],
)
def test_it_is_unlike_among_those_that_are_named(conflict, unlike):
    properties = (*PROPERTIES, "city", "costCentre", "projectId")
    assert unique_properties(properties, [conflict], {"project", "projectid", "task"}) == unlike


def test_without_a_conflict_nothing_is():
    assert unique_properties(PROPERTIES, []) == {}


def test_one_conflict_of_two_may_name_it():
    conflicts = ["The account is closed and takes nobody", "This name exists"]
    assert set(unique_properties(PROPERTIES, conflicts)) == {"name"}


def test_below_something_rows_are_unlike_others_there(blueprint):
    made = blueprint(
        """
        /orgs:
          post:
            operationId: addOrg
            requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Org'}}}}
            responses:
              "201": {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Org'}}}}
        /orgs/{org}:
          parameters: [{name: org, in: path, required: true, schema: {type: integer}}]
          get:
            operationId: readOrg
            responses:
              "200": {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Org'}}}}
        /orgs/{org}/users:
          parameters: [{name: org, in: path, required: true, schema: {type: integer}}]
          get:
            operationId: listUsers
            responses:
              "200":
                description: ok
                content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/User'}}}}
              "404": {description: no such org}
          post:
            operationId: addUser
            requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/User'}}}}
            responses:
              "201": {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/User'}}}}
              "404": {description: no such org}
              "409": {description: There is a user with this email}
        """,
        """
        Org: {type: object, properties: {id: {type: integer}, name: {type: string}}}
        User: {type: object, properties: {id: {type: integer}, email: {type: string}}}
        """,
    )
    user = next(resource for resource in made.resources if resource.name == "user")
    assert uniques(user) == [("uq_users_email", "org_id", "email")]
    assert 'UniqueConstraint("org_id", "email", name="uq_users_email")' in table_arguments(made, user)


def test_what_the_primary_key_says_needs_no_constraint(blueprint):
    made = blueprint(
        """
        /hotels/{hotelId}/rooms:
          parameters: [{name: hotelId, in: path, required: true, schema: {type: integer}}]
          post:
            operationId: addRoom
            requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Room'}}}}
            responses:
              "201": {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Room'}}}}
              "409": {description: The number is taken in this hotel}
        /hotels/{hotelId}/rooms/{number}:
          parameters:
            - {name: hotelId, in: path, required: true, schema: {type: integer}}
            - {name: number, in: path, required: true, schema: {type: string}}
          get:
            operationId: readRoom
            responses:
              "200": {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Room'}}}}
        """,
        "Room: {type: object, required: [number], properties: {number: {type: string}}}",
    )
    (room,) = made.resources
    assert set(primary_key(room)) == {"hotel_id", "number"}
    assert uniques(room) == []
    assert not any("UniqueConstraint" in argument for argument in table_arguments(made, room))


def test_rows_with_an_equal_property_are_unlike_together(blueprint):
    made = blueprint(
        """
        /hotels:
          post:
            operationId: addHotel
            requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Hotel'}}}}
            responses:
              "201": {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Hotel'}}}}
              "409": {description: A hotel with the same name exists in the city}
        /hotels/{id}:
          parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
          get:
            operationId: readHotel
            responses:
              "200": {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Hotel'}}}}
        """,
        "Hotel: {type: object, properties: {id: {type: integer}, name: {type: string}, city: {type: string}}}",
    )
    (hotel,) = made.resources
    assert uniques(hotel) == [("uq_hotels_name", "city", "name")]
    assert table_arguments(made, hotel)[0] == 'UniqueConstraint("city", "name", name="uq_hotels_name")'

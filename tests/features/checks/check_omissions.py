"""Bodies that need not be sent: nothing is made of nothing, and what is made refers to what is there."""

from __future__ import annotations

from client import request, run


def test_nothing_is_made_without_what_must_be_there() -> None:
    async def checks() -> None:
        before = (await request("GET", "/employees")).json()
        assert (await request("POST", "/employees")).status_code == 409
        assert (await request("POST", "/employees", json={})).status_code == 422
        assert (await request("POST", "/leaves")).status_code == 409
        assert (await request("GET", "/employees")).json() == before
        assert (await request("POST", "/projects")).status_code == 201  # it has nothing that must be said
        one = (await request("POST", "/employees", json={"name": "Ada"})).json()["id"]
        assert (await request("PATCH", f"/employees/{one}")).status_code == 200
        assert (await request("POST", "/notes")).status_code == 201  # as its author says

    run(checks())


def test_what_is_given_refers_to_what_is_there() -> None:
    async def checks() -> None:
        employee = (await request("POST", "/employees", json={"name": "Ada"})).json()["id"]
        leave = await request("POST", "/leaves", json={"employee_id": employee})
        assert (leave.status_code, leave.json()["employee_id"]) == (201, employee)
        assert (await request("POST", "/leaves", json={"employee_id": 4711})).status_code == 409
        note = await request("POST", "/notes", json={"employee_id": employee})
        assert note.json()["employee_id"] == employee
        assert (await request("POST", "/notes", json={"employee_id": 4711})).status_code == 409

    run(checks())


def test_a_key_that_clients_give_is_theirs() -> None:
    async def checks() -> None:
        employee = (await request("POST", "/employees", json={"name": "Ada"})).json()["id"]
        projects = [(await request("POST", "/projects", json={"name": name})).json()["id"] for name in "ab"]
        for project in projects:
            path = f"/projects/{project}/assignments"
            assigned = await request("POST", path, json={"employee_id": employee})
            assert (assigned.status_code, assigned.json()["employee_id"]) == (201, employee)
            assert (await request("POST", path, json={"employee_id": employee})).status_code == 409
            assert (await request("POST", path, json={"role": "lead"})).status_code == 409
            assert len((await request("GET", path)).json()) == 1
            assert (await request("DELETE", f"{path}/{employee}")).status_code == 204

    run(checks())

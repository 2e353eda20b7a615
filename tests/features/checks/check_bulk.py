"""Many documents at once: all of a list are created or changed, or none is; what a request names is deleted."""

from __future__ import annotations

from client import request, run


def test_all_of_a_list_are_created_or_none() -> None:
    async def checks() -> None:
        made = await request("POST", "/users/createWithList", json=[{"name": "Ada", "age": 36}, {"name": "Bo"}])
        assert (made.status_code, made.json()) == (200, {"name": "Bo"})
        assert "x-oagen-stub" not in made.headers
        assert (await request("GET", "/users/Ada")).json() == {"name": "Ada", "age": 36}
        taken = await request("POST", "/users/createWithList", json=[{"name": "Cy"}, {"name": "Bo"}])
        assert taken.status_code == 409
        assert (await request("GET", "/users/Cy")).status_code == 404
        assert (await request("POST", "/users/createWithList", json=[])).status_code == 409
        assert (await request("POST", "/users/createWithList", json=[{"name": ""}])).status_code == 422

    run(checks())


def test_a_collection_may_take_nothing_but_lists() -> None:
    async def checks() -> None:
        assert (await request("POST", "/users", json={"name": "Eve"})).status_code == 201
        made = await request(
            "POST", "/users/Eve/orders", json={"orders": [{"what": "tea"}, {"what": "milk", "count": 2}]}
        )
        assert made.status_code == 201
        first, second = made.json()["orders"]
        assert (first["what"], second["what"], second["count"], made.json()["total"]) == ("tea", "milk", 2, 2)
        assert (await request("GET", f"/users/Eve/orders/{second['id']}")).json() == second
        assert (await request("GET", "/users/Eve/orders")).json()["total"] == 2
        assert (await request("POST", "/users/Eve/orders", json={"orders": []})).json() == {"orders": [], "total": 0}
        nobody = await request("POST", "/users/Nobody/orders", json={"orders": [{"what": "tea"}]})
        assert nobody.status_code == 404

    run(checks())


def test_all_of_a_list_are_changed_or_none() -> None:
    async def checks() -> None:
        given = [{"name": "Jo", "age": 1}, {"name": "Kim", "age": 2}]
        assert (await request("POST", "/users/createWithList", json=given)).status_code == 200
        changed = await request("PATCH", "/users", json=[{"name": "Kim", "age": 3}, {"name": "Jo", "age": None}])
        assert (changed.status_code, changed.json()) == (200, [{"name": "Kim", "age": 3}, {"name": "Jo"}])
        assert "x-oagen-stub" not in changed.headers
        lost = await request("PATCH", "/users", json=[{"name": "Kim", "age": 4}, {"name": "Nobody", "age": 5}])
        assert lost.status_code == 409
        assert (await request("GET", "/users/Kim")).json() == {"name": "Kim", "age": 3}
        assert (await request("PATCH", "/users", json=[{"age": 4}])).status_code == 422

        added = await request("POST", "/users/Kim/orders", json={"orders": [{"what": "tea"}, {"what": "milk"}]})
        tea, milk = (order["id"] for order in added.json()["orders"])
        changes = {"orders": [{"id": milk, "count": 7}]}
        assert (await request("POST", "/users/Kim/orders/bulk-update", json=changes)).status_code == 204
        counts = {order["id"]: order["count"] for order in (await request("GET", "/users/Kim/orders")).json()["orders"]}
        assert counts == {tea: 1, milk: 7}
        assert (await request("POST", "/users/Jo/orders/bulk-update", json=changes)).status_code == 409
        assert (await request("POST", "/users/Nobody/orders/bulk-update", json=changes)).status_code == 404

    run(checks())


def test_what_is_named_is_deleted_and_nothing_else() -> None:
    async def checks() -> None:
        given = [{"name": name, "age": age} for name, age in (("Fay", 7), ("Gus", 7), ("Hal", 8), ("Ida", 9))]
        assert (await request("POST", "/users/createWithList", json=given)).status_code == 200
        assert (await request("DELETE", "/users?age=7")).status_code == 204
        assert await _there() >= {"Hal", "Ida"}
        assert not await _there() & {"Fay", "Gus"}
        assert (await request("POST", "/users/bulk-delete", json={"names": []})).status_code == 204
        assert await _there() >= {"Hal", "Ida"}
        assert (await request("POST", "/users/bulk-delete", json={"names": ["Hal", "Nobody"]})).status_code == 204
        assert "Hal" not in await _there()
        assert "Ida" in await _there()
        assert (await request("POST", "/users/bulk-delete", json={})).status_code == 422

        added = await request("POST", "/users/Ida/orders", json={"orders": [{"what": each} for each in "abc"]})
        first, second, third = (order["id"] for order in added.json()["orders"])
        assert (await request("DELETE", f"/users/Ida/orders/batch?ids={first},{third}")).status_code == 204
        left = (await request("GET", "/users/Ida/orders")).json()["orders"]
        assert [order["id"] for order in left] == [second]

    run(checks())


async def _there() -> set[str]:
    return {user["name"] for user in (await request("GET", "/users")).json()}

"""Contracts in the style of Google's AIPs: keys beside the body, names made of keys, masks of changes."""

from __future__ import annotations

from typing import Any

from client import request, run


async def _given(method: str, path: str, status: int = 200, **document: Any) -> dict[str, Any]:
    answer = await request(method, path, json=document)
    assert answer.status_code == status, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_a_key_beside_the_body_is_kept_and_the_name_is_made_of_it() -> None:
    async def checks() -> None:
        made = await request("POST", "/v1/shelves?shelf_id=poems", json={"name": "shelves/x", "displayName": "Poems"})
        shelf = made.json()
        assert (made.headers["Location"], shelf["name"]) == ("/v1/shelves/poems", "shelves/poems")
        assert shelf["uid"] != "poems"
        assert await _given("GET", "/v1/shelves/poems") == shelf
        assert await _given("POST", "/v1/shelves?shelf_id=poems", 409) == {"code": 409, "message": "Its key is taken."}
        odd = await request("POST", "/v1/shelves?shelf_id=a%00b", json={})  # which no database holds
        assert (odd.headers["Location"], odd.json()["name"]) == ("/v1/shelves/a%00b", "shelves/a\0b")
        assert await _given("GET", "/v1/shelves/a%00b") == odd.json()
        drawn = await _given("POST", "/v1/shelves", displayName="Any")
        assert await _given("GET", f"/v1/{drawn['name']}") == drawn
        await _given("POST", "/v1/shelves?shelf_id=plays")
        for shelf_id in ("poems", "plays"):  # keys count within what they lie below
            book = await _given("POST", f"/v1/shelves/{shelf_id}/books?bookId=one", title="One", parent="shelves/other")
            assert (book["name"], book["parent"]) == (f"shelves/{shelf_id}/books/one", f"shelves/{shelf_id}")
            archived = await _given("POST", f"/v1/{book['name']}:archive")
            assert (archived["name"], archived["state"]) == (book["name"], "ARCHIVED")
        await _given("POST", "/v1/shelves/poems/books?bookId=a%2Fb", 409, title="No such name may be shown")
        listed = (await _given("GET", "/v1/shelves?orderBy=name desc,createTime"))["shelves"]
        # the one that no database holds as it is has the place of its stored spelling
        names = [each["name"] for each in listed if "\0" not in each["name"]]
        assert len(names) == 3
        assert names == sorted(names, reverse=True)

    run(checks())


def test_a_mask_names_what_is_changed() -> None:
    async def checks() -> None:
        await _given("POST", "/v1/shelves?shelf_id=masks", displayName="A", theme="x")

        async def changed(mask: str | None, **shelf: str) -> dict[str, Any]:
            body = {"shelf": shelf, **({} if mask is None else {"updateMask": mask})}
            found = await _given("PATCH", "/v1/shelves/masks", **body)
            assert found["name"] == "shelves/masks"
            return {name: found[name] for name in ("displayName", "theme") if name in found}

        assert await changed("display_name", displayName="B", theme="y") == {"displayName": "B", "theme": "x"}
        assert await changed("theme,name", displayName="C", name="shelves/other") == {"displayName": "B"}
        assert await changed(None, theme="z") == {"displayName": "B", "theme": "z"}
        assert await changed("*", theme="only") == {"theme": "only"}
        await _given("PATCH", "/v1/shelves/masks", 409, shelf={}, updateMask="nothing")
        made = await _given("PATCH", "/v1/shelves/missing?allowMissing=true", shelf={"theme": "x"}, updateMask="name")
        assert (made["name"], made["theme"]) == ("shelves/missing", "x")
        await _given("PATCH", "/v1/shelves/gone?allowMissing=false", 404, shelf={})

    run(checks())


def test_a_mask_leads_into_objects() -> None:
    async def checks() -> None:
        await _given("POST", "/v1/shelves?shelf_id=inner")
        book = {"title": "T", "author": "me", "config": {"size": 1, "color": "red"}, "labels": {"a": "1", "b": "2"}}
        await _given("POST", "/v1/shelves/inner/books?bookId=b", **book)
        path = "/v1/shelves/inner/books/b"
        found = await _given("PATCH", f"{path}?update_mask=labels.a&update_mask=config.color", title="U", labels={})
        assert (found["title"], found["labels"], found["config"]) == ("T", {"b": "2"}, {"size": 1})
        await _given("PATCH", f"{path}?update_mask=config.size", 409, title="U")  # has to be there
        found = await _given("PATCH", f"{path}?update_mask=author,title", title="U")
        assert found["title"] == "U"
        assert "author" not in found
        daily = await _given("PATCH", "/v1/shelves/inner/settings?updateMask=limits.daily", limits={"daily": 3})
        assert daily == {"name": "shelves/inner/settings", "limits": {"daily": 3}}

    run(checks())


def test_other_styles_have_keys_beside_bodies_and_masks_too() -> None:
    async def checks() -> None:
        made = await request("POST", "/v1/labels", json={"name": "New"}, headers={"X-Code": "new"})
        assert made.json() == {"code": "new", "name": "New"}  # a title, and no path
        assert (await request("POST", "/v1/labels", json={}, headers={"X-Code": "new"})).status_code == 409
        assert (await request("POST", "/v1/labels", json={}, headers={"X-Code": "muchtoolong"})).status_code == 409
        named = await _given("PUT", "/v1/labels/new?updateMask=color", name="Other", color="red")
        assert named == {"code": "new", "name": "New", "color": "red"}
        assert await _given("PUT", "/v1/labels/new", color="blue") == {"code": "new", "color": "blue"}

    run(checks())

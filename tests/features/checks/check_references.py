"""What a row refers to is shown in its document, as it is now."""

from __future__ import annotations

from client import made, request, run

MERGE = {"Content-Type": "application/merge-patch+json"}


def test_documents_show_what_their_rows_refer_to() -> None:
    async def checks() -> None:
        ann, bob = [await made("/authors", name=name, password="secret") for name in ("Ann", "Bob")]
        press = await made("/publishers", name="Press", city="Rome")
        book = await made("/books", title="One", authorId=ann["id"], publisherId=press["id"])
        other = await made("/books", title="Two", authorId=bob["id"])
        assert book["author"] == {"id": ann["id"], "name": "Ann", "bookCount": 1}
        assert book["publisher"] == {"id": press["id"], "name": "Press"}
        assert other["publisher"] is None
        assert (await request("GET", f"/books/{book['id']}")).json() == book
        shown = (await request("GET", "/books")).json()
        assert [each for each in shown if each["id"] in (book["id"], other["id"])] == [book, other]

        await request("PUT", f"/authors/{ann['id']}", json={"name": "Anna"})
        (listed,) = (await request("GET", f"/books?authorId={ann['id']}")).json()
        assert listed["author"]["name"] == "Anna"
        changed = await request("PATCH", f"/books/{book['id']}", json={"authorId": bob["id"]}, headers=MERGE)
        assert changed.json()["author"] == {"id": bob["id"], "name": "Bob", "bookCount": 2}
        assert (await request("DELETE", f"/authors/{bob['id']}")).status_code == 409
        gone = await request("DELETE", f"/books/{book['id']}")
        assert gone.json()["author"]["name"] == "Bob"

    run(checks())


def test_what_clients_give_there_is_not_kept() -> None:
    async def checks() -> None:
        ann, bob = [await made("/authors", name=name) for name in ("Ann", "Bob")]
        book = await made("/books", title="One", authorId=ann["id"])
        refused = await request("PATCH", f"/books/{book['id']}", json={"author": bob}, headers=MERGE)
        assert refused.status_code in (200, 422)
        assert (await request("GET", f"/books/{book['id']}")).json()["author"]["name"] == "Ann"

    run(checks())

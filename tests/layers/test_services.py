"""The generated services and repositories, driven without HTTP."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest
import structlog

pytestmark = pytest.mark.asyncio


def body(project: Any, module: str, name: str, document: dict[str, Any]) -> Any:
    model = getattr(project.module(f"src.models.schemas.{module}"), name)
    return model.model_validate_json(json.dumps(document))


def shown(answer: Any) -> Any:
    return json.loads(answer.model_dump_json(by_alias=True))


@pytest.fixture
def tasks(project: Any, session: Any) -> Any:
    repository = project.module("src.repositories.tasks").TaskRepository(session)
    return project.module("src.services.tasks").TaskService(repository)


@pytest.fixture
def customers(project: Any, session: Any) -> Any:
    repository = project.module("src.repositories.customers").CustomerRepository(session)
    return project.module("src.services.customers").CustomerService(repository)


@pytest.fixture
def orders(project: Any, session: Any) -> Any:
    repositories = project.module("src.repositories.orders"), project.module("src.repositories.customers")
    service = project.module("src.services.orders").OrderService
    return service(repositories[0].OrderRepository(session), repositories[1].CustomerRepository(session))


@pytest.fixture
def lines(project: Any, session: Any) -> Any:
    repositories = project.module("src.repositories.lines"), project.module("src.repositories.orders")
    service = project.module("src.services.lines").LineService
    return service(repositories[0].LineRepository(session), repositories[1].OrderRepository(session))


@pytest.fixture
def errors(project: Any) -> Any:
    return project.module("src.core.errors")


async def test_a_task_lives_from_creation_to_deletion(project: Any, tasks: Any, errors: Any) -> None:
    saved = await tasks.create_task(body(project, "tasks", "TaskCreate", {"title": "Read", "estimate": 2**70}))
    created = shown(saved.content)
    assert created["title"] == "Read"
    assert created["completed"] is False
    assert created["estimate"] == 2**70
    assert created["createdAt"].endswith("Z")
    assert saved.location == f"/api/tasks/{created['id']}"
    task_id = saved.content.id
    changes = body(project, "tasks", "TaskPatch", {"completed": True, "note": None})
    changed = shown(await tasks.update_task(task_id, changes))
    assert changed["completed"] is True
    assert changed["note"] is None
    assert (changed["id"], changed["createdAt"]) == (created["id"], created["createdAt"])
    assert changed["updatedAt"] > created["updatedAt"]
    replaced = shown(await tasks.replace_task(task_id, body(project, "tasks", "TaskCreate", {"title": "New"})))
    assert "estimate" not in replaced
    assert replaced["title"] == "New"
    assert shown(await tasks.get_task(task_id)) == replaced
    await tasks.delete_task(task_id)
    for gone in (tasks.get_task(task_id), tasks.delete_task(task_id), tasks.update_task(task_id, changes)):
        with pytest.raises(errors.NotFound):
            await gone


async def test_lists_filter_sort_and_page(project: Any, tasks: Any) -> None:
    await tasks.clear_tasks()
    for number, title in enumerate(["b", "a", "100%", "d"]):
        document = {"title": title, "completed": number > 1, "weight": number, "priority": "low"}
        await tasks.create_task(body(project, "tasks", "TaskCreate", document))

    async def titles(**arguments: Any) -> list[str]:
        return [task["title"] for task in shown(await tasks.list_tasks(**arguments))["items"]]

    assert await titles() == ["b", "a", "100%", "d"]
    assert await titles(sort="-title") == ["d", "b", "a", "100%"]
    assert await titles(sort="title:desc", limit=1, offset=1) == ["b"]
    assert await titles(sort=["title,desc"]) == ["d", "b", "a", "100%"]
    assert await titles(completed=True) == ["100%", "d"]
    assert await titles(min_weight=2) == ["100%", "d"]
    assert await titles(q="%") == ["100%"]
    assert await titles(q="\0") == []
    assert await titles(priority="high") == []
    assert await titles(priority="no such thing") == []
    assert await titles(limit=-1) == []
    assert await titles(offset=10**30) == []
    page = shown(await tasks.list_tasks(limit=3, offset=2))
    assert (page["total"], page["limit"], page["offset"]) == (4, 3, 2)


@pytest.mark.parametrize(
    ("conditions", "hours"),
    [
        ({"le": "2026-11-26"}, [23, 24, 36, 47]),
        ({"lt": "2026-11-26"}, [23]),
        ({"gt": "2026-11-26"}, [48]),
        ({"ge": "2026-11-26"}, [24, 36, 47, 48]),
        ({"eq": "2026-11-26"}, [24, 36, 47]),
        ({"eq": "2026-11-26", "ge": "2026-11-25", "lt": "2026-11-26T13:00:00Z"}, [24, 36]),
        ({"le": "2026-11-26T12:00:00Z"}, [23, 24, 36]),
        ({"le": "9999-12-31"}, [23, 24, 36, 47, 48]),
    ],
)
async def test_a_date_means_the_whole_day_of_points_in_time(
    project: Any, tasks: Any, session: Any, conditions: dict[str, str], hours: list[int]
) -> None:
    await tasks.clear_tasks()
    for hour in (23, 24, 36, 47, 48):  # since the 25th
        moment = f"2026-11-{25 + hour // 24}T{hour % 24:02}:00:00Z"
        await tasks.create_task(body(project, "tasks", "TaskCreate", {"title": str(hour), "remindAt": moment}))
    criteria = project.module("src.repositories.base.criteria")
    filters = [criteria.Filter("remind_at", operator, day) for operator, day in conditions.items()]
    repository = project.module("src.repositories.tasks").TaskRepository(session)
    found = await repository.list(criteria.Criteria(filters, counted=True))
    assert sorted(int(repository.document(row)["title"]) for row in found.rows) == hours
    assert found.total == len(hours)


async def test_who_is_behind_the_end_is_told_where_it_is(project: Any, tasks: Any, session: Any) -> None:
    await tasks.clear_tasks()
    for number in range(3):
        await tasks.create_task(body(project, "tasks", "TaskCreate", {"title": str(number)}))
    criteria = project.module("src.repositories.base.criteria")
    repository = project.module("src.repositories.tasks").TaskRepository(session)
    totals = [(await repository.list(criteria.Criteria(offset=offset))).total for offset in (0, 2, 3)]
    assert totals == [None, None, 3]


async def test_a_text_may_be_looked_for_in_several_properties(project: Any, tasks: Any, session: Any) -> None:
    await tasks.clear_tasks()
    for title, note in (("Bread", "soon"), ("Milk", "with bread"), ("Tea", None), ("Salt", "100%")):
        await tasks.create_task(body(project, "tasks", "TaskCreate", {"title": title, "note": note}))
    criteria = project.module("src.repositories.base.criteria")
    repository = project.module("src.repositories.tasks").TaskRepository(session)

    async def titles(text: str, **more: Any) -> set[str]:
        filters = [criteria.Filter("title", "contains", text, also=("note",)), *more.get("beside", ())]
        found = await repository.list(criteria.Criteria(filters, counted=True))
        assert found.total == len(found.rows)
        return {repository.document(row)["title"] for row in found.rows}

    assert await titles("BREAD") == {"Bread", "Milk"}
    assert await titles("%") == {"Salt"}
    assert await titles("e", beside=[criteria.Filter("title", "contains", "t")]) == {"Tea"}
    assert await titles("read", beside=[criteria.Filter("title", "contains", "milk", also=("note",))]) == {"Milk"}
    assert await titles("nothing of the kind") == set()


async def test_filters_look_into_lists_and_for_what_is_there(project: Any, tasks: Any, session: Any) -> None:
    await tasks.clear_tasks()
    for title, tags in (
        ("a", ["x", "y"]),
        ("b", ["x", "\0", 'q"'] * 2),
        ("c", []),
        ("d", None),
        ("e", ["1", "\u00fc"]),
    ):
        document = {"title": title, "note": "noted" if tags else None, **({} if tags is None else {"tags": tags})}
        await tasks.create_task(body(project, "tasks", "TaskCreate", document))
    criteria = project.module("src.repositories.base.criteria")
    repository = project.module("src.repositories.tasks").TaskRepository(session)

    async def titles(column: str, operator: str, value: Any, **more: Any) -> str:
        filters = [criteria.Filter(column, operator, value, **more)]
        found = await repository.list(criteria.Criteria(filters, "title", counted=True))
        assert found.total == len(found.rows)
        return "".join(repository.document(row)["title"] for row in found.rows)

    assert await titles("tags", "has", "x") == "ab"
    assert await titles("tags", "has", ["y", "\u00fc"]) == "ae"
    assert await titles("tags", "has", [1, 'q"']) == "b"
    assert await titles("tags", "has", "\0") == "b"
    assert await titles("tags", "has", []) == ""
    assert await titles("tags", "has_all", ["x", 'q"']) == "b"
    assert await titles("tags", "has_all", []) == "abcde"
    assert await titles("tags", "has", ["all", "y"], everything=("all",)) == "abcde"
    assert await titles("title", "not_in", ["a", "b", "e"]) == "cd"
    assert await titles("note", "not_in", ["noted"]) == "cd"
    assert await titles("note", "ne", "noted") == "cd"
    assert await titles("note", "given", True) == "abe"
    assert await titles("note", "given", False) == "cd"
    assert await titles("note", "prefix", "NO") == "abe"


async def test_nested_resources_keep_to_their_parents(
    project: Any, customers: Any, orders: Any, lines: Any, errors: Any
) -> None:
    for number in (1, 2):
        await customers.create_customer(
            body(project, "customers", "CustomerCreate", {"id": number, "email": f"{number}@x.test"})
        )
    with pytest.raises(errors.NotFound):
        await orders.create_order(3, body(project, "orders", "OrderCreate", {"number": "A"}))
    with pytest.raises(errors.NotFound):
        await orders.list_orders(10**30)
    saved = await orders.create_order(1, body(project, "orders", "OrderCreate", {"number": "A/1"}))
    assert saved.location == "/api/customers/1/orders/A%2F1"
    assert shown(saved.content) == {"number": "A/1", "customerId": 1}
    await orders.create_order(2, body(project, "orders", "OrderCreate", {"number": "A/1"}))
    assert len(shown(await orders.list_orders(2))["data"]) == 1
    line = body(project, "lines", "LineEnvelopeInput", {"line": {"sku": "x", "quantity": 2}})
    first = shown((await lines.create_line(1, "A/1", line)).content)["line"]
    assert first["id"] >= 1
    with pytest.raises(errors.NotFound):
        await lines.get_line(2, "A/1", first["id"])
    for _ in range(4):
        await lines.create_line(1, "A/1", line)
    seen, cursor = [], None
    while True:
        page = shown(await lines.list_lines(1, "A/1", cursor=cursor, limit=2))
        seen += [item["id"] for item in page["lines"]]
        if not page["hasMore"]:
            break
        cursor = page["nextCursor"]
    assert len(set(seen)) == len(seen) == 5
    assert "nextCursor" not in page
    await customers.delete_customer(1)
    with pytest.raises(errors.NotFound):
        await lines.get_line(1, "A/1", first["id"])


async def test_the_database_refuses_with_conflicts(project: Any, session: Any, customers: Any, errors: Any) -> None:
    customer = body(project, "customers", "CustomerCreate", {"id": 7, "email": "a@x.test", "password": "secret"})
    created = await customers.create_customer(customer)
    assert "password" not in shown(created.content)
    with pytest.raises(errors.Conflict, match=r'The "id" is taken\.'):
        await customers.create_customer(customer)
    await session.rollback()


async def test_a_conflict_says_what_it_is_about(
    project: Any, session: Any, customers: Any, orders: Any, tasks: Any, errors: Any
) -> None:
    """In the names of the contract, for there are four reasons why a change may not go with what is stored."""
    module = project.module("src.repositories.base.transactions")

    async def refused(change: Any) -> str:
        with pytest.raises(errors.Conflict) as caught:
            async with module.attempt(session):
                await change
        return str(caught.value)

    for number in (70, 71):
        await customers.create_customer(
            body(project, "customers", "CustomerCreate", {"id": number, "email": f"{number}@y.test"})
        )
    again = body(project, "customers", "CustomerCreate", {"id": 72, "email": "70@y.test"})
    assert await refused(customers.create_customer(again)) == 'The "email" is taken.'
    task = await tasks.create_task(body(project, "tasks", "TaskCreate", {"title": "Read"}))
    order = {"number": "C", "taskId": str(task.content.id)}
    await orders.create_order(70, body(project, "orders", "OrderCreate", order))
    await orders.create_order(71, body(project, "orders", "OrderCreate", order))
    same = orders.create_order(70, body(project, "orders", "OrderCreate", order))
    assert await refused(same) == 'The combination of "customerId" and "number" is taken.'
    lost = body(project, "orders", "OrderCreate", {"number": "D", "taskId": str(uuid4())})
    assert await refused(orders.create_order(70, lost)) == '"taskId" leads to nothing that exists.'
    with pytest.raises(errors.DanglingReference):
        await orders.create_order(70, lost)
    assert await refused(tasks.delete_task(task.content.id)) == "Other things refer to it."
    assert await refused(tasks.clear_tasks()) == "Other things refer to it."
    await session.rollback()


async def test_a_key_that_no_path_could_name(project: Any, customers: Any, orders: Any, errors: Any) -> None:
    await customers.create_customer(body(project, "customers", "CustomerCreate", {"id": 8, "email": "b@x.test"}))
    with pytest.raises(errors.Conflict):
        await orders.create_order(8, body(project, "orders", "OrderCreate", {"number": ""}))


async def test_keys_that_columns_cannot_hold(project: Any, customers: Any, orders: Any, errors: Any) -> None:
    big = 10**40
    saved = await customers.create_customer(
        body(project, "customers", "CustomerCreate", {"id": big, "email": "\0" * 9})
    )
    assert shown(saved.content) == {"id": big, "email": "\0" * 9}
    assert saved.location == f"/api/customers/{big}"
    assert shown(await customers.get_customer(big))["id"] == big
    with pytest.raises(errors.NotFound):
        await customers.get_customer(big + 1)
    number = "\0" + "n" * 99
    order = await orders.create_order(big, body(project, "orders", "OrderCreate", {"number": number}))
    assert order.location == f"/api/customers/{big}/orders/%00{'n' * 99}"
    assert shown(await orders.get_order(big, number))["customerId"] == big


async def test_a_custom_operation_checks_its_rows_before_it_is_missing(project: Any, tasks: Any, errors: Any) -> None:
    with pytest.raises(errors.NotFound):
        await tasks.remind_task(uuid4())
    saved = await tasks.create_task(body(project, "tasks", "TaskCreate", {"title": "x"}))
    with pytest.raises(NotImplementedError):
        await tasks.remind_task(saved.content.id)


async def test_an_upsert_creates_and_then_replaces(project: Any, session: Any, tasks: Any) -> None:
    repository = project.module("src.repositories.tasks").TaskRepository(session)
    rules, task_id = tasks.RULES, uuid4()

    def make(title: str) -> Any:
        def made(stored: dict[str, Any] | None) -> dict[str, Any]:
            given = {"title": title}
            return rules.created(given) if stored is None else rules.replaced(stored, given)

        return made

    first, is_new = await repository.upsert(make("one"), id=task_id)
    second, is_new_again = await repository.upsert(make("two"), id=task_id)
    assert (is_new, is_new_again) == (True, False)
    before, after = (repository.codec.values_of(row) for row in (first, second))
    assert (before["created_at"], before["id"]) == (after["created_at"], task_id)
    assert after["title"] == "two"


async def test_seeds_fill_empty_tables_once(project: Any, session: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    seeds, tasks = project.module("src.seeds"), project.module("src.services.tasks").TaskService
    repository_class = project.module("src.repositories.tasks").TaskRepository
    criteria = project.module("src.repositories.base").Criteria()
    planted = project.root / "planted.json"
    planted.write_text(json.dumps({"tasks": [{"title": "Sow"}]}))
    monkeypatch.setattr(seeds, "SEEDS", planted)
    monkeypatch.setattr(seeds, "SEEDED", {"tasks": seeds.Seeded(repository_class, tasks.RULES)})
    repository = repository_class(session)
    await repository.clear()
    for _ in range(2):
        await seeds.plant_seeds(session)
    rows = (await repository.list(criteria)).rows
    assert [repository.codec.values_of(row)["title"] for row in rows] == ["Sow"]


async def test_a_list_that_must_not_be_empty_shows_its_last_page_or_examples(project: Any, tasks: Any) -> None:
    base = project.module("src.services.base")
    view = base.View(list[dict[str, Any]], is_list=True, hidden=("createdAt", "updatedAt"), examples=[{"title": "Any"}])
    nothing = await tasks._find(base.Window(2, 4), never_empty=True)
    assert view.of_page(nothing) == [{"title": "Any"}]
    for title in ("One", "Two", "Three"):
        await tasks.create_task(body(project, "tasks", "TaskCreate", {"title": title}))
    beyond = await tasks._find(base.Window(2, 40), never_empty=True)
    assert len(beyond.documents) == 1
    assert beyond.window.offset == 2
    assert len(view.of_page(beyond)) == 1


async def test_a_list_that_is_cut_is_told_of(project: Any, tasks: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    base = project.module("src.services.base")
    rows = project.module("src.repositories.base").Rows

    async def many(*_: Any, **__: Any) -> Any:
        return rows((), more=True)

    monkeypatch.setattr(tasks._repository, "list", many)
    with structlog.testing.capture_logs() as logs:
        await tasks._find(base.Window(20))
        await tasks._find(base.Window())
    assert [(line["event"], line["resource"], line["shown"]) for line in logs] == [("list_cut", "task", 1000)]


async def test_only_marked_properties_are_cleaned(project: Any, tasks: Any) -> None:
    sent = {
        "title": "<b>x</b> & y",
        "note": "<script>1</script>",
        "summary": "<p onclick='x()'>Hi</p>",
        "remarks": [{"text": "<i>so</i>"}, {"text": "plain"}],
    }
    created = shown((await tasks.create_task(body(project, "tasks", "TaskCreate", sent))).content)
    assert created["title"] == sent["title"]
    assert created["note"] == sent["note"]
    assert created["summary"] == "<p>Hi</p>"
    assert created["remarks"] == [{"text": "so"}, {"text": "plain"}]


async def test_numbers_stay_small_when_a_client_took_the_largest(
    project: Any, session: Any, customers: Any, orders: Any
) -> None:
    await customers.create_customer(body(project, "customers", "CustomerCreate", {"id": 1, "email": "a@x.test"}))
    await orders.create_order(1, body(project, "orders", "OrderCreate", {"number": "A"}))
    repository = project.module("src.repositories.lines").LineRepository(session)
    repository.clients_choose_keys = True
    scope = {"customer_id": 1, "order_number": "A"}
    await repository.create({"sku": "x"}, id=2**31 - 1, **scope)
    for _ in range(3):
        row = await repository.create({"sku": "x"}, **scope)
        assert 0 <= repository.codec.key_of(row)["id"] < 2**31


async def test_keys_tell_what_their_columns_can_hold(tasks: Any) -> None:
    codec = tasks._repository.codec
    key = str(uuid4())
    assert codec.of_keys({"id": key}) == {"id": key}
    assert codec.of_keys({"id": "%&"}) == {}

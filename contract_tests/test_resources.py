"""Every resource that clients can create and read does what a resource should, whatever the document calls it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from oagen.blueprint.model import Resource

from contract_tests.conftest import DATABASES, SPECS, Running, blueprint_of, name_of
from contract_tests.resources import PAGE_SIZE, Driver, is_drivable, plan_of

CASES = [
    pytest.param((spec, database), resource, id=f"{name_of(spec)}-{database}-{resource.name}")
    for spec in SPECS
    for database in DATABASES
    for resource in blueprint_of(spec).resources
    if is_drivable(resource)
]


@pytest.fixture
def driver(running: Running) -> Iterator[Driver]:
    """Drives the service, and leaves nothing behind."""
    yield running.driver
    running.driver.clean()


@pytest.mark.parametrize(("running", "resource"), CASES, indirect=["running"])
class TestResource:
    """The life of a document."""

    def test_is_created_read_changed_and_deleted(self, driver: Driver, resource: Resource) -> None:
        """What was sent is what is read, until it is changed, until it is deleted."""
        kept = driver.create(resource)
        assert driver.read(kept) is not None
        for role in ("replace", "update"):
            if plan_of(resource, role):
                driver.change(kept, role)
        if plan_of(resource, "delete"):
            driver.delete(kept)
            assert driver.read(kept) is None

    def test_is_listed_until_deleted(self, driver: Driver, resource: Resource) -> None:
        """A list shows it, and no other one."""
        if not plan_of(resource, "list"):
            pytest.skip("there is no list")
        kept = driver.create(resource)
        assert driver.found(kept)
        if plan_of(resource, "delete"):
            driver.delete(kept)
            assert not driver.found(kept)

    def test_is_filtered(self, driver: Driver, resource: Resource) -> None:
        """Each filter lets through what fits, and nothing else."""
        if not plan_of(resource, "list"):
            pytest.skip("there is no list")
        scope = driver.scope(resource)
        one, other = (driver.create(resource, scope) for _ in range(2))
        for argument, value in driver.filters(one):
            query = {argument.parameter: value}
            listed = [document for page in driver.pages(one, query) for document in page]
            unfit = [document for document in listed if not driver.satisfies(resource, document, argument, value)]
            assert not unfit, f"{query} shows {unfit[0]}"
            for kept in (one, other):
                fits = driver.satisfies(resource, kept.document, argument, value)
                assert driver.found(kept, **query) == fits, f"{query} {'hides' if fits else 'shows'} {kept.document}"

    def test_is_paged(self, driver: Driver, resource: Resource) -> None:
        """Pages are no larger than asked for, and together show everything exactly once."""
        plan = plan_of(resource, "list")
        if plan is None or plan.paging is None or plan.paging.style == "none":
            pytest.skip("there are no pages")
        scope = driver.scope(resource)
        created = [driver.create(resource, scope) for _ in range(2 * PAGE_SIZE + 1)]
        pages = list(driver.pages(created[0], {}, PAGE_SIZE))
        assert all(len(page) <= PAGE_SIZE for page in pages)
        for kept in created:
            times = sum(driver.is_it(kept, document) for page in pages for document in page)
            assert times == 1, f"one of {len(created)} is shown {times} times"

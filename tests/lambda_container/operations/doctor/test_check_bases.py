"""Pins that are old, as ``doctor`` tells of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from lambda_container.build.base_images import BaseImage
from lambda_container.manifest.lock_file import update_lock
from lambda_container.manifest.locked_image import PinnedBase
from lambda_container.operations.bases.base_registry import BaseError, BaseRegistries
from lambda_container.operations.doctor import check_bases
from tests.lambda_container.operations.doctor.conftest import Desk
from tests.lambda_container.operations.doctor.test_check_images import project

__all__ = ["project"]
OLD, NEW = (f"sha256:{digit * 64}" for digit in "12")


def pin(desk: Desk, days: int | None) -> None:
    moment = None if days is None else datetime.now(UTC) - timedelta(days=days, hours=1)
    created = None if moment is None else moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    base = PinnedBase(digest=OLD, created=created)
    lock = desk.project / "lambda-container.lock.json"
    update_lock(lock, {}, {"public.ecr.aws/lambda/python:3.13 linux/amd64": base})


@pytest.fixture
def newest(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The digest that the registry has; empty if it is away."""
    newest = [NEW]

    def find(_: object, base: BaseImage) -> PinnedBase:
        if not newest:
            raise BaseError(f"{base.name}: its registry is away")
        return PinnedBase(digest=newest[0])

    monkeypatch.setattr(BaseRegistries, "find", find)
    return newest


def test_without_pins_there_is_little_to_say(project: Desk) -> None:
    assert project.finding(check_bases.examine).found == "none is pinned"


def test_a_recent_pin_asks_no_registry(project: Desk, newest: list[str]) -> None:
    newest.clear()
    pin(project, 30)
    assert project.finding(check_bases.examine).found == "1 of 1 pins are recent"


@pytest.mark.parametrize(("days", "age"), [(31, "31 days"), (None, "unknown age")])
def test_an_old_pin_that_was_replaced_is_a_failure(
    project: Desk, newest: list[str], days: int | None, age: str
) -> None:
    pin(project, days)
    finding = project.finding(check_bases.examine)
    name = "public.ecr.aws/lambda/python:3.13 linux/amd64"
    told = f"{name}: pinned to an image of {age}, and there is a newer one"
    assert (finding.status, finding.found) == ("failure", told)
    assert "lambda-container bases --update" in finding.advice


def test_an_old_pin_of_the_newest_image_is_fine(project: Desk, newest: list[str]) -> None:
    newest[:] = [OLD]
    pin(project, 31)
    finding = project.finding(check_bases.examine)
    assert finding.status == "ok"
    assert finding.found.endswith("pinned to an image of 31 days, the newest")


def test_a_registry_that_is_away_is_a_warning(project: Desk, newest: list[str]) -> None:
    newest.clear()
    pin(project, 31)
    finding = project.finding(check_bases.examine)
    assert finding.status == "warning"
    assert finding.found.endswith("its registry is away")


def test_an_edited_lock_file_is_a_failure(project: Desk) -> None:
    pin(project, 1)
    lock = project.project / "lambda-container.lock.json"
    lock.write_text(lock.read_text().replace(OLD, NEW))
    finding = project.finding(check_bases.examine)
    assert finding.status == "failure"
    assert "the seal of the bases is broken" in finding.found

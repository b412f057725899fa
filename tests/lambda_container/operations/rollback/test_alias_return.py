"""Aliases move at once, as far as they are Terraform's and follow the newest version."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest

from lambda_container.manifest.entries import AliasEntry, FunctionEntry, StackManifest
from lambda_container.manifest.locked_image import LockedImage
from lambda_container.operations.publish.wanted_image import Wanted
from lambda_container.operations.rollback.alias_return import AliasReturn, return_aliases
from lambda_container.operations.rollback.rollback import Return
from tests.lambda_container.operations.publish.stand_ins import entry, remote, stack_of
from tests.lambda_container.operations.stand_in_lambda import StandInFunction, StandInLambda

LIVE = AliasEntry(name="live", is_newest=True, is_gradual=False)


class Workbench:
    """A function with three versions, of which the second has the earlier image."""

    def __init__(self) -> None:
        self.function = StandInFunction(remote("new").digest)
        for name in ("old", "earlier", "new"):
            self.function.publish(remote(name).digest)
        self.function.aliases = {"live": ("3", {}), "canary": ("3", {"1": 0.5}), "first": ("1", {})}
        self.aws = StandInLambda({"dev-hello": self.function})

    def client(self, service: str, region: str) -> StandInLambda:
        assert (service, region) == ("lambda", "eu-west-1")
        return self.aws

    def back(self, *aliases: AliasEntry, to: str = "earlier", **changes: Any) -> list[AliasReturn]:
        (function,) = stack_of("dev", entry()).functions
        function = msgspec.structs.replace(function, aliases=aliases, **changes)
        other = FunctionEntry(id="other", path="dev/other", image="another", aliases=(LIVE,))
        functions = (function, other)
        stack = StackManifest(name="dev", folder=Path(), images=(entry(),), functions=functions)
        images = [
            LockedImage(digest=remote(name).digest, repository="dev/hello", tag="1")
            for name in ("new", to)
        ]
        wanted = Wanted(stack, entry())
        aws: Any = self
        return list(return_aliases([Return(wanted=wanted, before=images[0], after=images[1])], aws))


@pytest.fixture
def workbench() -> Workbench:
    return Workbench()


def test_it_gets_the_version_of_the_earlier_image(workbench: Workbench) -> None:
    (moved,) = workbench.back(LIVE)
    assert (moved.function, moved.alias, moved.before, moved.version) == (
        *("dev/hello", "live"),
        *("3", "2"),
    )
    assert workbench.function.aliases["live"] == ("2", {})


def test_the_newest_of_several_versions_of_an_image_counts(workbench: Workbench) -> None:
    workbench.function.publish(remote("earlier").digest)
    assert workbench.back(LIVE)[0].version == "4"


def test_weights_end(workbench: Workbench) -> None:
    canary = AliasEntry(name="canary", is_newest=True, is_gradual=False)
    assert workbench.back(canary, to="new")[0].version == "3"
    assert workbench.function.aliases["canary"] == ("3", {})


def test_an_alias_that_is_there_already_is_left_alone(workbench: Workbench) -> None:
    assert workbench.back(LIVE, to="new") == []


def test_an_alias_that_names_a_version_is_left_alone(workbench: Workbench) -> None:
    first = AliasEntry(name="first", is_newest=False, is_gradual=False)
    assert workbench.back(first) == []
    assert workbench.function.aliases["first"] == ("1", {})


def test_codedeploy_moves_its_own(workbench: Workbench) -> None:
    gradual = AliasEntry(name="live", is_newest=True, is_gradual=True)
    (left,) = workbench.back(gradual)
    assert (left.version, left.reason) == (None, "CodeDeploy moves it when the stack is deployed")
    assert workbench.function.aliases["live"] == ("3", {})


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"to": "unknown"}, "no version of its function has that image"),
        ({"function_name": "none"}, "Lambda in eu-west-1: function 'none': ResourceNotFound"),
        ({"function_name": None}, "its function's name or Region is known only after apply"),
    ],
)
def test_what_cannot_be_moved_is_told(
    workbench: Workbench, changes: dict[str, Any], reason: str
) -> None:
    (left,) = workbench.back(LIVE, **changes)
    assert left.version is None
    assert reason in (left.reason or "")


def test_an_alias_that_is_not_deployed_is_told(workbench: Workbench) -> None:
    new = AliasEntry(name="new", is_newest=True, is_gradual=False)
    left, moved = workbench.back(new, LIVE)
    assert (left.reason, moved.version) == ("it is not deployed", "2")

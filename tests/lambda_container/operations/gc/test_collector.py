"""Nothing that is in use is ever listed, and all that is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from lambda_container.aws_api.errors import AwsError
from lambda_container.build.image_tag import hash_prefix, published_tag
from lambda_container.errors import LambdaContainerError
from lambda_container.manifest.entries import RepositoryEntry
from lambda_container.manifest.lock_file import Lock
from lambda_container.manifest.locked_image import EarlierImages
from lambda_container.operations.gc.collector import Deletion
from lambda_container.operations.gc.garbage import Garbage
from tests.lambda_container.operations.gc.projects import (
    OTHER,
    OWN,
    REGIONS,
    Project,
    locked,
    stack,
)
from tests.lambda_container.operations.gc.stand_in_account import digest_of, may_pull


@pytest.fixture
def project() -> Project:
    return Project()


def test_what_nothing_runs_is_listed(project: Project) -> None:
    project.push("a")
    project.own.run("dev-hello", project.push("b"))
    assert project.unused() == ["a"]


def test_each_version_keeps_its_image(project: Project) -> None:
    for name in ("a", "b", "c"):
        project.own.run("dev-hello", project.push(name))
    project.push("d")
    assert project.unused() == ["d"]


def test_a_version_that_the_list_of_functions_leaves_out_counts(project: Project) -> None:
    project.own.lambdas["eu-west-1"].lists_all = False
    project.own.run("dev-hello", project.push("a"))
    project.own.run("dev-hello", project.push("b"))
    assert project.unused() == []


def test_a_function_of_somebody_else_in_the_account_counts(project: Project) -> None:
    project.own.run("not-of-this-project", project.push("a"))
    assert project.unused() == []


@pytest.mark.parametrize("region", REGIONS)
def test_a_copy_elsewhere_counts(project: Project, region: str) -> None:
    elsewhere = RepositoryEntry(name="dev/hello", region="us-east-1", registry_id=OWN)
    project.stacks.append(stack("dr", repository=elsewhere))
    project.own.run("dev-hello", project.push("a"), region)
    assert project.unused() == []


class TestLocks:
    def test_what_is_pinned_stays(self, project: Project) -> None:
        digest = project.push("a")
        project.locks["lock"] = Lock(Path("lock"), {"prod": {"Image-x": locked(digest)}})
        assert project.unused() == []

    def test_what_was_pinned_before_stays(self, project: Project) -> None:
        kept = EarlierImages(
            images={"Image-x": locked(project.push("a"))}, until="2026-01-01T00:00:00Z"
        )
        now = {"dev": {"Image-x": locked(project.push("b"))}}
        project.locks["lock"] = Lock(Path("lock"), now, earlier={"dev": [kept]})
        assert project.unused() == []

    def test_of_all_revisions_count(self, project: Project) -> None:
        for name in ("a", "b"):
            stacks = {"dev": {"Image-x": locked(project.push(name))}}
            project.locks[f"lock of {name}"] = Lock(Path("lock"), stacks)
        project.push("c")
        assert project.unused() == ["c"]


class TestTheSource:
    def test_what_it_makes_now_stays(self, project: Project) -> None:
        content_hash = "f" * 64
        project.push(published_tag(content_hash))
        project.push(f"{hash_prefix(content_hash)}-20261128191500-0b4a3280")
        project.push(f"{hash_prefix('e' * 64)}-20261128191500-0b4a3280")
        assert project.unused() == ["eeeeeeeeeeee-20261128191500-0b4a3280"]

    def test_of_stacks_that_were_not_chosen_counts(self, project: Project) -> None:
        project.stacks.append(stack("prod", digest=project.push("a")))
        assert project.unused() == []


class TestAge:
    def test_what_was_pushed_since_is_left_out(self, project: Project) -> None:
        project.push("old", age=15)
        project.push("new", age=13)
        assert project.unused() == ["old"]
        assert project.unused(older_than=10) == ["new", "old"]

    def test_what_was_pulled_since_is_left_out(self, project: Project) -> None:
        project.push("a", pulled=3)
        project.push("b", pulled=20)
        assert project.unused() == ["b"]

    def test_the_newest_are_left_out(self, project: Project) -> None:
        for age in range(20, 26):
            project.push(f"{age}", age=age)
        assert project.unused(keep=4) == ["24", "25"]


class TestOtherAccounts:
    def test_that_may_pull_have_to_be_read(self, project: Project) -> None:
        project.push("a")
        project.repository.policy = may_pull(OWN, OTHER)
        assert f"registry's, lets {OTHER} pull" in (project.find().problem or "")
        assert project.unused() == []
        project.identities.append(project.other)
        assert project.unused() == ["a"]
        project.other.run("theirs", digest_of("a"))
        assert project.unused() == []

    def test_can_be_declared_not_to_be(self, project: Project) -> None:
        project.push("a")
        project.repository.policy = may_pull(OTHER)
        assert project.unused(trusts_policies=False) == ["a"]

    def test_anybody_is_not_read(self, project: Project) -> None:
        project.push("a")
        statement = {"Effect": "Allow", "Principal": "*", "Action": "ecr:*"}
        project.repository.policy = {"Statement": statement}
        assert "lets accounts that it does not name pull" in (project.find().problem or "")

    def test_that_the_registry_lets_pull_have_to_be_read(self, project: Project) -> None:
        project.push("a")
        project.own.registries["eu-west-1"].policy = may_pull(OTHER)
        assert f"lets {OTHER} pull" in (project.find().problem or "")

    def test_of_the_repository_need_a_profile(self, project: Project) -> None:
        project.stacks = [stack(account=OTHER)]
        garbage = project.find()
        assert garbage.problem == f"name a --profile of the account {OTHER}"


class TestWhatCannotBeRead:
    def test_functions_of_a_region_stop_all(self, project: Project) -> None:
        project.push("a")
        project.own.denied.add("eu-west-1")
        with pytest.raises(AwsError, match="AccessDenied"):
            project.find()

    def test_an_account_that_is_not_known_at_synth(self, project: Project) -> None:
        project.stacks = [stack(account=None)]
        project.push("a")
        assert project.unused() == ["a"], "it is the account of the only identity"
        project.identities.append(project.other)
        with pytest.raises(LambdaContainerError, match="the account of its repository must be kn"):
            project.find()

    def test_a_repository_that_does_not_exist_has_no_images(self, project: Project) -> None:
        project.own.registries["eu-west-1"].repositories.clear()
        assert project.find().images == 0


def test_charts_and_caches_are_left_alone(project: Project) -> None:
    project.push("a", artifact="application/vnd.cncf.helm.config.v1+json")
    assert project.unused() == []


def test_what_an_index_names_stays_as_long_as_it(project: Project) -> None:
    part = project.push("part")
    index = project.push("index", artifact=None, parts=(part,), pulled=1)
    assert project.unused() == []
    project.repository.images[-1].pulled = None
    assert sorted(project.unused()) == ["index", "part"]
    (deletion,) = project.collector().delete([project.find()])
    assert {image.digest for image in deletion.deleted} == {part, index}
    assert (deletion.kept, project.repository.images) == ({}, [])


def test_an_index_of_what_runs_stays(project: Project) -> None:
    part = project.push("part")
    project.push("index", artifact=None, parts=(part,))
    project.own.run("dev-hello", part)
    assert project.unused() == []


@pytest.mark.parametrize("end", ["", ".sig", ".att", ".sbom"])
def test_what_is_attached_to_an_image_goes_with_it(project: Project, end: str) -> None:
    digest = project.push("a")
    tag = f"{digest.replace(':', '-')}{end}"
    project.push("signature")
    project.repository.images[-1].tags = (tag,)
    project.own.run("dev-hello", digest)
    assert project.unused() == []
    project.own.lambdas["eu-west-1"].functions.clear()
    assert sorted(project.unused()) == sorted(["a", tag])


def test_a_repository_that_is_left_alone_keeps_no_other_from_being_deleted(
    project: Project,
) -> None:
    project.push("a")
    project.stacks.append(stack("prod", OTHER))
    found = project.collector().find()
    assert [bool(each.problem) for each in found] == [False, True]
    (deletion,) = project.collector().delete(found)
    assert len(deletion.deleted) == 1


def test_costs_are_those_of_layers_that_no_other_image_has(project: Project) -> None:
    project.push("a", layers={"base": 10 * 10**9, "a": 2 * 10**9})
    project.push("b", layers={"base": 10 * 10**9, "b": 3 * 10**9, "a and b": 10**9})
    project.push("c", layers={"base": 10 * 10**9, "a and b": 10**9})
    project.own.run("hello", digest_of("c"))
    garbage = project.find()
    assert (garbage.freed, garbage.dollars) == (5 * 10**9, 0.5)


class TestDeleting:
    def delete(self, project: Project, found: Garbage) -> Deletion:
        (deletion,) = project.collector().delete([found])
        return deletion

    def test_ends_with_the_image_gone(self, project: Project) -> None:
        project.push("a")
        used = project.push("b")
        project.own.run("dev-hello", used)
        deletion = self.delete(project, project.find())
        assert [image.tags for image in deletion.deleted] == [("a",)]
        assert [image.digest for image in project.repository.images] == [used]

    def test_spares_what_came_into_use_meanwhile(self, project: Project) -> None:
        digest = project.push("a")
        found = project.find()
        project.own.run("dev-hello", digest)
        deletion = self.delete(project, found)
        assert deletion.deleted == ()
        assert deletion.kept == {digest: "it came into use, or got a tag"}

    def test_spares_what_was_pinned_meanwhile(self, project: Project) -> None:
        digest = project.push("a")
        found = project.find()
        project.locks["lock"] = Lock(Path("lock"), {"dev": {"Image-x": locked(digest)}})
        assert self.delete(project, found).deleted == ()

    def test_spares_what_was_tagged_meanwhile(self, project: Project) -> None:
        project.push("a")
        found = project.find()
        project.repository.images[0].tags = ("a", "b")
        assert self.delete(project, found).deleted == ()

    def test_goes_by_hundreds(self, project: Project) -> None:
        for number in range(250):
            project.push(f"{number:03}", age=20 + number)
        deletion = self.delete(project, project.find())
        assert (len(deletion.deleted), project.repository.images) == (250, [])
        assert project.own.registries["eu-west-1"].calls == ["batch_delete_image"] * 3

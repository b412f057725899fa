"""Whatever accounts hold, and whatever happens meanwhile, nothing in use is listed or deleted."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from lambda_container.manifest.lock_file import Lock
from lambda_container.manifest.locked_image import EarlierImages
from lambda_container.operations.gc.garbage import Garbage
from tests.lambda_container.operations.gc.projects import OTHER, OWN, Project, locked, stack
from tests.lambda_container.operations.gc.stand_in_account import (
    StandInAccount,
    StandInImage,
    StandInRepository,
    digest_of,
    may_pull,
)

NAMES = [f"i{number}" for number in range(6)]
names = st.sampled_from(NAMES)
accounts = st.sampled_from([OWN, OTHER])


@st.composite
def worlds(draw: st.DrawFn) -> Project:
    """Two accounts with repositories, functions, versions, locks and policies at random."""
    project = Project()
    project.stacks = [stack("dev"), stack("prod", draw(accounts))]
    project.identities = draw(
        st.sampled_from([[project.own], [project.other], [project.own, project.other]])
    )
    for account in (project.own, project.other):
        for name in ("dev/hello", "prod/hello"):
            account.repository(name).images = [
                StandInImage(
                    digest_of(each),
                    tags=(each,) if draw(st.booleans()) else (),
                    age=draw(st.sampled_from([1, 14, 15, 100])),
                    pulled=draw(st.sampled_from([None, 1, 100])),
                    parts=tuple(map(digest_of, draw(st.sets(names, max_size=1)) - {each})),
                )
                for each in draw(st.lists(names, unique=True))
            ]
            policies = [None, may_pull(OWN), may_pull(OTHER), may_pull(OWN, OTHER)]
            account.repository(name).policy = draw(st.sampled_from(policies))
    for running, owner, name in draw(st.lists(st.tuples(accounts, accounts, names), max_size=5)):
        repository = _account(project, owner).repository("dev/hello")
        if running == owner or running in str(repository.policy):
            _account(project, running).run(draw(names), digest_of(name))
    for name in draw(st.lists(names, max_size=2)):
        kept = EarlierImages(
            images={"Image-x": locked(digest_of(draw(names)), "x")}, until="2026-01-01T00:00:00Z"
        )
        now = {"dev": {"Image-x": locked(digest_of(name), draw(names))}}
        lock = Lock(Path("lock"), now, earlier={"dev": [kept]} if draw(st.booleans()) else {})
        project.locks[f"lock {len(project.locks)}"] = lock
    if draw(st.booleans()):
        project.stacks.append(stack("test", digest=digest_of(draw(names)), tag=draw(names)))
    return project


def _account(project: Project, number: str) -> StandInAccount:
    return project.own if number == OWN else project.other


def _used(project: Project, garbage: Garbage) -> set[str]:
    """All digests that functions may run from a repository, or that locks and sources name."""
    used = set()
    policy = str(_repository(project, garbage).policy)
    for account in (project.own, project.other):
        if account.number == garbage.place.account or account.number in policy:
            used |= _runs(account)
    for lock in project.locks.values():
        sets = [*lock.stacks.values(), *(e.images for each in lock.earlier.values() for e in each)]
        used |= {image.digest for images in sets for image in images.values()}
    return used | {image.digest or "" for one in project.stacks for image in one.images}


def _used_tags(project: Project) -> set[str]:
    tags = {image.tag or "" for one in project.stacks for image in one.images}
    for lock in project.locks.values():
        tags |= {image.tag for images in lock.stacks.values() for image in images.values()}
    return tags


def _repository(project: Project, garbage: Garbage) -> StandInRepository:
    return _account(project, garbage.place.account).repository(garbage.place.name)


@settings(max_examples=400, deadline=None)
@given(worlds(), st.integers(0, 2))
def test_nothing_in_use_is_listed_and_all_else_is(project: Project, keep: int) -> None:
    for garbage in project.collector(keep=keep).find():
        listed = {image.digest for image in garbage.unused}
        repository = _repository(project, garbage)
        newest = sorted(
            repository.images, key=lambda image: (-image.age, image.digest), reverse=True
        )
        used, tags = _used(project, garbage), _used_tags(project)
        free = {
            image.digest
            for image in newest[keep:]
            if image.digest not in used
            and not tags & {*image.tags}
            and image.age >= 14
            and (image.pulled is None or image.pulled >= 14)
        }
        assert listed <= free
        for image in repository.images:
            for part in {i.digest for i in repository.images} & {*image.parts}:
                assert (image.digest in listed) == (part in listed), "torn apart"
        if garbage.problem is None:
            seen = {each for account in project.identities for each in _runs(account)}
            # All is listed that is free, and all of whose relatives are.
            assert free - seen - _bound_to_kept(repository, free - seen) <= listed
        else:
            assert not listed


def _runs(account: StandInAccount) -> set[str]:
    functions = account.lambdas["eu-west-1"].functions.values()
    return {each for one in functions for each in (one.digest, *one.versions.values())}


def _bound_to_kept(repository: StandInRepository, free: set[str]) -> set[str]:
    """What stays, and what is bound to it by indexes, however far."""
    kept = {image.digest for image in repository.images} - free
    while True:
        more = {p for i in repository.images if i.digest in kept for p in i.parts}
        more |= {i.digest for i in repository.images if kept & {*i.parts}}
        if more <= kept:
            return kept
        kept |= more


@settings(max_examples=200, deadline=None)
@given(worlds(), st.data())
def test_nothing_in_use_is_deleted_whatever_happens_meanwhile(
    project: Project, data: st.DataObject
) -> None:
    found = [each for each in project.collector().find() if each.problem is None]
    for name in data.draw(st.lists(names, max_size=3)):
        project.own.run(data.draw(names), digest_of(name))
    for name in data.draw(st.lists(names, max_size=2)):
        stacks = {"dev": {"Image-x": locked(digest_of(name))}}
        project.locks[f"later {name}"] = Lock(Path("lock"), stacks)
    before = {each.place: {i.digest for i in _repository(project, each).images} for each in found}

    deletions = list(project.collector().delete(found))

    for each in deletions:
        left = {image.digest for image in _repository(project, each.garbage).images}
        gone = before[each.garbage.place] - left
        assert not gone & _used(project, each.garbage)
        assert gone == {image.digest for image in each.deleted}
        assert {i.digest for i in each.garbage.unused} == gone | each.kept.keys()

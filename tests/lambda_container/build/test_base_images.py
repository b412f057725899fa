"""The base images that a Dockerfile names, and the same file with their digests."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambda_container.build.base_images import BaseImage, base_images, pinned_dockerfile
from lambda_container.build.dockerfile import Dockerfile
from lambda_container.errors import InvalidArgument

DIGEST = f"sha256:{'a' * 64}"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "Dockerfile"


def bases(file: Path, text: str, *, target: str | None = None, **build_args: str) -> list[str]:
    file.write_bytes(text.encode())
    dockerfile = Dockerfile.read(file, subject="Test")
    found = base_images(dockerfile, platform="linux/arm64", target=target, build_args=build_args)
    return [base.key for base in found]


def pinned(file: Path, text: str, *, target: str | None = None, **build_args: str) -> str:
    keys = bases(file, text, target=target, **build_args)
    return pinned_dockerfile(
        file,
        dict.fromkeys(keys, DIGEST),
        platform="linux/arm64",
        target=target,
        build_args=build_args,
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("FROM a:1", ["a:1 linux/arm64"]),
        ("from a AS b\nFROM b", ["a linux/arm64"]),
        ("ARG V=1\nFROM a:${V}", ["a:1 linux/arm64"]),
        ("ARG V=1\nARG N=a:$V\nFROM $N", ["a:1 linux/arm64"]),
        ("ARG V\nFROM a:${V:-2}", ["a:2 linux/arm64"]),
        ("ARG V\nFROM a${V}", ["a linux/arm64"]),
        ("ARG BUILDARCH\nFROM a-$BUILDARCH", []),
        ("FROM --platform=linux/amd64 a", ["a linux/amd64"]),
        ("FROM --platform=$TARGETPLATFORM a", ["a linux/arm64"]),
        ("FROM a-$TARGETARCH", ["a-arm64 linux/arm64"]),
        ("FROM a\nCOPY --from=b:2 /x /", ["a linux/arm64", "b:2 linux/arm64"]),
        ("FROM a\nRUN --mount=type=bind,from=c,target=/c true", ["a linux/arm64", "c linux/arm64"]),
        ("FROM a\nRUN --mount=type=cache,target=/c true", ["a linux/arm64"]),
    ],
)
def test_what_a_build_needs_is_found(file: Path, text: str, found: list[str]) -> None:
    assert bases(file, text) == found


def test_the_platform_of_the_machine_that_builds_is_not_known(file: Path) -> None:
    text = "FROM --platform=$BUILDPLATFORM tools AS t\nFROM a\nCOPY --from=t /x /"
    assert bases(file, text) == ["a linux/arm64", "tools"]


def test_a_stage_on_another_is_for_the_same_platform_and_a_copy_for_that_of_the_build(
    file: Path,
) -> None:
    text = "FROM --platform=linux/amd64 a AS b\nFROM b\nCOPY --from=c /x /"
    assert bases(file, text) == ["a linux/amd64", "c linux/arm64"]


def test_a_stage_that_nothing_needs_counts_for_nothing(file: Path) -> None:
    text = "FROM a AS one\nFROM b AS two\nFROM c AS three\nCOPY --from=one /x /"
    assert bases(file, text) == ["a linux/arm64", "c linux/arm64"]
    assert bases(file, text, target="TWO") == ["b linux/arm64"]
    assert bases(file, text, target="0") == ["a linux/arm64"]


@pytest.mark.parametrize("name", ["scratch", f"a@{DIGEST}", f"a:1@{DIGEST}", "a:$UNKNOWN"])
def test_what_needs_no_pin_or_can_have_none_is_left_out(file: Path, name: str) -> None:
    assert bases(file, f"FROM {name}") == []


def test_a_build_argument_chooses_another(file: Path) -> None:
    text = "ARG V=1\nFROM a:$V"
    assert bases(file, text, V="3") == ["a:3 linux/arm64"]
    assert pinned(file, text, V="3") == f"ARG V=1\nFROM a@{DIGEST}"


def test_every_place_names_the_digest_and_every_line_keeps_its_number(file: Path) -> None:
    text = (
        "# syntax=docker/dockerfile:1\r\n"
        "ARG V=3.13\n"
        "FROM --platform=$BUILDPLATFORM go AS go\n"
        "FROM unused AS unused\n"
        "FROM \\\n  public.ecr.aws/lambda/python:${V} \\\n  # a comment\n  AS base\n"
        "COPY --from=localhost:5000/uv:0.4 /uv /bin/\n"
        "RUN --mount=type=bind,from=busybox:1.36,target=/x <<EOF\nFROM busybox:1.36\nEOF\n"
        "COPY --from=go /go /go\n"
        "FROM base"
    )
    assert pinned(file, text) == (
        "# syntax=docker/dockerfile:1\r\n"
        "ARG V=3.13\n"
        f"FROM --platform=$BUILDPLATFORM go@{DIGEST} AS go\n"
        "FROM unused AS unused\n"
        f"FROM \\\n  public.ecr.aws/lambda/python@{DIGEST} \\\n  # a comment\n  AS base\n"
        f"COPY --from=localhost:5000/uv@{DIGEST} /uv /bin/\n"
        f"RUN --mount=type=bind,from=busybox@{DIGEST},target=/x <<EOF\nFROM busybox:1.36\nEOF\n"
        "COPY --from=go /go /go\n"
        "FROM base"
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ARG V=1\nARG B=img:$V\nARG V=2\nFROM $B", ["img:1 linux/arm64"]),
        ("ARG V=1\nARG V=${V}2\nFROM img:$V", ["img:12 linux/arm64"]),
        ("ARG A=1 B=2\nFROM img:$A$B", ["img:12 linux/arm64"]),
        ("FROM ${BASE:-alpine:3}", ["alpine:3 linux/arm64"]),
        ("FROM ${BASE-alpine:3}", []),
        ("ARG TARGETARCH=amd64\nFROM alpine:$TARGETARCH", ["alpine:amd64 linux/arm64"]),
        ("FROM a AS b\nFROM c AS b\nFROM b", ["c linux/arm64"]),
        (
            "FROM a AS b\nFROM c AS b\nFROM d\nCOPY --from=b /x /",
            ["c linux/arm64", "d linux/arm64"],
        ),
        ("FROM --platform=amd64 a", ["a linux/amd64"]),
        ("FROM --platform=linux/aarch64 a", ["a linux/arm64"]),
        ("FROM --platform=linux/arm64/v8 a", ["a linux/arm64"]),
        ("FROM --platform=linux/arm/v7 a", ["a linux/arm/v7"]),
        ("FROM a\nRUN --mount=target=/x,From=b ls", ["a linux/arm64", "b linux/arm64"]),
        ("# a\rFROM b\nFROM a", ["a linux/arm64"]),
    ],
)
def test_names_are_found_as_buildkit_finds_them(file: Path, text: str, found: list[str]) -> None:
    assert bases(file, text) == found


def test_a_stage_further_down_is_a_stage(file: Path) -> None:
    text = "FROM a AS one\nCOPY --from=later /x /\nFROM b AS later"
    assert bases(file, text, target="one") == ["a linux/arm64", "b linux/arm64"]


def test_a_build_argument_without_a_global_arg_chooses_nothing(file: Path) -> None:
    assert bases(file, "FROM ${BASE:-alpine:3}", BASE="evil:1") == ["alpine:3 linux/arm64"]
    assert bases(file, "FROM alpine\nARG BASE", BASE="evil:1") == ["alpine linux/arm64"]


def test_many_stages_are_no_matter(file: Path) -> None:
    lines = ["FROM a AS s0", *(f"FROM s{n} AS s{n + 1}" for n in range(1500))]
    assert bases(file, "\n".join(lines)) == ["a linux/arm64"]


@pytest.mark.parametrize(
    ("text", "pinned_text"),
    [
        (
            "FROM scratch\nRUN \\\n  # from=a:3 here\n  --mount=from=a:3,target=/x ls",
            "FROM scratch\nRUN \\\n  # from=a:3 here\n  --mount=from=a@{},target=/x ls",
        ),
        ("FROM \\\n# a:3 is fine\na:3", "FROM \\\n# a:3 is fine\na@{}"),
        (
            "FROM scratch\nCOPY --chown=nginx --from=nginx /a /b",
            "FROM scratch\nCOPY --chown=nginx --from=nginx@{} /a /b",
        ),
        (
            "FROM scratch\nRUN --mount=type=bind,target=go,from=go ls",
            "FROM scratch\nRUN --mount=type=bind,target=go,from=go@{} ls",
        ),
        (
            "FROM scratch\nRUN --mount=from=a,target=/a --mount=from=b,target=/b ls a b",
            "FROM scratch\nRUN --mount=from=a@{},target=/a --mount=from=b@{},target=/b ls a b",
        ),
        ('FROM "a:3" AS a', "FROM a@{} AS a"),
    ],
)
def test_only_the_name_is_replaced(file: Path, text: str, pinned_text: str) -> None:
    assert pinned(file, text) == pinned_text.replace("{}", DIGEST)


def test_a_stage_may_be_called_like_its_base(file: Path) -> None:
    assert pinned(file, "FROM python AS python\n") == f"FROM python@{DIGEST} AS python\n"


def test_a_base_without_a_pin_stays(file: Path) -> None:
    file.write_text("FROM a\nCOPY --from=b /x /\n")
    pins = {BaseImage("b", "linux/amd64").key: DIGEST}
    text = pinned_dockerfile(file, pins, platform="linux/amd64", target=None, build_args={})
    assert text == f"FROM a\nCOPY --from=b@{DIGEST} /x /\n"
    other = pinned_dockerfile(file, pins, platform="linux/arm64", target=None, build_args={})
    assert other == file.read_text()


def test_a_name_in_two_pieces_cannot_be_replaced(file: Path) -> None:
    with pytest.raises(InvalidArgument, match=r"Dockerfile: line 1 must name 'alpine' in one"):
        pinned(file, "FROM al\\\npine\n")


NAMES = st.from_regex(r"[a-z]{1,5}(/[a-z]{1,5})?(:[a-z0-9.]{1,5})?", fullmatch=True)


@given(st.lists(NAMES, min_size=1, max_size=4), st.booleans())
def test_a_pinned_file_has_no_tag_that_could_move(names: list[str], named: bool) -> None:
    from tempfile import TemporaryDirectory  # noqa: PLC0415 - a fixture is for one example only

    lines = [f"FROM {name}{f' AS stage{i}' if named else ''}" for i, name in enumerate(names)]
    lines += [f"COPY --from={i} /x /" for i in range(len(names) - 1)]
    with TemporaryDirectory() as folder:
        file = Path(folder) / "Dockerfile"
        text = pinned(file, "\n".join(lines))
        assert text.count("\n") == "\n".join(lines).count("\n")
        assert bases(file, text) == []

"""What is big, what is there twice, what is there in vain, and what to do about it."""

from __future__ import annotations

import pytest

from lambda_container.build.dockerfile import Dockerfile, Stage
from lambda_container.operations.size.advice import advice, stages_of
from lambda_container.operations.size.analysis import Analysis, Package, Waste, analyse
from tests.lambda_container.operations.size.saved_image import Step, image

MB = 10**6


def of_size(size: int, letter: str = "x") -> bytes:
    return letter.encode() * size


def package(folder: str, name: str, size: int, *, version: str = "1.0") -> dict[str, bytes]:
    """A distribution of one file."""
    record = f"{name}/__init__.py,sha256=x,{size}\n{name}-{version}.dist-info/RECORD,,\n"
    return {
        f"{folder}/{name}/__init__.py": of_size(size, name[0]),
        f"{folder}/{name}-{version}.dist-info/RECORD": record.encode(),
    }


BASE = [
    Step("ADD rootfs /", {"bin/sh": of_size(100), **package("var/runtime", "boto3", 2 * MB)}),
    Step("ENTRYPOINT x"),
]


def told(*steps: Step, dockerfile: str = "FROM base\n", own: int | None = None) -> list[str]:
    number = len(steps) if own is None else own
    return list(advice(analyse(image(*BASE, *steps), number), stages(dockerfile)))


def stages(text: str, target: str | None = None) -> list[Stage]:
    return stages_of(Dockerfile.parse(text, name="Dockerfile", subject="x"), target)


class TestAnImage:
    def analysis(self) -> Analysis:
        steps = [
            Step("WORKDIR /var/task", {"var/task/": b""}),
            Step("RUN install", {"var/task/a": of_size(300), "tmp/big": of_size(500)}),
            Step("RUN rm", {"tmp/.wh.big": b""}),
            Step("CMD app.handler"),
            Step("COPY a .", {"var/task/a": of_size(10)}),
        ]
        return analyse(image(*BASE, *steps), len(steps))

    def test_has_a_base_and_layers_of_its_own(self) -> None:
        analysis = self.analysis()
        assert analysis.own == 2
        assert [layer.size for layer in analysis.layers][1:] == [0, 800, 0, 10]

    def test_counts_all_that_its_layers_hold(self) -> None:
        analysis = self.analysis()
        assert analysis.size == sum(layer.size for layer in analysis.layers)

    def test_knows_what_later_layers_hide(self) -> None:
        assert self.analysis().waste == [
            Waste(path="tmp/big", size=500, layer=3, by=4, is_deleted=True),
            Waste(path="var/task/a", size=300, layer=3, by=5, is_deleted=False),
        ]


def test_a_folder_that_is_removed_or_emptied_hides_all_in_it() -> None:
    steps = [
        Step("RUN a", {"a/b/c": b"1", "a/bc": b"12", "d/e": b"123"}),
        Step("RUN b", {"a/.wh.b": b"", "d/.wh..wh..opq": b"", "d/f": b"1"}),
    ]
    analysis = analyse(image(*steps), 2)
    assert [each.path for each in analysis.waste] == ["d/e", "a/b/c"]


def test_more_instructions_than_history_make_all_of_it_own() -> None:
    assert analyse(image(Step("RUN a", {"a": b"1"})), 9).own == 1


def test_files_of_one_content() -> None:
    big, bigger = of_size(70_000, "a"), of_size(90_000, "b")
    files = {"a": big, "b": big, "c": bigger, "d": bigger, "e": bigger, "f": b"1", "g": b"1"}
    analysis = analyse(image(Step("COPY", files)), 1)
    assert analysis.twice == [(90_000, ["c", "d", "e"]), (70_000, ["a", "b"])]


def test_packages_by_what_they_installed() -> None:
    own = {**package("var/task", "numpy", 5000), **package("var/task", "six", 30)}
    analysis = analyse(image(*BASE, Step("RUN pip install", own)), 1)
    numpy, *_ = (each for each in analysis.packages if each.is_own)
    assert numpy == Package(
        name="numpy", version="1.0", folder="/var/task", size=numpy.size, is_own=True
    )
    assert 5000 < numpy.size < 5200, "with its RECORD"
    assert [each.name for each in analysis.packages] == ["boto3", "numpy", "six"]


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("var/task/.git/objects/1", ".git"),
        ("var/task/__pycache__/a.pyc", "__pycache__"),
        ("usr/lib/python3/site-packages/numpy/tests/a.py", "tests of packages"),
        ("root/.cache/pip/http/a", "pip's cache"),
        ("var/cache/dnf/a", "caches of system packages"),
        ("tmp/a", "temporary files"),
    ],
)
def test_what_builds_leave_behind(path: str, kind: str) -> None:
    assert analyse(image(*BASE, Step("RUN", {path: b"123"})), 1).leftovers == {kind: 3}
    assert analyse(image(Step("ADD", {path: b"123"}), Step("RUN", {"a": b""})), 1).leftovers == {}


class TestAdvice:
    def test_is_none_where_there_is_nothing_to_gain(self) -> None:
        assert told(Step("COPY . .", {"var/task/app.py": b"1"})) == []

    def test_on_what_builds_leave_behind(self) -> None:
        files = {"var/task/.git/a": of_size(3 * MB), "root/.cache/pip/a": of_size(2 * MB)}
        assert told(Step("RUN", files)) == [
            "leave .git out, in .dockerignore: 3.0 MB",
            "install with pip's --no-cache-dir, or into a cache mount: 2.0 MB",
        ]

    def test_on_what_is_deleted_later(self) -> None:
        steps = [Step("RUN a", {"a": of_size(2 * MB)}), Step("RUN b", {".wh.a": b""})]
        assert told(*steps) == [
            "delete or replace files in the layer that makes them: 2.0 MB stay in layers below"
        ]

    def test_on_packages_that_the_base_has(self) -> None:
        step = Step("RUN pip install", package("var/task", "boto3", 3 * MB))
        (line,) = told(step)
        assert line.startswith("the base image has boto3, too: leave them out, unless you need")

    def test_on_the_order_of_layers(self) -> None:
        install = Step("RUN pip install -r requirements.txt", {"lib/a": of_size(4 * MB)})
        copy = Step("COPY . .", {"app.py": b"1"})
        text = "FROM base\nCOPY . .\nRUN pip install -r requirements.txt\n"
        (line,) = told(copy, install, dockerfile=text)
        assert line.startswith("install before `COPY . .`, with only the requirements copied: ")
        assert line.endswith("each change of a file builds and pushes 4.0 MB again")

    @pytest.mark.parametrize(
        "text",
        [
            "FROM base\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\nCOPY . .\n",
            "FROM base\nCOPY pyproject.toml uv.lock ./\nRUN pip install -r requirements.txt\n",
            "FROM base\nCOPY --from=other . .\nRUN pip install -r requirements.txt\n",
            "FROM base\nCOPY . .\nRUN echo\n",
        ],
    )
    def test_on_a_good_order_is_none(self, text: str) -> None:
        install = Step("RUN pip install -r requirements.txt", {"lib/a": of_size(4 * MB)})
        assert told(Step("COPY", {}), install, dockerfile=text) == []


def test_the_stages_of_an_image() -> None:
    text = "FROM base AS one\nFROM one AS two\nFROM base AS three\nFROM TWO\n"
    assert [stage.name for stage in stages(text)] == ["one", "two", "3"]
    assert [stage.name for stage in stages(text, "three")] == ["three"]
    assert [stage.name for stage in stages("FROM python AS python\n")] == ["python"]

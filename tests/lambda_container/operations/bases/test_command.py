"""``lambda-container bases``, with a registry in memory."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cdktf import App, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider

from lambda_container import ContainerFunction, ContainerImage, Repository
from lambda_container.build.base_images import BaseImage
from lambda_container.cli.main import main
from lambda_container.manifest.lock_file import Lock
from lambda_container.manifest.locked_image import PinnedBase
from lambda_container.operations.bases.base_registry import BaseError, BaseRegistries

Capture = pytest.CaptureFixture[str]
OLD, NEW = (f"sha256:{digit * 64}" for digit in "12")


class Registries:
    """Each name with what its registry has."""

    def __init__(self) -> None:
        self.images: dict[str, PinnedBase] = {}
        self.asked: list[str] = []

    def find(self, base: BaseImage) -> PinnedBase:
        self.asked.append(base.key)
        if base.name not in self.images:
            raise BaseError(f"{base.name}: its registry is away")
        return self.images[base.name]

    def put(self, name: str, digest: str, days: int | None = 0) -> None:
        moment = None if days is None else datetime.now(UTC) - timedelta(days=days, hours=1)
        created = None if moment is None else moment.strftime("%Y-%m-%dT%H:%M:%SZ")
        self.images[name] = PinnedBase(digest=digest, created=created)


@pytest.fixture
def registries(monkeypatch: pytest.MonkeyPatch) -> Registries:
    registries = Registries()
    registries.put("python:3.13", OLD, 40)
    registries.put("alpine", OLD, 3)
    monkeypatch.setattr(BaseRegistries, "find", lambda _, base: registries.find(base))
    return registries


def synthesize(project: Path) -> dict[str, str]:
    """Synthesize, and return the content hash of each function's image."""
    app = App(outdir=str(project / "cdktf.out"))
    hashes = {}
    for name in ("dev", "prod"):
        stack = TerraformStack(app, name)
        AwsProvider(stack, "aws", region="eu-west-1")
        repository = Repository(stack, "Repository", name=name)
        for function in ("Orders", "Tools") if name == "dev" else ("Orders",):
            image = ContainerImage.build(function.lower(), repository=repository)
            ContainerFunction(stack, function, image=image)
            hashes[function] = image.content_hash
    app.synth()
    return hashes


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "cdktf.json").write_text('{"app": "false"}')
    for name, base in {"orders": "python:3.13", "tools": "alpine"}.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "Dockerfile").write_text(f"FROM {base}\nCOPY . /\n")
    monkeypatch.chdir(tmp_path)
    for name in ("CDKTF_OUTDIR", "CDKTF_CONTEXT_JSON"):
        monkeypatch.delenv(name, raising=False)
    synthesize(tmp_path)
    return tmp_path


def run(*arguments: str) -> int:
    return main(["bases", "--skip-synth", *arguments])


def lock(project: Path) -> dict[str, str]:
    bases = Lock.read(project / "lambda-container.lock.json").bases
    return {name: base.digest for name, base in bases.items()}


def test_what_is_not_pinned_is_shown_with_the_functions_on_it(
    registries: Registries, capsys: Capture, project: Path
) -> None:
    assert run() == 0
    days = {name: (base.created or "")[:10] for name, base in registries.images.items()}
    assert capsys.readouterr().out.splitlines() == [
        "alpine linux/amd64  unpinned",
        f"  newest  {OLD[:19]}  built {days['alpine']}, 3 days ago",
        "  used by Tools of dev",
        "python:3.13 linux/amd64  unpinned",
        f"  newest  {OLD[:19]}  built {days['python:3.13']}, 40 days ago",
        "  used by Orders of dev, prod",
        "Bases: 2 unpinned. lambda-container bases --update pins the newest.",
    ]
    assert lock(project) == {}
    assert registries.asked == ["alpine linux/amd64", "python:3.13 linux/amd64"]


def test_update_pins_them_and_only_then_their_hashes_change(
    registries: Registries, capsys: Capture, project: Path
) -> None:
    before = synthesize(project)
    assert run("--update") == 0
    assert "Lock file updated." in capsys.readouterr().out
    assert lock(project) == {"alpine linux/amd64": OLD, "python:3.13 linux/amd64": OLD}
    pinned = synthesize(project)
    assert {name for name in before if before[name] != pinned[name]} == {"Orders", "Tools"}

    assert run("--update") == 0
    assert "Lock file unchanged." in capsys.readouterr().out
    registries.put("python:3.13", NEW)
    assert synthesize(project) == pinned
    assert run("--update") == 0
    after = synthesize(project)
    assert {name for name in before if pinned[name] != after[name]} == {"Orders"}


@pytest.mark.parametrize(
    ("pinned_days", "newest", "arguments", "status"),
    [
        (40, NEW, [], 1),
        (40, OLD, [], 0),
        (20, NEW, [], 0),
        (20, NEW, ["--max-age", "19"], 1),
        (None, NEW, [], 1),
    ],
)
def test_check_finds_a_pin_that_is_old_and_replaced(
    registries: Registries, pinned_days: int | None, newest: str, arguments: list[str], status: int
) -> None:
    registries.put("python:3.13", OLD, pinned_days)
    assert run("--update") == 0
    registries.put("python:3.13", newest, pinned_days)
    assert run("--check", *arguments) == status


def test_check_names_what_is_too_old(registries: Registries, capsys: Capture) -> None:
    assert run("--update") == 0
    registries.put("python:3.13", NEW)
    registries.put("alpine", NEW)
    assert run("--check") == 1
    assert "Older than 30 days, and replaced: python:3.13\n" in capsys.readouterr().err


def test_a_registry_that_is_away_changes_no_pin(
    registries: Registries, capsys: Capture, project: Path
) -> None:
    assert run("--update") == 0
    del registries.images["alpine"]
    registries.put("python:3.13", NEW)
    assert run("--update") == 1
    assert "error: alpine: its registry is away" in capsys.readouterr().err
    assert lock(project) == {"alpine linux/amd64": OLD, "python:3.13 linux/amd64": NEW}


def test_one_stack_is_updated_without_the_pins_of_others(
    registries: Registries, project: Path
) -> None:
    assert run("--update") == 0
    for name in registries.images:
        registries.put(name, NEW)
    assert run("--update", "prod") == 0
    assert lock(project) == {"alpine linux/amd64": OLD, "python:3.13 linux/amd64": NEW}


def test_a_pin_that_nothing_needs_is_removed(registries: Registries, project: Path) -> None:
    assert run("--update") == 0
    (project / "tools" / "Dockerfile").write_text("FROM python:3.13\n")
    assert run("--update") == 0
    assert lock(project) == {"python:3.13 linux/amd64": OLD}


def test_programs_are_told_the_same(registries: Registries, capsys: Capture) -> None:
    assert run("--update") == 0
    capsys.readouterr()
    registries.put("alpine", NEW, None)
    assert run("--json") == 0
    alpine, python = json.loads(capsys.readouterr().out)["bases"]
    assert alpine == {
        "name": "alpine",
        "registry": "docker.io",
        "platform": "linux/amd64",
        "state": "outdated",
        "stacks": ["dev"],
        "used_by": ["Tools"],
        "error": None,
        "pinned": {"digest": OLD, "created": alpine["pinned"]["created"], "age_in_days": 3},
        "newest": {"digest": NEW, "created": None, "age_in_days": None},
    }
    assert python["state"] == "current"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--update", "--check"], "--update and --check exclude each other"),
        (["--max-age", "3"], "--max-age does nothing without --check"),
        (["--mirror", "docker.io"], "must be HOST=MIRROR, such as docker.io=mirror.example"),
        (["--check", "--max-age", "-1"], "-1 is not in the range"),
    ],
)
def test_wrong_usage_is_2(arguments: list[str], told: str, capsys: Capture) -> None:
    assert run(*arguments) == 2
    assert told in capsys.readouterr().err


def test_an_edited_pin_is_no_pin(registries: Registries, capsys: Capture, project: Path) -> None:
    assert run("--update") == 0
    file = project / "lambda-container.lock.json"
    file.write_text(file.read_text().replace(OLD, NEW, 1))
    assert run() == 1
    assert "the seal of the bases is broken" in capsys.readouterr().err


def test_what_only_the_build_knows_is_told(
    registries: Registries, capsys: Capture, project: Path
) -> None:
    (project / "tools" / "Dockerfile").write_text("FROM alpine\nCOPY --from=t-$BUILDARCH /x /\n")
    assert run("--update") == 0
    told = capsys.readouterr().err
    assert "t-$BUILDARCH is not pinned: only the build knows its name" in told
    assert set(lock(project)) == {"alpine linux/amd64", "python:3.13 linux/amd64"}


def test_a_dockerfile_of_another_kind_keeps_no_other_from_its_pin(
    registries: Registries, capsys: Capture, project: Path
) -> None:
    (project / "tools" / "Dockerfile").write_bytes(b"FROM alpine\n# \xe9\n")
    assert run("--update") == 0
    assert "must have a valid Dockerfile" in capsys.readouterr().err
    assert set(lock(project)) == {"python:3.13 linux/amd64"}


def test_without_bases_every_pin_is_removed(registries: Registries, project: Path) -> None:
    assert run("--update") == 0
    for name in ("tools", "orders"):
        (project / name / "Dockerfile").write_text("FROM scratch\n")
    assert run("--update") == 0
    assert lock(project) == {}


@pytest.mark.parametrize("created", ["2026-99-99T99:99:99Z", "2999-01-01T00:00:00Z"])
def test_a_day_that_says_nothing_is_no_age(
    registries: Registries, capsys: Capture, project: Path, created: str
) -> None:
    registries.images["alpine"] = PinnedBase(digest=OLD, created=created)
    assert run("--update") == 0
    registries.put("alpine", NEW)
    assert run("--check") == 1
    assert "(its age is not known)" in capsys.readouterr().out

"""From an empty folder to production and back, with no edit but the account and the Region."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

from tests.e2e.emulator import ACCOUNT, REGION, Emulator
from tests.e2e.engine import Engine
from tests.e2e.journey import Journey
from tests.e2e.terraform import Installation
from tools import wheel as wheels

ROOT = Path(__file__).parents[2]
TRANSCRIPT = ROOT / "docs" / "transcript.md"


@pytest.fixture(scope="module")
def journey(work: Path, terraform: Installation, engine: Engine) -> Journey:
    wheel = wheels.build(ROOT, work / "wheel")
    return Journey(work / "journey", wheel, terraform, engine)


def test_from_an_empty_folder_to_production_and_back(journey: Journey, emulator: Emulator) -> None:
    journey.run("lambda-container", "init", "orders")
    environments = journey.project / "stacks" / "environments.py"
    text = re.sub(r'account="\d+"', f'account="{ACCOUNT}"', environments.read_text())
    environments.write_text(re.sub(r'region="[a-z0-9-]+"', f'region="{REGION}"', text))
    journey.borrow_packages()
    journey.run("make", "--silent", "test", "ARGS=--quiet --snapshot-update")
    journey.run("make", "--silent", "test", "ARGS=--quiet")

    journey.run("lambda-container", "bootstrap", "dev", "--auto-approve")
    assert not list(journey.project.glob("*.tfstate*"))
    journey.run("lambda-container", "bootstrap", "prod", "--auto-approve")
    # Once more, it changes nothing.
    printed = journey.run("lambda-container", "bootstrap", "dev", "--auto-approve")
    assert "bootstrap-dev: no changes." in printed

    journey.run("lambda-container", "deploy", "dev", "--auto-approve")
    event = '{"name": "Ada"}'
    invoke = ("lambda-container", "invoke", "Hello", "--remote", "--event", event)
    printed = journey.run(*invoke, "--stack", "dev")
    assert "Hello Ada!" in printed

    journey.run("lambda-container", "promote", "dev", "prod", "--create-repositories")
    journey.run("lambda-container", "plan", "prod", "--out", "prod.plan")
    journey.run("lambda-container", "deploy", "--plan", "prod.plan")
    printed = journey.run(*invoke, "--stack", "prod")
    assert "Hello Ada!" in printed
    dev, prod = (emulator.image_of(f"{name}-orders-hello") for name in ("dev", "prod"))
    assert dev.partition("@")[2] == prod.partition("@")[2]

    journey.run("lambda-container", "plan", "prod", "--detailed-exitcode")
    journey.run("lambda-container", "destroy", "prod", "--auto-approve")
    journey.run("lambda-container", "destroy", "dev", "--auto-approve")
    # The images are still there.
    assert emulator.digests("dev-orders/hello") == emulator.digests("prod-orders/hello") != []
    check_transcript(journey)


def check_transcript(journey: Journey) -> None:
    """The page in the docs says what was done and printed: E2E_TRANSCRIPT=1 writes it."""
    lines = "\n".join(journey.transcript)
    page = TRANSCRIPT.read_text(encoding="utf-8") if TRANSCRIPT.exists() else ""
    fence = f"```console\n{lines}```"
    if os.environ.get("E2E_TRANSCRIPT"):
        TRANSCRIPT.write_text(
            re.sub(r"```console\n.*```", lambda _: fence, page, flags=re.DOTALL), encoding="utf-8"
        )
        return
    assert fence in page, json.dumps(lines, indent=1)

"""Check the images of the last synth: prerequisites and leftovers of their builds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from lambda_container.build.image_tag import HASH_DIGITS, KEY_DIGITS, TIME_FORMAT
from lambda_container.engine.registry_login import read_settings
from lambda_container.manifest.cdktf_json import outdir_of, read_configuration
from lambda_container.manifest.entries import ImageEntry, StackManifest
from lambda_container.manifest.stack_reader import ManifestError, read_manifests
from lambda_container.operations.doctor.finding import Finding
from lambda_container.operations.doctor.machine import Machine

_SUBJECT = "Images"
# HASH-TIME-KEY, the tags of Terraform's builds.
_TAGS = "-".join("?" * digits for digits in (HASH_DIGITS, len(TIME_FORMAT), KEY_DIGITS))
# Instructions that name an image, or a part of its name.
_PRIVATE = re.compile(
    r"^\s*(?:FROM|ARG|COPY\s.*--from=)\b.*?(?P<host>[0-9]{12}\.dkr\.ecr[a-z-]*\.[a-z0-9.-]+)/",
    re.IGNORECASE | re.MULTILINE,
)
_FEW = 5


def examine(machine: Machine) -> Iterator[Finding]:
    """Check the build secrets, private base images and build logs."""
    images = list(_images(machine))
    found = f"{len(images)} in the stacks of the last synth" if images else "none yet"
    yield Finding(_SUBJECT, "ok", found)
    yield from _secrets(machine, images)
    yield from _base_images(machine, images)
    yield from _logs(machine, images)


def examine_local(machine: Machine) -> Iterator[Finding]:
    """Count the unused local images that Terraform's builds left."""
    path = machine.find("docker")
    names = sorted({image.repository.name for _, image in _images(machine)})
    references = [f"*/{name}:{_TAGS}" for name in names if "${" not in name]
    if path is None or not references:
        return
    listing = ["image", "ls", "--format", "{{.Repository}}:{{.Tag}}"]
    listing += [word for each in references for word in ("--filter", f"reference={each}")]
    answer = machine.ask(path, *listing)
    left = answer.output.split()
    if answer.status == 0 and len(left) > _FEW:
        quoted = " ".join(f"'{word}'" if "*" in word or "{" in word else word for word in listing)
        advice = f"Remove only these: docker {quoted} | xargs docker image rm"
        found = f"{len(left)} unused local images of Terraform's builds"
        yield Finding(_SUBJECT, "warning", found, advice)


def _images(machine: Machine) -> Iterator[tuple[StackManifest, ImageEntry]]:
    """Yield the images of the last synth; none without a synth, which other checks report."""
    try:
        configuration = read_configuration(machine.project)
        stacks = read_manifests(outdir_of(machine.project, configuration, machine.environ))
    except (OSError, ValueError, AttributeError, TypeError, ManifestError):
        return
    for stack in stacks:
        for image in stack.images:
            yield stack, image


def _secrets(machine: Machine, images: list[tuple[StackManifest, ImageEntry]]) -> Iterator[Finding]:
    missing = {
        (secret.env, secret.id, image.build)
        for _, image in images
        for secret in image.inputs.secrets
        if secret.env is not None and secret.env not in machine.environ
    }
    for variable, secret, build in sorted(missing):
        found = f"the variable {variable} of the build secret {secret!r} is not set"
        without = {
            "terraform": "Terraform builds with an empty secret.",
            "published": "publish does not build.",
        }
        advice = f"Set it where images are built; otherwise {without[build]}"
        yield Finding(_SUBJECT, "warning", found, advice)


def _base_images(
    machine: Machine, images: list[tuple[StackManifest, ImageEntry]]
) -> Iterator[Finding]:
    logins = _logins(machine)
    if "" in logins:  # a helper for every registry
        return
    hosts = {
        match["host"].lower()
        for stack, image in images
        for match in _PRIVATE.finditer(_text(stack.path(image.inputs.dockerfile)))
        if not _logs_in_itself(image, match["host"].lower())
    }
    for host in sorted(hosts - logins):
        found = f"a base image needs a Docker login to {host}"
        advice = (
            "The login for the push does not cover it. Install docker-credential-ecr-login, or"
            f" log in: aws ecr get-login-password | docker login -u AWS --password-stdin {host}"
        )
        yield Finding(_SUBJECT, "failure", found, advice)


def _logs_in_itself(image: ImageEntry, host: str) -> bool:
    """Whether ``publish`` is logged in to a host while it builds: to the image's registry."""
    repository = image.repository
    own = f"{repository.registry_id}.dkr.ecr.{repository.region}."
    return image.build == "published" and host.startswith(own)


def _logins(machine: Machine) -> set[str]:
    """The registries that Docker's configuration has a login for; "" stands for all of them."""
    settings = read_settings(machine.docker_folder / "config.json")
    maps = (settings.get(name) for name in ("credHelpers", "auths"))
    found = {name for each in maps if isinstance(each, dict) for name in each}
    if settings.get("credsStore") == "ecr-login":
        found.add("")
    return {re.sub(r"^https?://|/.*$", "", name) for name in found}


def _logs(machine: Machine, images: list[tuple[StackManifest, ImageEntry]]) -> Iterator[Finding]:
    logs = [stack.path(image.build_log) for stack, image in images if image.build_log]
    written = sorted(log for log in logs if log.is_file())
    if written:
        newest = max(written, key=lambda log: log.stat().st_mtime)
        shown = newest.relative_to(machine.project) if _is_in(machine, newest) else newest
        number = "1 log" if len(written) == 1 else f"{len(written)} logs"
        yield Finding(_SUBJECT, "ok", f"{number} of Terraform's builds, newest: {shown}")


def _is_in(machine: Machine, path: Path) -> bool:
    return path.is_relative_to(machine.project)


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""

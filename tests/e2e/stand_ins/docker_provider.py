"""A stand-in for the Terraform provider kreuzwerker/docker 3.6.2, for these tests alone.

It has the two resources that the constructs use, with their arguments, and drives Docker's own
client. From the original's source it takes what matters here:

- ``docker_image``: another ``name`` is another resource; reading looks at the local engine only.
- ``docker_registry_image``: another ``name`` is another resource; reading asks the registry for the
  tag, and whatever error comes back drops the resource from the state; the digest is known while
  nothing changes, and unknown on creation.
- The engine has to answer as soon as the provider is configured.

It differs where the constructs make no difference: a changed ``build``, which they ignore, is
refused rather than a replacement, and ``builder``, which needs buildx, is not known.

Runs in the environment of ``tools/e2e.txt``. The client is ``E2E_DOCKER``.
"""

from __future__ import annotations

import json
import os
import ssl
import subprocess
import tempfile
import urllib.error
import urllib.request
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tf import runner
from tf.blocks import SetNestedBlock
from tf.iface import CreateContext, DeleteContext, PlanContext, ReadContext, Resource, UpdateContext
from tf.schema import Attribute, Block, NestedBlock, Schema
from tf.types import Bool, List, Map, Set, String, TfType, Unknown
from tf.utils import Diagnostics

State = dict[str, Any]

_MANIFESTS = ", ".join(
    f"application/vnd.{kind}+json"
    for kind in (
        "docker.distribution.manifest.v2",
        "docker.distribution.manifest.list.v2",
        "oci.image.manifest.v1",
        "oci.image.index.v1",
    )
)


class DockerError(Exception):
    """What the client, the engine or the registry refused."""


def _optional(type_: TfType, *names: str, **more: bool) -> list[Attribute]:
    return [Attribute(name, type_, optional=True, **more) for name in names]


def _block(
    name: str, attributes: list[Attribute], *blocks: NestedBlock, only_one: bool = False
) -> SetNestedBlock:
    block = SetNestedBlock(name, Block(attributes=attributes, block_types=list(blocks)))
    if only_one:
        block.max_items = 1
    return block


_BUILD = _block(
    "build",
    [
        Attribute("context", String(), required=True),
        *_optional(String(), "dockerfile", "target", "platform", "builder"),
        *_optional(Map(String()), "build_args", "label"),
    ],
    _block(
        "secrets",
        [Attribute("id", String(), required=True), *_optional(String(), "env", "src")],
    ),
    only_one=True,
)
_IMAGE = Schema(
    attributes=[
        Attribute("name", String(), required=True, requires_replace=True),
        *_optional(Map(String()), "triggers", requires_replace=True),
        *_optional(Set(String()), "pull_triggers", requires_replace=True),
        *_optional(String(), "platform", requires_replace=True),
        *_optional(Bool(), "keep_locally", "force_remove"),
        *(Attribute(name, String(), computed=True) for name in ("id", "image_id", "repo_digest")),
    ],
    block_types=[_BUILD],
)
_REGISTRY_IMAGE = Schema(
    attributes=[
        Attribute("name", String(), required=True, requires_replace=True),
        *_optional(Map(String()), "triggers", requires_replace=True),
        *_optional(Bool(), "keep_remotely", "insecure_skip_verify"),
        *(Attribute(name, String(), computed=True) for name in ("id", "sha256_digest")),
    ],
)
_PROVIDER = Schema(
    attributes=[
        *_optional(String(), "host", "context", "cert_path"),
        *_optional(Bool(), "disable_docker_daemon_check"),
        *_optional(List(String()), "ssh_opts"),
    ],
    block_types=[
        _block(
            "registry_auth",
            [
                Attribute("address", String(), required=True),
                *_optional(String(), "username", "config_file", "config_file_content"),
                *_optional(String(), "password", sensitive=True),
                *_optional(Bool(), "auth_disabled"),
            ],
        )
    ],
)


class Registries:
    """How to log in to registries: the provider's ``registry_auth``."""

    def __init__(self, logins: list[State]) -> None:
        self._logins = {
            login["address"].removeprefix("https://"): login
            for login in logins
            if login["address"] is not Unknown
        }

    @contextmanager
    def client_config(self, image: str) -> Iterator[str]:
        """A folder with a ``config.json`` for Docker's client."""
        host = image.partition("/")[0]
        with tempfile.TemporaryDirectory(prefix="docker-config-") as folder:
            (Path(folder) / "config.json").write_text(json.dumps(self._config(host)))
            yield folder

    def digest(self, image: str) -> str:
        """The digest that a tag has in its registry."""
        host, _, path = image.partition("/")
        name, _, tag = path.rpartition(":")
        request = urllib.request.Request(
            f"https://{host}/v2/{name}/manifests/{tag}",
            method="HEAD",
            headers={"Accept": _MANIFESTS, "Authorization": f"Basic {self._basic(host)}"},
        )
        try:
            context = ssl.create_default_context()
            with urllib.request.urlopen(request, timeout=30, context=context) as answer:
                digest: str = answer.headers["Docker-Content-Digest"]
                return digest
        except urllib.error.URLError as error:
            raise DockerError(f"{request.full_url}: {error}") from error

    def _config(self, host: str) -> State:
        login = self._logins.get(host)
        if login is None:
            return {}
        if content := login.get("config_file_content"):
            config: State = json.loads(content)
            return config
        return {"auths": {host: {"auth": self._basic(host)}}}

    def _basic(self, host: str) -> str:
        login = self._logins.get(host)
        if login is None:
            raise DockerError(f"no registry_auth for {host}")
        user, password = login.get("username"), login.get("password")
        if not password:
            store = self._config(host)["credsStore"]
            given = subprocess.run(
                [f"docker-credential-{store}", "get"],
                input=host,
                capture_output=True,
                text=True,
                check=False,
            )
            if given.returncode:
                raise DockerError(f"docker-credential-{store}: {given.stdout}{given.stderr}")
            credentials = json.loads(given.stdout)
            user, password = credentials["Username"], credentials["Secret"]
        return b64encode(f"{user}:{password}".encode()).decode()


def _docker(*arguments: str, config: str | None = None) -> str:
    environment = {**os.environ, "DOCKER_BUILDKIT": "1", "BUILDKIT_PROGRESS": "plain"}
    if config is not None:
        environment["DOCKER_CONFIG"] = config
    done = subprocess.run(
        [os.environ["E2E_DOCKER"], *arguments],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise DockerError(f"docker {arguments[0]}: {done.stdout[-2000:]}{done.stderr[-2000:]}")
    return done.stdout


class _Resource(Resource):
    """Turns what fails into an error of Terraform's."""

    schema: Schema
    name: str

    def __init__(self, registries: Registries) -> None:
        self.registries = registries

    @classmethod
    def get_name(cls) -> str:
        return cls.name

    @classmethod
    def get_schema(cls) -> Schema:
        return cls.schema

    def create(self, ctx: CreateContext, planned: State) -> State | None:
        try:
            return self._create(planned)
        except DockerError as error:
            ctx.diagnostics.add_error(f"{ctx.type_name}: {planned['name']}", str(error))
            return None

    def plan(self, ctx: PlanContext, current: State, planned: State) -> State:
        if current.get("build") != planned.get("build"):
            ctx.diagnostics.add_error("build has changed", "The constructs ignore its changes.")
        return planned

    def update(self, ctx: UpdateContext, current: State, planned: State) -> State | None:
        computed = {a.name for a in self.schema.attributes if a.computed}
        return {**planned, **{name: current[name] for name in computed}}

    def _create(self, planned: State) -> State:
        raise NotImplementedError


class Image(_Resource):
    """``docker_image``."""

    name = "image"
    schema = _IMAGE

    def _create(self, planned: State) -> State:
        with self.registries.client_config(planned["name"]) as config:
            if planned["build"]:
                _docker(*_build_command(planned["name"], planned["build"][0]), config=config)
            else:
                _docker("pull", "--quiet", planned["name"], config=config)
        return {**planned, **_local(planned["name"])}

    def read(self, ctx: ReadContext, current: State) -> State | None:
        try:
            return {**current, **_local(current["name"])}
        except DockerError:
            return None

    def delete(self, ctx: DeleteContext, current: State) -> None:
        if current.get("keep_locally"):
            return
        force = ["--force"] if current.get("force_remove") else []
        try:
            _local(current["name"])
        except DockerError:
            return
        try:
            _docker("image", "rm", *force, current["name"])
        except DockerError as error:
            ctx.diagnostics.add_error(f"{ctx.type_name}: {current['name']}", str(error))


class RegistryImage(_Resource):
    """``docker_registry_image``."""

    name = "registry_image"
    schema = _REGISTRY_IMAGE

    def _create(self, planned: State) -> State:
        with self.registries.client_config(planned["name"]) as config:
            _docker("push", planned["name"], config=config)
        digest = self.registries.digest(planned["name"])
        return {**planned, "id": digest, "sha256_digest": digest}

    def read(self, ctx: ReadContext, current: State) -> State | None:
        try:
            digest = self.registries.digest(current["name"])
        except DockerError:
            return None
        return {**current, "id": digest, "sha256_digest": digest}

    def delete(self, ctx: DeleteContext, current: State) -> None:
        if not current.get("keep_remotely"):
            ctx.diagnostics.add_error("keep_remotely", "The constructs never delete an image.")


def _build_command(name: str, build: State) -> list[str]:
    if build.get("builder"):
        raise DockerError("builder: the stand-in for the Docker provider knows no buildx")
    context = Path(build["context"]).absolute()
    # The original looks in the working directory first, and in the context second.
    dockerfile = Path(build.get("dockerfile") or "Dockerfile").absolute()
    if not dockerfile.exists():
        dockerfile = context / (build.get("dockerfile") or "Dockerfile")
    command = ["build", "--quiet", "--tag", name, "--file", str(dockerfile)]
    for option in ("target", "platform"):
        if build.get(option):
            command += [f"--{option}", build[option]]
    for option, key in (("--build-arg", "build_args"), ("--label", "label")):
        for argument, value in (build.get(key) or {}).items():
            command += [option, f"{argument}={value}"]
    for secret in build.get("secrets") or []:
        fields = {key: secret[key] for key in ("id", "env", "src") if secret.get(key)}
        command += ["--secret", ",".join(f"{key}={value}" for key, value in fields.items())]
    return [*command, str(context)]


def _local(name: str) -> State:
    (found,) = json.loads(_docker("image", "inspect", name))
    return {
        "id": f"{found['Id']}{name}",
        "image_id": found["Id"],
        "repo_digest": (found["RepoDigests"] or [""])[0],
    }


class Docker:
    """The provider."""

    def __init__(self) -> None:
        self._registries = Registries([])

    def get_model_prefix(self) -> str:
        return "docker_"

    def full_name(self) -> str:
        return "registry.terraform.io/kreuzwerker/docker"

    def get_provider_schema(self, diags: Diagnostics) -> Schema:
        return _PROVIDER

    def validate_config(self, diags: Diagnostics, config: State) -> None:
        pass

    def configure_provider(self, diags: Diagnostics, config: State) -> None:
        self._registries = Registries(config.get("registry_auth") or [])
        try:
            _docker("version")
        except DockerError as error:
            diags.add_error("Error pinging Docker server", str(error))

    def get_data_sources(self) -> list[Any]:
        return []

    def get_functions(self) -> list[Any]:
        return []

    def get_resources(self) -> list[type[_Resource]]:
        return [Image, RegistryImage]

    def new_resource(self, kind: type[_Resource]) -> _Resource:
        return kind(self._registries)

    def new_data_source(self, kind: Any) -> Any:
        raise NotImplementedError

    def new_function(self, kind: Any) -> Any:
        raise NotImplementedError


if __name__ == "__main__":
    runner.run_provider(Docker())

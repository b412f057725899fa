"""A stand-in for the Terraform provider kreuzwerker/docker 4, for these tests alone.

It has one resource, ``docker_registry_image``, and drives Docker's own client. What it does is held
to recordings of the real 4.3.0 and 4.5.0 (``recordings/``) by ``test_docker_provider.py``:

- Another ``name``, ``triggers`` or ``build`` is another resource, which is built and pushed.
- Reading asks the registry for the tag, and any error drops the resource from the state; the digest
  is known while nothing changes. No engine is needed unless something is built.
- A build has Docker's own logins, and a push those of ``registry_auth``.

Runs in the environment of ``tools/e2e.txt``.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import gettempdir
from typing import Any

import docker_schema
from docker_build import build, docker
from docker_registries import DockerError, NoLoginError, Registries
from tf import provider, runner
from tf.iface import CreateContext, DeleteContext, PlanContext, ReadContext, Resource, UpdateContext
from tf.schema import Schema
from tf.utils import Diagnostics, _to_attribute_path, read_dynamic_value

State = dict[str, Any]

_PROVIDER = docker_schema.recorded("provider")
_REGISTRY_IMAGE = docker_schema.recorded("docker_registry_image", replaces=("name", "triggers"))


class RegistryImage(Resource):
    """``docker_registry_image``."""

    def __init__(self, registries: Registries) -> None:
        self._registries = registries

    @classmethod
    def get_name(cls) -> str:
        return "registry_image"

    @classmethod
    def get_schema(cls) -> Schema:
        return _REGISTRY_IMAGE

    def create(self, ctx: CreateContext, planned: State) -> State | None:
        name = planned["name"]
        try:
            _ping()
            for block in planned["build"]:
                build(name, block)
            with self._registries.docker_config(name) as config:
                pushed = docker("push", name, DOCKER_CONFIG=config)
            if pushed.returncode:
                reason = pushed.stdout.strip().splitlines()[-1]
                raise DockerError(f"Error pushing docker image: Error pushing image: {reason}")
            digest = self._registries.digest(name)
        except DockerError as error:
            ctx.diagnostics.add_error(str(error))
            return None
        return {**planned, "id": digest, "sha256_digest": digest}

    def read(self, ctx: ReadContext, current: State) -> State | None:
        try:
            digest = self._registries.digest(current["name"])
        except NoLoginError as error:
            ctx.diagnostics.add_error(str(error))
            return current
        except DockerError:
            return None
        return {**current, "sha256_digest": digest}

    def plan(self, ctx: PlanContext, current: State, planned: State) -> State:
        return planned

    def update(self, ctx: UpdateContext, current: State, planned: State) -> State | None:
        return planned

    def delete(self, ctx: DeleteContext, current: State) -> None:
        if current.get("keep_remotely"):
            return
        try:
            self._registries.delete(current["name"], current["sha256_digest"])
        except DockerError as error:
            ctx.diagnostics.add_error(str(error))


def _ping() -> None:
    asked = docker("version", "--format", "{{.Server.Version}}")
    if asked.returncode:
        raise DockerError(
            "failed to create Docker client: Error pinging Docker server, please make sure that it"
            f" is reachable and has a '_ping' endpoint. Error: {asked.stdout.strip()}"
        )


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
        try:
            self._registries = Registries(config.get("registry_auth") or [])
        except DockerError as error:
            diags.add_error("Error loading registry auth config", str(error))

    def get_data_sources(self) -> list[Any]:
        return []

    def get_functions(self) -> list[Any]:
        return []

    def get_resources(self) -> list[type[RegistryImage]]:
        return [RegistryImage]

    def new_resource(self, kind: type[RegistryImage]) -> RegistryImage:
        return kind(self._registries)

    def new_data_source(self, kind: Any) -> Any:
        raise NotImplementedError

    def new_function(self, kind: Any) -> Any:
        raise NotImplementedError


class Servicer(provider.ProviderServicer):
    """The library's, which knows no block of which another value is another resource."""

    def PlanResourceChange(self, request: Any, context: Any) -> Any:  # noqa: N802 - gRPC's name
        planned = super().PlanResourceChange(request, context)
        before, after = map(read_dynamic_value, (request.prior_state, request.proposed_new_state))
        if before and after and before["build"] != after["build"]:
            planned.requires_replace.append(_to_attribute_path(["build"]))
        return planned


if __name__ == "__main__":
    # The library keeps the certificate that Terraform asks for in HOME, which may be read-only.
    runner._get_cert_cache_path = lambda: Path(gettempdir()) / "tf-python-provider.json"
    provider.ProviderServicer = Servicer
    runner.run_provider(Docker())

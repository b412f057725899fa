"""The resources that build and push an image."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cdktf import Fn, TerraformResource, TerraformResourceLifecycle
from cdktf_cdktf_provider_docker.image import Image, ImageBuild, ImageBuildSecrets
from cdktf_cdktf_provider_docker.registry_image import RegistryImage
from constructs import Construct

from lambda_container.image.build_secret import BuildSecret
from lambda_container.image.docker import log_in
from lambda_container.repository import ExistingRepository, Repository
from lambda_container.text import literal

BUILDX = "default"
"""The builder that reads an ignore file as Docker means it, where the plain API does not."""


@dataclass(frozen=True, kw_only=True, slots=True)
class BuildSettings:
    """What is built, and where to; checked already.

    Attributes:
        repository: Where the image is pushed.
        content_hash: Another one is another build.
        tag_prefix: What the image's tag begins with.
        context: The folder that the build is sent, as Terraform sees it.
        dockerfile: As Terraform sees it.
        target: The stage to build; ``None`` for the last.
        build_args: Values of ``ARG``, literal.
        labels: Labels of the image, literal.
        secrets: What ``RUN --mount=type=secret`` may read.
        platform: Such as ``linux/arm64``.
        builder: ``None`` for the engine's own API.
    """

    repository: Repository | ExistingRepository
    content_hash: str
    tag_prefix: str
    context: str
    dockerfile: str
    target: str | None
    build_args: Mapping[str, str]
    labels: Mapping[str, str]
    secrets: Sequence[BuildSecret]
    platform: str
    builder: str | None


class ImageBuildAndPush(Construct):
    """The resources that build and push an image.

    Attributes:
        build: The ``terraform_data`` whose id makes the tag of each build unique.
        image: The ``docker_image``.
        registry_image: The ``docker_registry_image``.
        image_uri: What Lambda runs: repository and digest.
    """

    def __init__(self, scope: Construct, id: str, settings: BuildSettings) -> None:  # noqa: A002
        super().__init__(scope, id)
        repository = settings.repository
        log_in(self, repository.registry)
        # Not cdktf's own DataResource: its validation runs Terraform, which a synth must not need.
        self.build = TerraformResource(self, "Build", terraform_resource_type="terraform_data")
        self.build.add_override("triggers_replace", [settings.content_hash])
        # IMMUTABLE repositories refuse a tag that they had: a build that is reverted needs a tag
        # of its own, so the hash alone does not do.
        nonce = Fn.substr(self.build.get_string_attribute("id"), 0, 8)
        self.image = Image(
            self,
            "Resource",
            name=f"{repository.repository_url}:{settings.tag_prefix}-{nonce}",
            build_attribute=ImageBuild(
                context=settings.context,
                dockerfile=settings.dockerfile,
                target=settings.target,
                build_args={k: literal(v) for k, v in settings.build_args.items()} or None,
                label={k: literal(v) for k, v in settings.labels.items()} or None,
                secrets=[
                    ImageBuildSecrets(
                        id=secret.id, env=secret.env, src=secret.src and literal(secret.src)
                    )
                    for secret in settings.secrets
                ]
                or None,
                platform=settings.platform,
                builder=settings.builder,
            ),
            force_remove=True,
            # The name alone says when to build: a checkout elsewhere or a rewritten argument of
            # the same content changes nothing.
            lifecycle=TerraformResourceLifecycle(ignore_changes=["build"]),
        )
        self.registry_image = RegistryImage(
            self,
            "RegistryImage",
            name=self.image.name,
            keep_remotely=True,
        )
        self.image_uri = f"{repository.repository_url}@{self.registry_image.sha256_digest}"

"""The calls of images."""

from __future__ import annotations

from lambda_container import BuildSecret, ContainerImage
from tests.aws import URI
from tests.sweep.calls.call import Call, Of
from tests.sweep.calls.common import REPOSITORY, with_build, with_image, with_secret

CALLS: dict[str, Call] = {
    "BuildSecret": Call(
        with_secret,
        {"id": "pip", "env": "PIP", "src": "app.py"},
        ["id", "env"],
        instead={"src": ["env"]},
    ),
    "ContainerImage.build": Call(
        with_build,
        {
            "context": Of(lambda scene: scene.folder),
            "repository": REPOSITORY,
            "dockerfile": "Dockerfile",
            "target": "final",
            "build_args": {"VERSION": "1"},
            "public_build_args": ["MAX_TOKEN"],
            "secrets": Of(lambda scene: [BuildSecret(id="pip", src="app.py")]),
            "labels": {"org.team": "orders"},
            "architecture": "x86_64",
            "extra_hash": "1",
            "build": "published",
            "lock": "lambda-container.lock.json",
            "id": "Code",
        },
        ["context", "repository"],
        {"lock": {"build": "published"}, "public_build_args": {"build_args": {"MAX_TOKEN": "5"}}},
    ),
    "ContainerImage.from_repository": Call(
        lambda scene, **a: with_image(scene, ContainerImage.from_repository(**a)),
        {"repository": REPOSITORY, "digest": f"sha256:{'0' * 64}", "tag": "v1"},
        ["repository", "digest"],
        instead={"tag": ["digest"]},
    ),
    "ContainerImage.from_uri": Call(
        lambda scene, **a: with_image(scene, ContainerImage.from_uri(**a)), {"uri": URI}, ["uri"]
    ),
}

"""Variables of the image."""

from __future__ import annotations

from typing import get_args

from lambda_container import defaults
from lambda_container.build.architecture import Architecture
from lambda_container.checks import aws_names
from lambda_container.image import built_image
from lambda_container.image.existing_image import URI_RULE
from lambda_container.secret_detection import NAME as SECRET_NAME
from lambda_container.secret_detection import VALUE as SECRET_VALUE
from tools.module.rules import Values, finds, matches
from tools.module.variables.variable import Variable, all_of, keys_of, one, values_of, when


def variables() -> dict[str, Variable]:
    """The variables, by their names."""
    sources = ("source_path", "image_uri", "image_digest", "image_tag")
    given = " + ".join(f"length(var.{name}[*])" for name in sources)
    one_source = Values("source_path", f"[{given}]").must(
        "item == 1",
        "be given, or image_uri, image_digest or image_tag instead, and only one of them",
        shown='"${item} of them"',
    )
    dockerfile = '"${var.source_path == null ? "" : var.source_path}/${item}"'
    secret = f"({finds(SECRET_NAME, 'item.key')}) || ({finds(SECRET_VALUE, 'item.value')})"
    build_args = Values(
        "build_args", "[for key, value in var.build_args : { key = key, value = value }]"
    )
    return {
        "source_path": Variable(
            type="string",
            description="The folder to build the image of. Exactly one of source_path, image_uri, "
            "image_digest and image_tag is given.",
            default=None,
            rules=(one_source,),
        ),
        "image_uri": Variable(
            type="string",
            description="An image that exists, with its tag or digest, in a private ECR repository "
            "of the function's Region; no repository is made then.",
            default=None,
            rules=(
                one("image_uri").must(
                    f'{matches(aws_names.IMAGE_URI)} && can(regex("[:@][^/]*$", item))', URI_RULE
                ),
            ),
        ),
        "image_digest": Variable(
            type="string",
            description="An image of the repository, by its digest.",
            default=None,
            rules=(
                one("image_digest").matching(aws_names.IMAGE_DIGEST, aws_names.IMAGE_DIGEST_RULE),
            ),
        ),
        "image_tag": Variable(
            type="string",
            description="An image of the repository, by a tag, which is resolved to its digest.",
            default=None,
            rules=(one("image_tag").matching(aws_names.IMAGE_TAG, aws_names.IMAGE_TAG_RULE),),
        ),
        "architecture": Variable(
            type="string",
            description="x86_64 or arm64; it is the platform of an image that is built, and must "
            "be that of one that exists.",
            default=defaults.ARCHITECTURE,
            rules=(one("architecture").one_of(get_args(Architecture)),),
        ),
        "dockerfile": Variable(
            type="string",
            description="The Dockerfile, relative to source_path.",
            default="Dockerfile",
            rules=(
                when(
                    "dockerfile",
                    f"var.source_path == null || fileexists({dockerfile})",
                    "be a file of source_path",
                ),
            ),
        ),
        "target": Variable(
            type="string",
            description="The stage of the Dockerfile to build. Default: the last.",
            default=None,
            rules=(one("target").matching(built_image.TARGET, built_image.TARGET_RULE),),
        ),
        "build_args": Variable(
            type="map(string)",
            description="Values of ARG. They stay in the image's history: never a secret.",
            default={},
            rules=(
                keys_of("build_args").matching(
                    built_image.ARGUMENT_NAME, built_image.ARGUMENT_RULE
                ),
                *values_of("build_args").text(built_image.TEXT_LIMIT, minimum=0, multiline=True),
                build_args.must(f"!({secret})", built_image.BUILD_ARGS_RULE, shown="item.key"),
            ),
        ),
        "build_log_file": Variable(
            type="string",
            description="Where the Docker provider appends what a build prints; the folder must "
            "exist. Default: FUNCTION_NAME.build.log in the module's own folder.",
            default=None,
            rules=tuple(one("build_log_file").text(4096)),
        ),
        "exclude": Variable(
            type="list(string)",
            description="Patterns of fileset, relative to source_path, of what shall not be part "
            "of the content hash beyond what .dockerignore leaves out.",
            default=[],
            rules=(
                all_of("exclude").must(
                    'item != "" && !startswith(item, "/") && !strcontains(item, "..")',
                    "be patterns relative to source_path",
                ),
            ),
        ),
        "content_hash": Variable(
            type="string",
            description="The hash of what is built, as 64 hexadecimal digits, where another tool "
            "knows it better: another one is another build. Default: computed of the files.",
            default=None,
            rules=(
                one("content_hash").must(
                    'can(regex("^[0-9a-f]{64}$", item))', "be 64 lowercase hexadecimal digits"
                ),
            ),
        ),
    }

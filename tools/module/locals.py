"""Values that Python computes at synthesis and the module computes when Terraform runs.

The content hash covers every file that ``fileset`` finds, except those that the ignore file clearly
excludes. If HCL cannot tell what Docker does with a line, the files stay in the hash: a build too
many, never one too few. docs/module.md lists the differences from the Python hash.
"""

from __future__ import annotations

from collections.abc import Mapping

from lambda_container.build.architecture import PLATFORMS
from lambda_container.build.context import IGNORE_FILE
from lambda_container.file_system import LOCK_FILE, TERRAFORM_LOCK_FILE
from lambda_container.image.build_log import SUFFIX
from tools.module.expressions import quoted

# Lines whose wildcards mean the same to Docker and to fileset. A line with a "!" or any
# other character excludes nothing here.
_SEGMENT = r"\.?[A-Za-z0-9_*?-][A-Za-z0-9_.*? -]*"
_PLAIN_LINE = rf"^/?{_SEGMENT}(?:/{_SEGMENT})*/?$"
# What no Docker build needs and the Python hash does not cover: version control, and what Terraform
# and this library write, such as local state with source_path = ".".
_WRITTEN = (
    *(".git", ".git/**", "cdktf.out/**", ".cdktf.out.*/**", ".terraform/**"),
    *(TERRAFORM_LOCK_FILE, "*.tfstate", "*.tfstate.*", "*.tfplan", LOCK_FILE),
)
_NEVER = (*_WRITTEN, *(f"**/{pattern}" for pattern in _WRITTEN), IGNORE_FILE)
_SCHEMA = "lambda_container module 1"


def module_locals() -> Mapping[str, str]:
    """The module's ``locals``."""
    platforms = ", ".join(f"{quoted(k)} = {quoted(v)}" for k, v in PLATFORMS.items())
    own, existing = "aws_ecr_repository.repository", "data.aws_ecr_repository.existing"
    values = {
        "repository_name": (
            "var.repository.arn == null"
            " ? coalesce(var.repository.name, lower(var.function_name))"
            ' : element(split(":repository/", var.repository.arn), 1)'
        ),
        "repository_account": (
            'var.repository.arn == null ? null : element(split(":", var.repository.arn), 4)'
        ),
        "repository_url": f"one(concat({own}[*].repository_url, {existing}[*].repository_url))",
        "registry_id": f"one(concat({own}[*].registry_id, {existing}[*].registry_id))",
        "image_digest": (
            "one(concat(var.image_digest[*], docker_registry_image.image[*].sha256_digest,"
            " data.aws_ecr_image.tagged[*].image_digest))"
        ),
        "image_uri": (
            "var.image_uri == null"
            ' ? "${local.repository_url}@${local.image_digest}" : var.image_uri'
        ),
        "platform": f"{{ {platforms} }}[var.architecture]",
        "dockerfile": '"${var.source_path == null ? "" : var.source_path}/${var.dockerfile}"',
        # The folder exists, init can write to it, and its .gitignore lists the file.
        "build_log_file": (
            f'coalesce(var.build_log_file, "${{path.module}}/${{var.function_name}}{SUFFIX}")'
        ),
        "ignore_file": (
            f'var.source_path == null ? "" : try(file("${{local.dockerfile}}{IGNORE_FILE}"),'
            f' file("${{var.source_path}}/{IGNORE_FILE}"), "")'
        ),
        "ignore_lines": (
            '[for line in split("\\n", local.ignore_file) : trimspace(line)'
            ' if trimspace(line) != "" && !startswith(line, "#")]'
        ),
        "exceptions": (
            '[for line in local.ignore_lines : trim(trimspace(trimprefix(line, "!")), "/")'
            ' if startswith(line, "!")]'
        ),
        # "*" first, and then exceptions: together they list the files that are sent.
        "is_list_of_exceptions": (
            'try(contains(["*", "**"], local.ignore_lines[0]), false) && alltrue('
            f"[for line in local.exceptions : can(regex({quoted(_PLAIN_LINE)}, line))])"
        ),
        "ignored": (
            "length(local.exceptions) > 0 ? [] : [for line in local.ignore_lines"
            f' : trim(line, "/") if can(regex({quoted(_PLAIN_LINE)}, line))]'
        ),
        "never_sent": (
            f"flatten([for pattern in [{', '.join(map(quoted, _NEVER))}]"
            " : tolist(fileset(local.context, pattern))])"
        ),
        "context": 'var.source_path == null ? "." : var.source_path',
        "files": (
            "var.source_path == null || var.content_hash != null ? toset([]) : setsubtract("
            f"local.is_list_of_exceptions ? {_below('local.exceptions')}"
            ' : fileset(local.context, "**"),'
            f" setunion(toset(local.never_sent), {_below('concat(local.ignored, var.exclude)')}))"
        ),
        "content_hash": (
            "var.source_path == null ? null : var.content_hash != null ? var.content_hash"
            f" : sha256(jsonencode([{quoted(_SCHEMA)}, local.platform, var.target, var.build_args,"
            " filesha256(local.dockerfile),"
            ' {for file in local.files : file => filesha256("${var.source_path}/${file}")}]))'
        ),
    }
    return {name: f"${{{value}}}" for name, value in values.items()}


def _below(patterns: str) -> str:
    """The files that patterns match, and those in folders that they match."""
    return (
        f"toset(flatten([for pattern in {patterns} : concat("
        "tolist(fileset(local.context, pattern)),"
        ' tolist(fileset(local.context, "${pattern}/**")))]))'
    )

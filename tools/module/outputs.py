"""The module's outputs: those of the Python stack for a function, and those of optional parts."""

from __future__ import annotations

from tools.module.expressions import Json

_OUTPUTS = {
    "function_name": ("The function's name.", "aws_lambda_function.function.function_name"),
    "function_arn": ("The function's ARN.", "aws_lambda_function.function.arn"),
    "function_version": (
        "The version that was published last, or $LATEST.",
        "aws_lambda_function.function.version",
    ),
    "image_uri": ("What the function runs; built images by digest.", "local.image_uri"),
    "content_hash": ("The hash of what was built; null if nothing is.", "local.content_hash"),
    "repository_url": (
        "Where images are pushed to and pulled from; null with image_uri.",
        "local.repository_url",
    ),
    "role_arn": ("The execution role's ARN.", "aws_iam_role.role.arn"),
    "log_group": ("The log group's name.", "aws_cloudwatch_log_group.function.name"),
    "dead_letter_queue_url": (
        "The URL of the dead-letter queue, if there is one.",
        "aws_sqs_queue.dead_letters.url",
    ),
    "dead_letter_queue_arn": (
        "The ARN of the dead-letter queue, if there is one.",
        "aws_sqs_queue.dead_letters.arn",
    ),
    "alias_arn": (
        "The alias's ARN, or the function's if there is none.",
        "aws_lambda_alias.alias.arn",
    ),
    "url": ("The HTTPS address, if there is one.", "aws_lambda_function_url.url.function_url"),
    "event_source_mappings": (
        "The UUID of each event source mapping, by the key of its source.",
        (
            "merge([for mappings in [aws_lambda_event_source_mapping.sqs,"
            " aws_lambda_event_source_mapping.kinesis, aws_lambda_event_source_mapping.dynamodb] :"
            " { for key, mapping in mappings : key => mapping.uuid }]...)"
        ),
    ),
}


def outputs() -> Json:
    """The ``output`` blocks, before references to optional resources are rewritten."""
    return {
        name: {"description": description, "value": f"${{{value}}}"}
        for name, (description, value) in _OUTPUTS.items()
    }

"""Rotation of AWS Secrets Manager secrets."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cdktf_cdktf_provider_aws.secretsmanager_secret_rotation import (
    SecretsmanagerSecretRotation,
    SecretsmanagerSecretRotationRotationRules,
)

from lambda_container.checks.arguments import Arguments
from lambda_container.checks.physical_names import check_unique_name
from lambda_container.checks.values import Number
from lambda_container.events.schedule_expression import check_expression
from lambda_container.events.source_arn import SourceKind, id_of
from lambda_container.function.service_permissions import allow_lambda
from lambda_container.iam.statement import Statement
from lambda_container.key.key_argument import Key, as_key, optional_key
from lambda_container.terraform.construct_tree import in_stack, path_of
from lambda_container.terraform.library_construct import LibraryConstruct
from lambda_container.terraform.references import is_token

if TYPE_CHECKING:
    from cdktf_cdktf_provider_aws.data_aws_secretsmanager_secret import DataAwsSecretsmanagerSecret
    from cdktf_cdktf_provider_aws.secretsmanager_secret import SecretsmanagerSecret

    from lambda_container.function.invocable import Invocable

_KIND = SourceKind("secretsmanager", "secret:", ("aws_secretsmanager_secret",))
_WHOLE_ARN = re.compile(r"arn:.+:secret:.+-[A-Za-z0-9]{6}")
# https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotationRulesType.html
_DAYS = (1, 1000)
_DURATION = re.compile(r"([1-9]|1[0-9]|2[0-4])h")
# https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_schedule.html
_HOURS = 24
_RATES = {"hour": (4, 999 * _HOURS), "day": (1, 999)}
_RATE = re.compile(r"rate\(([0-9]+) (hour|day)s?\)")
_CRON = re.compile(r"cron\(0 (?P<hours>\S+) .* \*\)")
_LEAST_HOURS = 4
# https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets-required-permissions-function.html
_ROTATE = [
    "secretsmanager:DescribeSecret",
    "secretsmanager:GetSecretValue",
    "secretsmanager:PutSecretValue",
    "secretsmanager:UpdateSecretVersionStage",
]


@dataclass(frozen=True)
class SecretRotationEventSource:
    """A secret that the function rotates; becomes ``aws_secretsmanager_secret_rotation``.

    The function's role may read and write this secret and generate random passwords; an existing
    role must already have these permissions. A secret has one rotation.

    Attributes:
        secret: A Terraform ``SecretsmanagerSecret``, or the secret's full ARN, including the six
            characters at its end.
        automatically_after_days: 1 to 1,000 days between rotations.
        schedule_expression: Instead, a schedule in UTC: ``rate(...)`` of 4 hours to 999 days, or
            ``cron(...)`` with 0 as its minutes, hours at least 4 apart, and ``*`` as its year.
        duration: Length of the rotation window, ``1h`` to ``24h``, and at most the hours between
            two. Default: one hour for a schedule in hours, otherwise the rest of the day.
        rotate_immediately: Whether to rotate the secret on deployment. Default: yes.
        kms_key: The customer managed key that encrypts the secret; the role may then use it.
        id: The construct id in the function. Default: ``SecretRotation-`` and the secret's name.

    Raises:
        InvalidArgument: A value that Secrets Manager rejects.
    """

    secret: SecretsmanagerSecret | DataAwsSecretsmanagerSecret | str
    automatically_after_days: Number | None = None
    schedule_expression: str | None = None
    duration: str | None = None
    rotate_immediately: bool = True
    kms_key: Key | None = None
    id: str | None = None

    def __post_init__(self) -> None:
        arguments = Arguments("SecretRotationEventSource")
        _KIND.arn_of(arguments, "secret", self.secret)
        if isinstance(self.secret, str):
            rule = "be the secret's full ARN, with '-' and six characters at its end"
            arguments.pattern("secret", self.secret, _WHOLE_ARN, rule)
        days, schedule = self.automatically_after_days, self.schedule_expression
        if (days is None) is (schedule is None):
            rule = "be given, or schedule_expression, but not both"
            arguments.fail("automatically_after_days", rule, days)
        arguments.optional(arguments.integer, "automatically_after_days", days, *_DAYS, "days")
        if schedule is not None:
            _check_schedule(arguments, schedule)
        if self.duration is not None:
            rule = "be whole hours, '1h' to '24h'"
            arguments.pattern("duration", self.duration, _DURATION, rule)
            if schedule is not None and not is_token(self.duration):
                _check_window(arguments, schedule, int(self.duration[:-1]), self.duration)
        arguments.boolean("rotate_immediately", self.rotate_immediately)
        optional_key(arguments, self.kms_key)

    @property
    def arn(self) -> str:
        """The secret's ARN."""
        return _KIND.arn_of(Arguments("SecretRotationEventSource"), "secret", self.secret)

    @property
    def name(self) -> str | None:
        """The secret's name, if known."""
        if isinstance(self.secret, str):
            return None if is_token(self.secret) else self.secret.rpartition(":")[2][:-7]
        name: str | None = self.secret.name_input
        return name

    def statements(self) -> list[Statement]:
        """Permissions that the function's role needs."""
        statements = [
            Statement(actions=_ROTATE, resources=[self.arn]),
            # Secrets Manager offers no narrower resource for a password that is not stored yet.
            Statement(
                actions=["secretsmanager:GetRandomPassword"], resources=["*"], allow_wildcards=True
            ),
        ]
        if self.kms_key is not None:
            key = as_key(Arguments("SecretRotationEventSource"), "kms_key", self.kms_key)
            actions = ["kms:Decrypt", "kms:GenerateDataKey"]
            statements.append(Statement(actions=actions, resources=[key.arn]))
        return statements

    def bind(self, target: Invocable) -> SecretRotation:
        """Allow the function to rotate the secret; see ``add_event_source``."""
        return SecretRotation(target, self)


class SecretRotation(LibraryConstruct):
    """A secret's rotation by a function; created by ``add_event_source``.

    Attributes:
        resource: The ``aws_secretsmanager_secret_rotation``.
        permission: The ``aws_lambda_permission``.
    """

    def __init__(self, target: Invocable, source: SecretRotationEventSource) -> None:
        id_ = id_of("SecretRotation", source.name) if source.id is None else source.id
        arguments = Arguments.of("SecretRotation", target, id_)
        secret = source.secret if isinstance(source.secret, str) else path_of(source.secret)
        check_unique_name(
            arguments,
            target,
            "rotated secret",
            secret,
            placement=target.placement,
            argument="secret",
        )
        super().__init__(target, id_)
        allow_lambda(target.role, source.statements())
        self.permission = target.add_permission(
            f"{id_}-Permission", principal="secretsmanager.amazonaws.com", source_arn=source.arn
        )
        self.resource = SecretsmanagerSecretRotation(
            self,
            "Resource",
            secret_id=source.arn,
            rotation_lambda_arn=target.arn,
            rotate_immediately=source.rotate_immediately,
            rotation_rules=SecretsmanagerSecretRotationRotationRules(
                automatically_after_days=source.automatically_after_days,
                schedule_expression=source.schedule_expression,
                duration=source.duration,
            ),
            # Secrets Manager invokes the function when this is created.
            depends_on=[self.permission, *in_stack(target, target.role_dependencies)],
            **target.placement,
        )
        target.let_wait(self.resource)


def _check_schedule(arguments: Arguments, schedule: str) -> None:
    check_expression(arguments, "schedule_expression", schedule)
    if is_token(schedule):
        return
    rate = _RATE.fullmatch(schedule)
    if rate is not None:
        least, most = _RATES[rate[2]]
        right = least <= int(rate[1]) <= most
    else:
        cron = _CRON.fullmatch(schedule)
        right = cron is not None and _least_gap(cron["hours"]) >= _LEAST_HOURS
    if not right:
        rule = (
            "be a rate of 4 hours to 999 days, in hours or days, or a cron expression with 0 as its"
            " minutes, hours that are 4 or more apart, and '*' as its year"
        )
        arguments.fail("schedule_expression", rule, schedule)


def _check_window(arguments: Arguments, schedule: str, hours: int, duration: str) -> None:
    """A rotation window ends before the next one begins."""
    rate, cron = _RATE.fullmatch(schedule), _CRON.fullmatch(schedule)
    gap = _HOURS
    if rate is not None and rate[2] == "hour":
        gap = int(rate[1])
    elif cron is not None:
        gap = _least_gap(cron["hours"])
    if hours > gap:
        rule = f"be at most the {gap} hours between two rotations"
        arguments.fail("duration", rule, duration)


def _least_gap(field: str) -> int:
    """The fewest hours between two times of a cron expression's field of hours, which is valid."""
    hours: set[int] = set()
    for part in field.split(","):
        times, _, step = part.partition("/")
        first, _, last = ("0-23" if times == "*" else times).partition("-")
        end = int(last or (23 if step else first))
        end += _HOURS if end < int(first) else 0
        hours |= {hour % _HOURS for hour in range(int(first), end + 1, int(step or 1))}
    times_of_day = sorted(hours)
    following = [*times_of_day[1:], times_of_day[0] + _HOURS]
    return min(later - hour for hour, later in zip(times_of_day, following, strict=True))

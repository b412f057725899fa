"""Amazon Cognito user pools as sources."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, cast, get_args

from cdktf_cdktf_provider_aws.cognito_user_pool import (
    CognitoUserPoolLambdaConfigCustomEmailSender,
    CognitoUserPoolLambdaConfigCustomSmsSender,
    CognitoUserPoolLambdaConfigPreTokenGenerationConfig,
)

from lambda_container.checks.arguments import Arguments
from lambda_container.events.source_arn import SourceKind, id_of
from lambda_container.function.caller_checks import warn_of_timeout
from lambda_container.function.service_permissions import allow_lambda
from lambda_container.iam.statement import Statement
from lambda_container.key.key_argument import AnyKey, Key, as_key
from lambda_container.terraform.library_construct import LibraryConstruct
from lambda_container.terraform.references import is_token, resolved

if TYPE_CHECKING:
    from cdktf_cdktf_provider_aws.cognito_user_pool import CognitoUserPool
    from cdktf_cdktf_provider_aws.data_aws_cognito_user_pool import DataAwsCognitoUserPool

    from lambda_container.function.invocable import Invocable

# https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_LambdaConfigType.html
CognitoTrigger = Literal[
    "create_auth_challenge",
    "custom_email_sender",
    "custom_message",
    "custom_sms_sender",
    "define_auth_challenge",
    "post_authentication",
    "post_confirmation",
    "pre_authentication",
    "pre_sign_up",
    "pre_token_generation",
    "user_migration",
    "verify_auth_challenge_response",
]
TokenEvent = Literal["V1_0", "V2_0", "V3_0"]

_KIND = SourceKind("cognito-idp", "userpool/", ("aws_cognito_user_pool",))
_SENDERS = ("custom_email_sender", "custom_sms_sender")
_TOKENS = "pre_token_generation"
_TOKENS_CONFIG = "pre_token_generation_config"
_PAGE = (
    "docs.aws.amazon.com/cognito/latest/developerguide/"
    "cognito-user-identity-pools-working-with-aws-lambda-triggers.html"
)
_SECONDS = 5


@dataclass(frozen=True)
class CognitoEventSource:
    """Triggers of a user pool that invoke the function; Cognito waits for its response.

    A pool has one ``lambda_config``, which is part of ``aws_cognito_user_pool``. For a pool in this
    stack, the triggers are added there, next to those that exist. For a pool given by its ARN or
    looked up, only the permission is created: only the pool's own stack can set its triggers. A
    function that is a trigger of a pool in this stack cannot name the pool in its environment: that
    would be a dependency cycle.

    Attributes:
        user_pool: A Terraform ``CognitoUserPool``, or the pool's ARN.
        triggers: Such as ``["pre_sign_up", "post_confirmation"]``; named as in Terraform.
        pre_token_generation_version: Event version of ``pre_token_generation``: ``V1_0`` (default,
            ID tokens), ``V2_0`` (access tokens too) or ``V3_0`` (machine-to-machine tokens too).
        kms_key: For ``custom_email_sender`` and ``custom_sms_sender``: the customer managed key
            that encrypts the codes; the role may then decrypt them.
        id: The construct id in the function. Default: ``Cognito-`` and the pool's name or id.

    Raises:
        InvalidArgument: A value that Cognito rejects.
    """

    user_pool: CognitoUserPool | DataAwsCognitoUserPool | str
    triggers: Sequence[CognitoTrigger]
    pre_token_generation_version: TokenEvent | None = None
    kms_key: Key | None = None
    id: str | None = None

    def __post_init__(self) -> None:
        arguments = Arguments("CognitoEventSource")
        _KIND.arn_of(arguments, "user_pool", self.user_pool)
        triggers = arguments.known_strings("triggers", self.triggers, 64)
        if not triggers:
            arguments.fail("triggers", "have at least one trigger", self.triggers)
        for i, trigger in enumerate(triggers):
            arguments.choice(f"triggers[{i}]", trigger, CognitoTrigger)
            if trigger in triggers[:i]:
                arguments.fail(f"triggers[{i}]", "be listed only once", trigger)
        version = self.pre_token_generation_version
        if version is not None:
            arguments.choice("pre_token_generation_version", version, TokenEvent)
            if _TOKENS not in triggers:
                rule = f"be given with the trigger {_TOKENS} only"
                arguments.fail("pre_token_generation_version", rule, version)
        senders = [trigger for trigger in triggers if trigger in _SENDERS]
        if self.kms_key is None:
            if senders:
                rule = f"be given for {senders[0]}: Cognito encrypts the codes that it sends"
                arguments.fail("kms_key", rule, None)
        else:
            as_key(arguments, "kms_key", self.kms_key)
            if not senders:
                arguments.fail("kms_key", f"be given with {' or '.join(_SENDERS)} only", triggers)

    @property
    def arn(self) -> str:
        """The pool's ARN."""
        return _KIND.arn_of(Arguments("CognitoEventSource"), "user_pool", self.user_pool)

    @property
    def name(self) -> str | None:
        """The pool's name, or its id for a pool given by its ARN; ``None`` if not known."""
        if isinstance(self.user_pool, str):
            return None if is_token(self.user_pool) else self.user_pool.rpartition("/")[2]
        name: str | None = getattr(self.user_pool, "name_input", None)
        return name

    @property
    def key(self) -> AnyKey | None:
        """The customer managed key, if any."""
        if self.kms_key is None:
            return None
        return as_key(Arguments("CognitoEventSource"), "kms_key", self.kms_key)

    def bind(self, target: Invocable) -> CognitoTriggers:
        """Allow the pool to invoke the function; see ``add_event_source``."""
        return CognitoTriggers(target, self)

    def lambda_config(self, arn: str) -> dict[str, Any]:
        """The function's part of the pool's ``lambda_config``."""
        config: dict[str, Any] = {}
        for trigger in self.triggers:
            if trigger == "custom_email_sender":
                config[trigger] = CognitoUserPoolLambdaConfigCustomEmailSender(
                    lambda_arn=arn, lambda_version="V1_0"
                )
            elif trigger == "custom_sms_sender":
                config[trigger] = CognitoUserPoolLambdaConfigCustomSmsSender(
                    lambda_arn=arn, lambda_version="V1_0"
                )
            elif trigger == _TOKENS:
                config[_TOKENS_CONFIG] = CognitoUserPoolLambdaConfigPreTokenGenerationConfig(
                    lambda_arn=arn, lambda_version=self.pre_token_generation_version or "V1_0"
                )
            else:
                config[trigger] = arn
        if self.key is not None:
            config["kms_key_id"] = self.key.arn
        return config


class CognitoTriggers(LibraryConstruct):
    """The triggers of a user pool that invoke a function; created by ``add_event_source``.

    Attributes:
        permission: The ``aws_lambda_permission``, for every trigger of this pool.
        user_pool: The ``aws_cognito_user_pool`` whose ``lambda_config`` has the triggers; ``None``
            for one outside this stack.
    """

    def __init__(self, target: Invocable, source: CognitoEventSource) -> None:
        id_ = id_of("Cognito", source.name) if source.id is None else source.id
        arguments = Arguments.of("CognitoTriggers", target, id_)
        self.user_pool: CognitoUserPool | None = None
        if hasattr(source.user_pool, "put_lambda_config"):
            self.user_pool = cast("CognitoUserPool", source.user_pool)
        merged: dict[str, Any] = {}
        if self.user_pool is not None:
            merged = _merged(arguments, self.user_pool, source.lambda_config(target.arn))
        consequence = f"Cognito retries, up to three attempts in total ({_PAGE})"
        warn_of_timeout(arguments, "function", target, seconds=_SECONDS, consequence=consequence)
        super().__init__(target, id_)
        self.permission = target.permit(
            self.user_pool or self,
            f"{id_}-Permission",
            principal="cognito-idp.amazonaws.com",
            source_arn=source.arn,
        )
        if source.key is not None:
            decrypt = Statement(actions=["kms:Decrypt"], resources=[source.key.arn])
            allow_lambda(target.role, [decrypt])
        if self.user_pool is not None:
            self.user_pool.put_lambda_config(**merged)


def _merged(arguments: Arguments, pool: CognitoUserPool, added: dict[str, Any]) -> dict[str, Any]:
    """The pool's present ``lambda_config`` with the function's part added."""
    before = pool.lambda_config_input
    names = (*get_args(CognitoTrigger), _TOKENS_CONFIG, "kms_key_id")
    config = {name: getattr(before, name, None) for name in names}
    config = {name: value for name, value in config.items() if value is not None}
    for name, value in added.items():
        if name == "kms_key_id":
            if resolved(pool, config.get(name, value)) != resolved(pool, value):
                arguments.fail("kms_key", "be the key of the pool's other sender", value)
            continue
        trigger = name.removesuffix("_config")
        if name in config or trigger in config:
            rule = "not name a trigger that invokes another function: each trigger has only one"
            arguments.fail("triggers", rule, trigger)
    return {**config, **added}

"""AWS clients with the default credential chain: variables, profiles, SSO, roles."""

from __future__ import annotations

import os
import threading
from typing import Any

from botocore.config import Config
from botocore.exceptions import NoCredentialsError
from botocore.session import Session

from lambda_container.aws_api.ecr import Registry
from lambda_container.aws_api.errors import explained

_CONNECTIONS = 32


class Aws:
    """AWS, as accessed by one identity.

    Args:
        profile: A profile of the AWS configuration. Default: the default credential chain.
    """

    def __init__(self, profile: str | None = None) -> None:
        self._profile = profile
        self._session = Session(profile=profile)
        self._clients: dict[tuple[str, str | None, int, int], Any] = {}
        self._registries: dict[tuple[str, str | None], Registry] = {}
        self._guard = threading.Lock()

    def client(
        self, service: str, region: str | None, *, read_timeout: int = 60, attempts: int = 6
    ) -> Any:
        """Return a client, created once and safe for several threads.

        Args:
            service: The name of the service, such as ``ecr``.
            region: Its Region. Default: the profile's.
            read_timeout: Seconds to wait for a response.
            attempts: Maximum number of attempts for each request.
        """
        key = (service, region, read_timeout, attempts)
        with self._guard, explained(f"AWS in {region}" if region else "AWS"):
            if key not in self._clients:
                self._clients[key] = self._session.create_client(
                    service,
                    region_name=region,
                    config=Config(
                        retries={"mode": "standard", "total_max_attempts": attempts},
                        max_pool_connections=_CONNECTIONS,
                        connect_timeout=10,
                        read_timeout=read_timeout,
                    ),
                )
            return self._clients[key]

    def account(self) -> str:
        """Return the identity's account, as STS tells.

        Raises:
            AwsError: There are no credentials, or they have expired.
        """
        with explained("STS"):
            # Of whatever Region: the answer is the same.
            region = self._session.get_config_variable("region") or "us-east-1"
            client = self.client("sts", region)
            account: str = client.get_caller_identity()["Account"]
        return account

    def credentials(self) -> dict[str, str]:
        """Return the environment variables that pass on the identity's credentials.

        Raises:
            AwsError: There are no credentials.
        """
        with explained("AWS"):
            found = self._session.get_credentials()
            if found is None:
                raise NoCredentialsError
            frozen = found.get_frozen_credentials()
        variables = {
            "AWS_ACCESS_KEY_ID": frozen.access_key,
            "AWS_SECRET_ACCESS_KEY": frozen.secret_key,
        }
        return variables if not frozen.token else {**variables, "AWS_SESSION_TOKEN": frozen.token}

    def registry(self, region: str, registry_id: str | None = None) -> Registry:
        """Return a registry, created and logged in to once.

        Args:
            region: Its Region.
            registry_id: The account that owns it. Default: the identity's account.
        """
        client = self.client("ecr", region)
        with self._guard:
            if (region, registry_id) not in self._registries:
                bundle = self._session.get_config_variable("ca_bundle")
                self._registries[region, registry_id] = Registry(
                    client,
                    region=region,
                    registry_id=registry_id,
                    ca_bundle=bundle or certificates(),
                )
            return self._registries[region, registry_id]


def certificates() -> str | None:
    """The file of certificate authorities that this machine's user trusts, if one is named."""
    # As in Python's ssl module and Docker's clients.
    return os.environ.get("SSL_CERT_FILE") or None

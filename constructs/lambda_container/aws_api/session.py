"""AWS's clients, with AWS's own chain of credentials: variables, profiles, SSO, roles."""

from __future__ import annotations

import os
import threading
from typing import Any

from botocore.config import Config
from botocore.session import Session

from lambda_container.aws_api.ecr import Registry
from lambda_container.aws_api.errors import explained

_CONNECTIONS = 32


class Aws:
    """What one identity sees of AWS.

    Args:
        profile: A profile of AWS's configuration. Default: what AWS's own chain finds.
    """

    def __init__(self, profile: str | None = None) -> None:
        self._profile = profile
        self._session = Session(profile=profile)
        self._clients: dict[tuple[str, str], Any] = {}
        self._guard = threading.Lock()

    def client(self, service: str, region: str) -> Any:
        """A client, made once; it may be used by several threads."""
        with self._guard, explained(f"AWS in {region}"):
            key = (service, region)
            if key not in self._clients:
                self._clients[key] = self._session.create_client(
                    service,
                    region_name=region,
                    config=Config(
                        retries={"mode": "standard", "max_attempts": 5},
                        max_pool_connections=_CONNECTIONS,
                        connect_timeout=10,
                    ),
                )
            return self._clients[key]

    def registry(self, region: str, registry_id: str | None = None) -> Registry:
        """A registry.

        Args:
            region: Its Region.
            registry_id: The account that owns it. Default: the identity's own.
        """
        client = self.client("ecr", region)
        bundle = self._session.get_config_variable("ca_bundle")
        return Registry(
            client, region=region, registry_id=registry_id, ca_bundle=bundle or _bundle()
        )

    def image_of_function(self, name: str, region: str) -> str | None:
        """What a deployed function runs, as a URI with a digest; None where it has none.

        Raises:
            EcrError: There is no such function.
        """
        with explained(f"Lambda in {region}: function {name!r}"):
            code = self.client("lambda", region).get_function(FunctionName=name)["Code"]
        for key in ("ResolvedImageUri", "ImageUri"):
            if "@sha256:" in code.get(key, ""):
                return str(code[key])
        return None


def _bundle() -> str | None:
    # As Python's own ssl and Docker's clients read it.
    return os.environ.get("SSL_CERT_FILE") or None

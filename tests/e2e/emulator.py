"""AWS on loopback, under AWS's own host names: an API, a registry and what runs the images.

The host names lead to loopback addresses in the ``/etc/hosts`` of the tests' own mount namespace,
and a certificate authority of their own vouches for them. So Terraform, its AWS provider, Docker
and the credential helper run as they are, with no setting for an endpoint, a proxy or a registry.
"""

from __future__ import annotations

import base64
import json
import shutil
import socket
import ssl
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tests.e2e.process import Process

ACCOUNT = "123456789012"
REGION = "us-east-1"
REGISTRY = f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com"
# Real in form, so that a search for them finds them wherever they should not be.
ACCESS_KEY = "AKIAE2EPLANTEDSECRET"
SECRET_KEY = "e2e/planted/secret/access/key/0123456789"

_API_ADDRESS = "127.0.0.1"
_REGISTRY_ADDRESS = "127.0.0.2"
BASE_ADDRESS = "127.0.0.3"
_BASE_HOSTS = ["public.ecr.aws", "registry-1.docker.io"]
_CONTROL = "http://127.0.0.1:4566"
_STATE_BUCKETS = [f"tf-{name}-orders-{ACCOUNT}-{REGION}" for name in ("dev", "prod")]
_REGIONAL = (
    "api.ecr",
    "apigateway",
    "cloudcontrolapi",
    "cognito-idp",
    # What devices publish to.
    "data-ats.iot",
    "dynamodb",
    "ec2",
    "ecr",
    "elasticfilesystem",
    "elasticloadbalancing",
    "events",
    "iot",
    "kinesis",
    "kms",
    "lambda",
    "logs",
    "monitoring",
    "s3",
    "scheduler",
    "secretsmanager",
    "sns",
    "sqs",
    "streams.dynamodb",
    "sts",
    # The bucket that an example keeps its state in, and the one that a test listens to.
    "listened-bucket.s3",
    # Newer clients of DynamoDB put the account into its name.
    f"{ACCOUNT}.ddb",
    "example-terraform-state.s3",
    # Those that `lambda-container bootstrap` makes.
    *(f"{bucket}.s3" for bucket in _STATE_BUCKETS),
)
_API_HOSTS = [
    "iam.amazonaws.com",
    "sts.amazonaws.com",
    # What us-east-1 is called where it is not asked for by its name.
    "s3.amazonaws.com",
    "listened-bucket.s3.amazonaws.com",
    *(f"{bucket}.s3.amazonaws.com" for bucket in _STATE_BUCKETS),
    *(f"{service}.{REGION}.amazonaws.com" for service in _REGIONAL),
]
_URL_HOSTS = f"*.lambda-url.{REGION}.on.aws"
HOSTS = Path("/etc/hosts")
_STAND_INS = Path(__file__).with_name("stand_ins")


class Emulator:
    """ministack, and the registry's front door, which can be slammed alone."""

    def __init__(self, folder: Path, setup: Path, engine_host: str) -> None:
        self._folder, self._engine_host = folder, engine_host
        self._python = str(setup / "venv" / "bin" / "python")
        self._rie = str(setup / "rie")
        self._process: Process | None = None
        self._front: Process | None = None
        self._make_certificates()
        self._write_docker_config()
        (folder / "home").mkdir()
        with HOSTS.open("a") as hosts:
            hosts.writelines(f"{_API_ADDRESS} {host}\n" for host in _API_HOSTS)
            hosts.write(f"{_REGISTRY_ADDRESS} {REGISTRY}\n")
            hosts.writelines(f"{BASE_ADDRESS} {host}\n" for host in _BASE_HOSTS)

    @property
    def version(self) -> str:
        """ministack's."""
        asked = "from importlib.metadata import version; print(version('ministack'))"
        return subprocess.check_output([self._python, "-c", asked], text=True).strip()

    @property
    def tls(self) -> Path:
        """The folder of ``server.pem`` and ``server.key``, which are for every host."""
        return self._folder / "tls"

    @property
    def authority(self) -> Path:
        """The certificate of the authority that clients have to trust."""
        return self.tls / "client.pem"

    @property
    def no_login(self) -> Path:
        """A folder of Docker's configuration that knows no login."""
        return self._folder / "bare-config"

    @property
    def environment(self) -> dict[str, str]:
        """What makes a client of AWS one of this emulator."""
        return {
            "AWS_ACCESS_KEY_ID": ACCESS_KEY,
            "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
            "AWS_REGION": REGION,
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_CA_BUNDLE": str(self.authority),
            "SSL_CERT_FILE": str(self.authority),
            # Docker's clients log in by the credential helper, which keeps its tokens in HOME.
            "DOCKER_CONFIG": str(self._folder / "docker-config"),
            "HOME": str(self._folder / "home"),
        }

    def start(self) -> None:
        command = [self._python, "-m", "hypercorn", "emulator_app:app"]
        command += ["--bind", f"{_API_ADDRESS}:443", "--insecure-bind", _CONTROL[7:]]
        command += ["--certfile", str(self.tls / "server.pem")]
        command += ["--keyfile", str(self.tls / "server.key")]
        command += ["--keep-alive", "75", "--log-level", "WARNING"]
        environment = {
            "DOCKER_HOST": self._engine_host,
            "E2E_REGISTRY": REGISTRY,
            "E2E_RIE": self._rie,
            "GATEWAY_PORT": "4566",
            "IOT_MTLS_ENABLED": "0",
            "MINISTACK_ACCOUNT_ID": ACCOUNT,
            "MINISTACK_HOST": "127.0.0.1",
            "MINISTACK_REGION": REGION,
            "PYTHONPATH": str(_STAND_INS),
            "S3_DATA_DIR": str(self._folder / "s3"),
            "STATE_DIR": str(self._folder / "state"),
            **self.environment,
        }
        self._process = Process(command, self._folder / "emulator.log", environment)
        self._process.wait_until(lambda: self._answers("/_ministack/health"))
        self.open_registry()

    def stop(self) -> None:
        self.shut_registry()
        if self._process is not None:
            self._process.kill()  # it keeps nothing

    def open_registry(self, *, until_bytes: int | None = None) -> None:
        """Let clients reach the registry; cut them off for good after so many bytes."""
        self.shut_registry()
        command = [
            sys.executable,
            str(_STAND_INS / "front_door.py"),
            _REGISTRY_ADDRESS,
            _API_ADDRESS,
        ]
        command += [] if until_bytes is None else [str(until_bytes)]
        self._front = Process(command, self._folder / "front-door.log")
        self._front.wait_until(lambda: listens(_REGISTRY_ADDRESS))

    def shut_registry(self) -> None:
        """Cut whoever speaks to the registry, and let nobody in."""
        if self._front is not None:
            self._front.kill()

    def wait_for_cut(self) -> None:
        """Wait until the registry has cut everyone off."""
        assert self._front is not None
        self._front.wait(60)

    def expire_tokens(self) -> None:
        """Let every ECR token that was issued be expired."""
        self._control("/_e2e/expire-tokens")

    def enforce_iam(self, enforced: bool) -> None:
        """Let IAM's policies decide what a role may do; the planted key is the account's root."""
        self._control("/_e2e/enforce-iam" if enforced else "/_e2e/ignore-iam")

    def hold_updates(self) -> None:
        """Let every new update of a function's code wait."""
        self._control("/_e2e/hold-updates")

    def release_updates(self) -> None:
        self._control("/_e2e/release-updates")

    def holds_an_update(self) -> bool:
        return bool(self._control("/_e2e/held"))

    def new_token(self) -> str:
        """A password for the registry."""
        (issued,) = self.client("ecr").get_authorization_token()["authorizationData"]
        token: str = base64.b64decode(issued["authorizationToken"]).decode().partition(":")[2]
        return token

    def tokens(self) -> list[str]:
        """Every ECR token that was ever issued."""
        tokens: list[str] = self._control("/_e2e/tokens")
        return tokens

    def invoke(
        self, function: str, event: object = None, *, qualifier: str = "$LATEST"
    ) -> tuple[Any, str | None]:
        """Invoke a function through Lambda's API: its answer, and the kind of error if one came."""
        answer = self.client("lambda").invoke(
            FunctionName=function, Qualifier=qualifier, Payload=json.dumps(event).encode()
        )
        return json.load(answer["Payload"]), answer.get("FunctionError")

    def configuration(self, function: str) -> dict[str, Any]:
        """What Lambda knows of a function."""
        configuration: dict[str, Any] = self.client("lambda").get_function_configuration(
            FunctionName=function
        )
        return configuration

    def image_of(self, function: str) -> str:
        """The image that a function runs."""
        code = self.client("lambda").get_function(FunctionName=function)["Code"]
        uri: str = code["ImageUri"]
        return uri

    def digests(self, repository: str) -> list[str]:
        """The images that a repository holds, in the order of their digests."""
        found = self.client("ecr").describe_images(repositoryName=repository)["imageDetails"]
        return sorted(image["imageDigest"] for image in found)

    def empty_repositories(self, prefix: str) -> None:
        """Delete every image of the repositories whose names begin so."""
        ecr = self.client("ecr")
        for repository in ecr.describe_repositories()["repositories"]:
            name = repository["repositoryName"]
            if name.startswith(prefix) and (
                images := ecr.list_images(repositoryName=name)["imageIds"]
            ):
                ecr.batch_delete_image(repositoryName=name, imageIds=images)

    def let_scans_find(self, *findings: dict[str, Any]) -> None:
        """Say what scans of images find, as ECR's API tells it."""
        self._control(f"/_e2e/findings?{quote(json.dumps(findings))}")

    def forget_login(self) -> None:
        """Let the credential helper ask for a new token, as it does when it knows one is old."""
        shutil.rmtree(self._folder / "home" / ".ecr", ignore_errors=True)

    def client(self, service: str) -> Any:
        """A boto3 client."""
        import boto3  # noqa: PLC0415 - comes from the emulator's environment: see conftest
        from botocore.config import Config  # noqa: PLC0415

        return boto3.client(
            service,
            region_name=REGION,
            aws_access_key_id=ACCESS_KEY,
            aws_secret_access_key=SECRET_KEY,
            verify=str(self.authority),
            config=Config(
                retries={"max_attempts": 0},
                read_timeout=120,
                s3={"addressing_style": "path", "us_east_1_regional_endpoint": "regional"},
            ),
        )

    def reach(self, host: str) -> None:
        """Let the host name of a function's URL lead here."""
        with HOSTS.open("a") as hosts:
            hosts.write(f"{_API_ADDRESS} {host}\n")

    def open(self, url: str) -> Any:
        """Get a function's URL, signed as ``AWS_IAM`` wants it."""
        from botocore.auth import SigV4Auth  # noqa: PLC0415
        from botocore.awsrequest import AWSRequest  # noqa: PLC0415
        from botocore.credentials import Credentials  # noqa: PLC0415

        request = AWSRequest(method="GET", url=url)
        SigV4Auth(Credentials(ACCESS_KEY, SECRET_KEY), "lambda", REGION).add_auth(request)
        signed = urllib.request.Request(url, headers=dict(request.headers.items()))
        context = ssl.create_default_context(cafile=str(self.authority))
        return urllib.request.urlopen(signed, timeout=30, context=context)

    def _make_certificates(self) -> None:
        self.tls.mkdir()
        names = [*_API_HOSTS, REGISTRY, *_BASE_HOSTS, _URL_HOSTS]
        command = [self._python, "-m", "trustme", "--quiet", "--dir", str(self.tls)]
        subprocess.run([*command, "--identities", *names], check=True)

    def _write_docker_config(self) -> None:
        folder = self._folder / "docker-config"
        folder.mkdir()
        (folder / "config.json").write_text(json.dumps({"credHelpers": {REGISTRY: "ecr-login"}}))
        self.no_login.mkdir()
        (self.no_login / "config.json").write_text("{}")

    def _answers(self, path: str) -> bool:
        try:
            self._control(path)
        except OSError:
            return False
        return True

    def _control(self, path: str) -> Any:
        with urllib.request.urlopen(f"{_CONTROL}{path}", timeout=5) as answer:
            return json.load(answer)


def listens(address: str) -> bool:
    """Whether something listens at an address, at HTTPS's port."""
    with socket.socket() as probe:
        return probe.connect_ex((address, 443)) == 0

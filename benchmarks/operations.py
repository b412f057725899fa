"""Measure the commands of the day after, for many functions and images.

``bases`` and ``status`` for 50 functions, ``gc`` for 10,000 images of one repository. AWS and the
registries of the base images answer each request after 50 ms, as those of another Region might.
Prints the median of each command without the app's synthesis; exits with 1 if a goal is missed.
"""

# ruff: noqa: N802 - methods are called as AWS's operations

from __future__ import annotations

import base64
import hashlib
import json
import os
import socket
import ssl
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[1]
ACCOUNT = "111122223333"
ECR = f"{ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com"
BASES = "public.ecr.aws"
FUNCTIONS = 50
IMAGES = 10_000
RUNS = 3
LATENCY_SECONDS = 0.05
GOALS = {"bases": 3.0, "status": 3.0, "gc": 10.0}

APP = """
from pathlib import Path

from lambda_container import ContainerFunction, ContainerImage, Repository
from cdktf import App, LocalBackend, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider

app = App()
stack = TerraformStack(app, "dev")
LocalBackend(stack, path="terraform.tfstate")
AwsProvider(stack, "aws", region="eu-west-1", allowed_account_ids=["111122223333"])
repository = Repository.from_name(stack, "Repository", "dev/all")
for folder in sorted(Path("functions").iterdir()):
    image = ContainerImage.build(folder, repository=repository, build="published")
    ContainerFunction(stack, folder.name, image=image)
app.synth()
"""
CONFIG = json.dumps(
    {
        "os": "linux",
        "architecture": "amd64",
        "created": "2026-11-01T08:00:00Z",
        "config": {"Labels": {"org.opencontainers.image.revision": "3f2a1c"}},
    }
).encode()
_CONFIG_DIGEST = f"sha256:{hashlib.sha256(CONFIG).hexdigest()}"
MANIFEST = json.dumps(
    {
        "schemaVersion": 2,
        "mediaType": "application/vnd.oci.image.manifest.v1+json",
        "config": {
            "mediaType": "application/vnd.oci.image.config.v1+json",
            "digest": _CONFIG_DIGEST,
            "size": len(CONFIG),
        },
        "layers": [],
    }
).encode()
DIGEST = f"sha256:{hashlib.sha256(MANIFEST).hexdigest()}"


def main() -> int:
    """Run the benchmark and print its rows."""
    with tempfile.TemporaryDirectory(prefix="operations-") as folder:
        project = make_project(Path(folder))
        certificate = make_certificate(project)
        with (
            served(Aws) as aws,
            served(Registry, certificate) as registry,
            tunnelled(registry) as proxy,
        ):
            environment = {
                **{
                    f"AWS_ENDPOINT_URL_{each}": f"http://127.0.0.1:{aws}"
                    for each in ("ECR", "LAMBDA", "CLOUDWATCH", "STS")
                },
                "AWS_ACCESS_KEY_ID": "x",
                "AWS_SECRET_ACCESS_KEY": "y",
                "AWS_CONFIG_FILE": os.devnull,
                "HOME": str(project),
                "HTTPS_PROXY": f"http://127.0.0.1:{proxy}",
                "PATH": str(project / "none"),
                "PYTHONPATH": str(ROOT / "constructs"),
                "SSL_CERT_FILE": str(certificate),
            }
            run(["main.py"], project, environment)
            commands: dict[str, Callable[[], dict[str, Any]]] = {
                name: partial(told, name, project, environment) for name in GOALS
            }
            check(commands)
            medians = {name: median(command) for name, command in commands.items()}
    for name, seconds in medians.items():
        what = f"{IMAGES:,} images" if name == "gc" else f"{FUNCTIONS} functions"
        met = "met" if seconds <= GOALS[name] else "MISSED"
        print(f"{name + ', ' + what:<24} {seconds:>6.2f} s  at most {GOALS[name]:g} s: {met}")
    return 0 if all(seconds <= GOALS[name] for name, seconds in medians.items()) else 1


def check(commands: dict[str, Callable[[], dict[str, Any]]]) -> None:
    """Check that the commands do what is measured."""
    assert {each["state"] for each in commands["bases"]()["bases"]} == {"unpinned"}
    statuses = commands["status"]()["functions"]
    assert [each["revision"] for each in statuses] == ["3f2a1c"] * FUNCTIONS
    (repository,) = commands["gc"]()["repositories"]
    assert len(repository["unused"]) == IMAGES - 5


def make_project(folder: Path) -> Path:
    """Create an app of 50 functions, each on a base of its own."""
    (folder / "main.py").write_text(APP)
    (folder / "cdktf.json").write_text(json.dumps({"app": f'"{sys.executable}" main.py'}))
    for number in range(FUNCTIONS):
        function = folder / "functions" / f"f{number}"
        function.mkdir(parents=True)
        text = f"FROM {BASES}/lambda/python:3.13-{number}\nCOPY app.py /\n"
        (function / "Dockerfile").write_text(text)
        (function / "app.py").write_text(f"NUMBER = {number}\n")
    return folder


def make_certificate(folder: Path) -> Path:
    """Make a certificate of the registries' names, with its key in the same file."""
    file = folder / "registry.pem"
    command = ["openssl", "req", "-x509", "-nodes", "-newkey", "rsa:2048", "-days", "2"]
    command += ["-subj", "/CN=registry", "-addext", f"subjectAltName=DNS:{ECR},DNS:{BASES}"]
    command += ["-keyout", str(file), "-out", str(folder / "certificate")]
    subprocess.run(command, check=True, capture_output=True)
    file.write_bytes(file.read_bytes() + (folder / "certificate").read_bytes())
    return file


class Stand(BaseHTTPRequestHandler):
    """A stand-in that answers after a while."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Log nothing."""

    def answer(self, body: bytes, **headers: str) -> None:
        """Send an answer."""
        time.sleep(LATENCY_SECONDS)
        self.send_response(200)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class Registry(Stand):
    """The registry protocol of ECR and of the bases."""

    def do_GET(self) -> None:
        """Answer with the only image that there is."""
        is_blob = "/blobs/" in self.path
        body = CONFIG if is_blob else MANIFEST
        media_type = json.loads(MANIFEST)["mediaType"]
        digest = _CONFIG_DIGEST if is_blob else DIGEST
        self.answer(body, Content_Type=media_type, Docker_Content_Digest=digest)


class Aws(Stand):
    """The APIs of ECR, Lambda, CloudWatch and STS."""

    def do_GET(self) -> None:
        """Answer Lambda's questions."""
        url = urlsplit(self.path)
        name = url.path.removeprefix("/2015-03-31/functions/").partition("/")[0]
        uri = f"{ECR}/dev/all@{DIGEST}"
        if url.path.endswith("/aliases"):
            answer: dict[str, Any] = {"Aliases": []}
        elif url.path.endswith("/versions"):
            answer = {"Versions": [{"FunctionName": name, "Version": "$LATEST"}]}
        elif not name:
            function = {"FunctionName": "dev-f0", "Version": "$LATEST", "PackageType": "Image"}
            answer = {"Functions": [function]}
        else:
            answer = {
                "Code": {"ImageUri": uri, "ResolvedImageUri": uri},
                "Configuration": {
                    "FunctionName": name,
                    "LastModified": "2026-11-01T08:00:00.000+0000",
                    "State": "Active",
                },
            }
        self.answer(json.dumps(answer).encode(), Content_Type="application/json")

    def do_POST(self) -> None:
        """Answer the questions of the others."""
        content = self.rfile.read(int(self.headers["Content-Length"]))
        if "X-Amz-Target" not in self.headers:
            result = (
                f"<GetCallerIdentityResult><Account>{ACCOUNT}</Account></GetCallerIdentityResult>"
            )
            body = f"<GetCallerIdentityResponse>{result}</GetCallerIdentityResponse>".encode()
            self.answer(body, Content_Type="text/xml")
        else:
            action = self.headers["X-Amz-Target"].rpartition(".")[2]
            answer = getattr(self, f"_{action}")(json.loads(content))
            self.answer(json.dumps(answer).encode(), Content_Type="application/x-amz-json-1.1")

    def _GetAuthorizationToken(self, _asked: object) -> dict[str, object]:
        data = {
            "authorizationToken": base64.b64encode(b"AWS:x").decode(),
            "expiresAt": time.time() + 3600,
            "proxyEndpoint": f"https://{ECR}",
        }
        return {"authorizationData": [data]}

    def _BatchGetImage(self, asked: dict[str, Any]) -> dict[str, object]:
        images = [{"imageId": id_, "imageManifest": MANIFEST.decode()} for id_ in asked["imageIds"]]
        return {"images": images, "failures": []}

    def _DescribeImages(self, asked: dict[str, Any]) -> dict[str, object]:
        if "imageIds" in asked:
            return {"imageDetails": [self._detail(0)]}
        start, size = int(asked.get("nextToken", 0)), asked.get("maxResults", 100)
        details = [self._detail(n + 1) for n in range(start, min(start + size, IMAGES))]
        more = {"nextToken": str(start + size)} if start + size < IMAGES else {}
        return {"imageDetails": details, **more}

    def _detail(self, number: int) -> dict[str, object]:
        return {
            "imageDigest": f"sha256:{number:064x}",
            "imageTags": [f"{number:032x}"],
            "imagePushedAt": 1_700_000_000 + number,
            "imageSizeInBytes": 10**8,
            "artifactMediaType": "application/vnd.oci.image.config.v1+json",
        }

    def _GetMetricData(self, _asked: object) -> dict[str, object]:
        return {"MetricDataResults": []}

    def _GetRepositoryPolicy(self, _asked: object) -> dict[str, object]:
        return {"policyText": "{}"}

    _GetRegistryPolicy = _GetRepositoryPolicy


@contextmanager
def served(handler: type[Stand], certificate: Path | None = None) -> Iterator[int]:
    """Serve a stand-in on loopback; yields its port."""
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        if certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()


@contextmanager
def tunnelled(port: int) -> Iterator[int]:
    """A proxy, all of whose tunnels lead to one port; yields its own."""

    class Tunnel(BaseHTTPRequestHandler):
        def do_CONNECT(self) -> None:
            with socket.create_connection(("127.0.0.1", port)) as target:
                self.send_response(200)
                self.end_headers()
                back = threading.Thread(target=pump, args=(target, self.connection), daemon=True)
                back.start()
                pump(self.connection, target)
                back.join()

        def log_message(self, *_: object) -> None:
            """Log nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Tunnel) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()


def pump(source: socket.socket, target: socket.socket) -> None:
    """Pass on what comes, until it ends."""
    try:
        while content := source.recv(65536):
            target.sendall(content)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        return  # one side is gone


def told(name: str, project: Path, environment: dict[str, str]) -> dict[str, Any]:
    """Run a command of the last synthesis; returns what it tells."""
    own = ["--only", "registry"] if name == "gc" else []
    arguments = ["-m", "lambda_container", name, "--skip-synth", "--json", *own]
    found: dict[str, Any] = json.loads(run(arguments, project, environment))
    return found


def run(arguments: list[str], folder: Path, environment: dict[str, str]) -> str:
    """Run Python and return its output."""
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(done.stdout[-2000:] + done.stderr)
    return done.stdout


def median(command: Callable[[], object]) -> float:
    """The median of some runs, in seconds."""
    seconds = []
    for _ in range(RUNS):
        started = time.perf_counter()
        command()
        seconds.append(time.perf_counter() - started)
    return statistics.median(seconds)


if __name__ == "__main__":
    sys.exit(main())

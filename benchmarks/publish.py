"""Measure ``lambda-container publish`` for 50 images that the registry already has.

The registry answers each request after 50 ms, as one in another Region might. Prints the median of
the whole command, of the app's synthesis alone, and the difference; exits with 1 if the difference
misses its goal. Neither an engine nor Terraform is on PATH.
"""

from __future__ import annotations

import base64
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
IMAGES = 50
RUNS = 5
LATENCY_SECONDS = 0.05
GOAL_SECONDS = 3.0

APP = """
from pathlib import Path

from lambda_container import ContainerFunction, ContainerImage, Repository
from cdktf import App, LocalBackend, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider

app = App()
stack = TerraformStack(app, "dev")
LocalBackend(stack, path="terraform.tfstate")
AwsProvider(stack, "aws", region="eu-west-1")
for folder in sorted(Path("functions").iterdir()):
    repository = Repository.from_name(stack, f"{folder.name}-repository", f"dev/{folder.name}")
    image = ContainerImage.build(folder, repository=repository, build="published")
    ContainerFunction(stack, folder.name, image=image)
app.synth()
"""
MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"


def main() -> int:
    """Run the benchmark and print its row."""
    with (
        tempfile.TemporaryDirectory(prefix="publish-") as folder,
        ThreadingHTTPServer(("127.0.0.1", 0), Ecr) as server,
    ):
        threading.Thread(target=server.serve_forever, daemon=True).start()
        project = make_project(Path(folder))
        environment = variables(project, f"http://127.0.0.1:{server.server_address[1]}")
        command = [sys.executable, "-m", "lambda_container", "publish", "--json"]
        outcome = json.loads(run(command, project, environment))
        assert [image["action"] for image in outcome["images"]] == ["present"] * IMAGES
        synth = [sys.executable, "main.py"]
        whole, alone = medians(
            lambda: run(command, project, environment), lambda: run(synth, project, environment)
        )
        server.shutdown()
    met = whole - alone <= GOAL_SECONDS
    print(
        f"publish, {IMAGES} images, nothing to do: {whole:.2f} s, of which synthesis"
        f" {alone:.2f} s; the rest {whole - alone:.2f} s (at most {GOAL_SECONDS:.0f}):"
        f" {'met' if met else 'MISSED'}"
    )
    return 0 if met else 1


class Ecr(BaseHTTPRequestHandler):
    """A stand-in for ECR's API, with a registry that has every image."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        """Answer a request."""
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        time.sleep(LATENCY_SECONDS)
        body = json.dumps(self._answer(asked)).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/x-amz-json-1.1")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Log nothing."""

    def _answer(self, asked: dict[str, object]) -> dict[str, object]:
        if self.headers["X-Amz-Target"].endswith(".GetAuthorizationToken"):
            return {
                "authorizationData": [
                    {
                        "authorizationToken": base64.b64encode(b"AWS:x").decode(),
                        "expiresAt": time.time() + 3600,
                        "proxyEndpoint": "https://111122223333.dkr.ecr.eu-west-1.amazonaws.com",
                    }
                ]
            }
        image = {
            "imageId": {"imageDigest": "sha256:" + "0" * 64},
            "imageManifest": "{}",
            "imageManifestMediaType": MANIFEST,
        }
        return {"images": [image], "failures": []}


def make_project(folder: Path) -> Path:
    """Create an app of 50 functions, each with its own image."""
    (folder / "main.py").write_text(APP)
    (folder / "cdktf.json").write_text(json.dumps({"app": f'"{sys.executable}" main.py'}))
    for number in range(IMAGES):
        function = folder / "functions" / f"f{number}"
        function.mkdir(parents=True)
        (function / "Dockerfile").write_text("FROM scratch\nCOPY app.py /\n")
        (function / "app.py").write_text(f"NUMBER = {number}\n")
    return folder


def variables(project: Path, endpoint: str) -> dict[str, str]:
    """Environment variables: AWS at a local address, and no programs on PATH."""
    return {
        "AWS_ACCESS_KEY_ID": "x",
        "AWS_SECRET_ACCESS_KEY": "y",
        "AWS_ENDPOINT_URL_ECR": endpoint,
        "AWS_CONFIG_FILE": os.devnull,
        "HOME": str(project),
        "PATH": str(project / "none"),
        "PYTHONPATH": str(ROOT / "constructs"),
    }


def run(command: list[str], folder: Path, environment: dict[str, str]) -> str:
    """Run a program and return its output."""
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(done.stdout + done.stderr)
    return done.stdout


def medians(*programs: Callable[[], object]) -> list[float]:
    """The median seconds of each program, in alternating runs."""
    seconds: list[list[float]] = [[] for _ in programs]
    for _ in range(RUNS):
        for program, taken in zip(programs, seconds, strict=True):
            start = time.perf_counter()
            program()
            taken.append(time.perf_counter() - start)
    return [statistics.median(taken) for taken in seconds]


if __name__ == "__main__":
    sys.exit(main())

"""ECR's answers, through botocore's own stubs."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import botocore.session
import pytest
from botocore.exceptions import ConnectTimeoutError, NoCredentialsError, TokenRetrievalError
from botocore.stub import ANY, Stubber

from lambda_container.aws_api.ecr import Registry, RemoteImage
from lambda_container.aws_api.errors import AwsError, RepositoryMissing, TagExists, explained

DIGEST = "sha256:" + "a" * 64
V2 = "application/vnd.docker.distribution.manifest.v2+json"
INDEX = "application/vnd.oci.image.index.v1+json"
MANIFEST = json.dumps(
    {
        "mediaType": V2,
        "config": {"digest": "sha256:c", "size": 3},
        "layers": [{"digest": "sha256:l", "size": 5}, {"digest": "sha256:l", "size": 5}],
    }
)
IMAGE = RemoteImage(digest=DIGEST, media_type=V2, manifest=MANIFEST)


@pytest.fixture
def ecr() -> Iterator[Stubber]:
    session = botocore.session.Session()
    client = session.create_client(
        "ecr", region_name="eu-west-1", aws_access_key_id="x", aws_secret_access_key="y"
    )
    with Stubber(client) as stubber:
        yield stubber
        stubber.assert_no_pending_responses()


def registry(ecr: Stubber, registry_id: str | None = None) -> Registry:
    return Registry(ecr.client, region="eu-west-1", registry_id=registry_id, ca_bundle=None)


def token(password: str = "p4ss", hours: float = 12) -> dict[str, object]:
    encoded = base64.b64encode(f"AWS:{password}".encode()).decode()
    return {
        "authorizationData": [
            {
                "authorizationToken": encoded,
                "expiresAt": datetime.now(UTC) + timedelta(hours=hours),
                "proxyEndpoint": "https://111122223333.dkr.ecr.eu-west-1.amazonaws.com",
            }
        ]
    }


def found(media_type: str) -> dict[str, object]:
    image = {
        "imageId": {"imageDigest": DIGEST},
        "imageManifest": MANIFEST,
        "imageManifestMediaType": media_type,
    }
    return {"images": [image], "failures": []}


class TestLogin:
    def test_it_is_asked_for_once(self, ecr: Stubber) -> None:
        ecr.add_response("get_authorization_token", token(), {})
        here = registry(ecr)
        assert (here.login().user, here.login().password) == ("AWS", "p4ss")
        assert here.url("a/b") == "111122223333.dkr.ecr.eu-west-1.amazonaws.com/a/b"

    def test_one_that_ends_soon_is_renewed(self, ecr: Stubber) -> None:
        ecr.add_response("get_authorization_token", token(hours=0.1), {})
        ecr.add_response("get_authorization_token", token("new"), {})
        here = registry(ecr)
        here.login()
        assert here.login().password == "new"

    def test_it_can_be_renewed(self, ecr: Stubber) -> None:
        for password in ("old", "new"):
            ecr.add_response("get_authorization_token", token(password), {})
        here = registry(ecr)
        here.login()
        assert here.login(renew=True).password == "new"

    def test_another_accounts_registry_has_its_own_host(self, ecr: Stubber) -> None:
        ecr.add_response("get_authorization_token", token(), {})
        assert registry(ecr, "444455556666").host.startswith("444455556666.dkr.ecr.eu-west-1.")

    def test_the_password_is_not_shown(self, ecr: Stubber) -> None:
        ecr.add_response("get_authorization_token", token(), {})
        assert "p4ss" not in repr(registry(ecr).login())


class TestFind:
    def test_an_image_of_one_platform(self, ecr: Stubber) -> None:
        expected = {
            "repositoryName": "hello",
            "imageIds": [{"imageTag": "1"}],
            "acceptedMediaTypes": ANY,
            "registryId": "444455556666",
        }
        ecr.add_response("batch_get_image", found(V2), expected)
        image = registry(ecr, "444455556666").find("hello", tag="1")
        assert image == IMAGE
        assert image.is_single
        assert image.blobs == [("sha256:l", 5), ("sha256:c", 3)]

    def test_an_index_is_none_that_lambda_runs(self, ecr: Stubber) -> None:
        ecr.add_response("batch_get_image", found(INDEX))
        image = registry(ecr).find("hello", digest=DIGEST)
        assert image is not None
        assert not image.is_single

    def test_there_is_none(self, ecr: Stubber) -> None:
        failure = {"imageId": {"imageTag": "1"}, "failureCode": "ImageNotFound"}
        ecr.add_response("batch_get_image", {"images": [], "failures": [failure]})
        assert registry(ecr).find("hello", tag="1") is None

    def test_there_is_no_repository(self, ecr: Stubber) -> None:
        ecr.add_client_error("batch_get_image", "RepositoryNotFoundException", "no such thing")
        with pytest.raises(RepositoryMissing, match=r"ECR in eu-west-1: Repository.*no such thing"):
            registry(ecr).find("hello", tag="1")

    def test_tags_come_with_the_newest_first(self, ecr: Stubber) -> None:
        details = [
            {"imageDigest": f"sha256:{day}", "imageTags": tags, "imagePushedAt": pushed}
            for day, tags in ((1, ["b", "a"]), (2, ["c"]), (3, []))
            if (pushed := datetime(2026, 1, day, tzinfo=UTC))
        ]
        ecr.add_response("describe_images", {"imageDetails": details})
        assert list(registry(ecr).tags("hello")) == [
            ("c", "sha256:2"),
            ("a", "sha256:1"),
            ("b", "sha256:1"),
        ]


class TestPut:
    def test_the_manifest_is_passed_byte_for_byte(self, ecr: Stubber) -> None:
        expected = {
            "repositoryName": "hello",
            "imageManifest": MANIFEST,
            "imageManifestMediaType": V2,
            "imageTag": "1",
            "imageDigest": DIGEST,
        }
        ecr.add_response("put_image", {}, expected)
        registry(ecr).put("hello", IMAGE, "1")

    def test_an_image_that_is_there_is_no_error(self, ecr: Stubber) -> None:
        ecr.add_client_error("put_image", "ImageAlreadyExistsException")
        registry(ecr).put("hello", IMAGE, "1")

    def test_a_tag_that_means_another_image_is_one(self, ecr: Stubber) -> None:
        ecr.add_client_error("put_image", "ImageTagAlreadyExistsException", "immutable")
        with pytest.raises(TagExists, match=r"hello:1: ImageTagAlreadyExists.*: immutable"):
            registry(ecr).put("hello", IMAGE, "1")


class TestCreate:
    def test_it_is_as_terraform_would_make_it(self, ecr: Stubber) -> None:
        arn = "arn:aws:ecr:eu-west-1:111122223333:repository/hello"
        ecr.add_response("get_authorization_token", token())
        ecr.add_response(
            "create_repository",
            {},
            {
                "repositoryName": "hello",
                "imageTagMutability": "IMMUTABLE",
                "imageScanningConfiguration": {"scanOnPush": True},
                "encryptionConfiguration": {"encryptionType": "KMS"},
            },
        )
        ecr.add_response("put_lifecycle_policy", {})
        ecr.add_response("describe_repositories", {"repositories": [{"repositoryArn": arn}]})
        policy = '"aws:SourceArn": "arn:aws:lambda:eu-west-1:111122223333:function:*"'
        ecr.add_response(
            "set_repository_policy", {}, {"repositoryName": "hello", "policyText": _Holding(policy)}
        )
        assert registry(ecr).create("hello")

    def test_one_that_is_whole_is_left_alone(self, ecr: Stubber) -> None:
        ecr.add_response("get_authorization_token", token())
        ecr.add_client_error("create_repository", "RepositoryAlreadyExistsException")
        ecr.add_response("get_repository_policy", {"policyText": "{}"})
        assert not registry(ecr).create("hello")

    def test_another_accounts_cannot_be_made(self, ecr: Stubber) -> None:
        ecr.add_response("get_authorization_token", token())
        with pytest.raises(AwsError, match="with credentials of the account 111122223333"):
            registry(ecr, "444455556666").create("hello")


class _Holding(str):
    """Equal to every text that holds this one."""

    __slots__ = ()
    __hash__ = str.__hash__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, str) and str(self) in other

    def __ne__(self, other: object) -> bool:
        return not self == other


@pytest.mark.parametrize(
    "code", ["ExpiredTokenException", "UnrecognizedClientException", "InvalidSignatureException"]
)
def test_a_login_that_has_expired_says_so(code: str, ecr: Stubber) -> None:
    ecr.add_client_error("get_authorization_token", code, "The security token ... AKIAxyz")
    with pytest.raises(AwsError, match="the AWS login has expired or is invalid") as raised:
        registry(ecr).login()
    assert "AKIA" not in str(raised.value)


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (NoCredentialsError(), "no AWS credentials found"),
        (TokenRetrievalError(provider="sso", error_msg="x"), "the AWS login has expired"),
        (ConnectTimeoutError(endpoint_url="https://x"), "is unreachable"),
    ],
)
def test_what_botocore_raises_says_what_to_do(error: Exception, message: str) -> None:
    with pytest.raises(AwsError, match=message), explained("ECR in eu-west-1"):
        raise error


def test_a_quota_says_so(ecr: Stubber) -> None:
    ecr.add_client_error("put_image", "LimitExceededException", "too many images")
    with pytest.raises(AwsError, match="too many images; request a higher quota from AWS"):
        registry(ecr).put("hello", IMAGE, "1")

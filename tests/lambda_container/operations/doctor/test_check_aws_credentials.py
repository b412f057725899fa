from __future__ import annotations

import pytest

from lambda_container.operations.doctor import check_aws_credentials
from lambda_container.operations.doctor.finding import Finding
from tests.lambda_container.operations.doctor.conftest import Desk

ROLE = "arn:aws:iam::111122223333:role/deploy"


def examined(desk: Desk, **environ: str) -> Finding:
    desk.environ.update(environ)
    finding = desk.finding(check_aws_credentials.examine)
    assert "S3CRET" not in f"{finding}"
    return finding


def test_none_are_a_warning(desk: Desk) -> None:
    assert examined(desk).status == "warning"


def test_an_access_key_is_named_and_not_shown(desk: Desk) -> None:
    finding = examined(desk, AWS_ACCESS_KEY_ID="S3CRET", AWS_SECRET_ACCESS_KEY="S3CRET")
    assert (finding.status, finding.found) == ("ok", "access key in the environment")


@pytest.mark.parametrize("name", ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"])
def test_half_an_access_key_is_a_failure(desk: Desk, name: str) -> None:
    finding = examined(desk, **{name: "S3CRET"})
    assert (finding.status, finding.found) == ("failure", f"only {name} is set")


def test_a_profile_may_be_in_either_file(desk: Desk) -> None:
    desk.write("home/.aws/config", "[profile dev]\nsso_session = S3CRET\n")
    desk.write("home/.aws/credentials", "[old]\naws_secret_access_key = S3CRET\n")
    for name in ("dev", "old"):
        assert examined(desk, AWS_PROFILE=name).found == f"profile {name!r}"


def test_the_default_profile_needs_no_variable(desk: Desk) -> None:
    desk.write("home/.aws/credentials", "[default]\naws_secret_access_key = S3CRET\n")
    assert examined(desk).found == "profile 'default'"


def test_a_profile_that_is_nowhere_is_a_failure_that_names_the_others(desk: Desk) -> None:
    desk.write("home/.aws/config", "[profile dev]\n[profile prod]\n")
    finding = examined(desk, AWS_PROFILE="pord")
    assert finding.status == "failure"
    assert finding.advice == "Create it, or use one of dev, prod."


def test_a_file_that_is_broken_is_not_quoted(desk: Desk) -> None:
    desk.write("home/.aws/credentials", "aws_secret_access_key = S3CRET\n")
    assert examined(desk, AWS_PROFILE="dev").status == "failure"


def test_a_web_identity_needs_its_role_and_its_file(desk: Desk) -> None:
    token = desk.home / "token"
    finding = examined(desk, AWS_WEB_IDENTITY_TOKEN_FILE=str(token))
    assert (finding.status, finding.found) == ("failure", "web identity without a role")
    finding = examined(desk, AWS_ROLE_ARN=ROLE)
    assert finding.status == "failure"
    token.write_text("S3CRET")
    finding = examined(desk)
    assert (finding.status, finding.found) == ("ok", f"web identity for {ROLE}")


def test_a_container_has_a_role(desk: Desk) -> None:
    finding = examined(desk, AWS_CONTAINER_CREDENTIALS_RELATIVE_URI="/v2/S3CRET")
    assert (finding.status, finding.found) == ("ok", "the container's role")

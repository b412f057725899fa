"""The calls of repositories."""

from __future__ import annotations

from lambda_container import LifecycleRule, Repository
from tests.aws import ACCOUNT
from tests.sweep.calls.call import Call
from tests.sweep.calls.common import GRANTEE, KEY, PLACED, PROVIDER, SCOPED, with_build
from tests.sweep.scene import arn

CALLS: dict[str, Call] = {
    "LifecycleRule": Call(
        lambda scene, **a: Repository(
            scope := scene.scope(),
            "It",
            name=scope.node.id.lower(),
            lifecycle_rules=[LifecycleRule(**a)],
        ),
        {
            "since_image_pushed": 5,
            "image_count_more_than": 5,
            "tag_status": "any",
            "tag_pattern_list": ["v*"],
            "tag_prefix_list": ["v"],
            "description": "orders",
        },
        ["since_image_pushed"],
        {"tag_pattern_list": {"tag_status": "tagged"}, "tag_prefix_list": {"tag_status": "tagged"}},
        {"image_count_more_than": ["since_image_pushed"]},
    ),
    "Repository": Call(
        lambda scene, **a: Repository(**a),
        {
            **PLACED,
            "name": "orders",
            "image_tag_mutability": "MUTABLE",
            "image_tag_mutability_exclusion_filter": ["v*"],
            "scan_on_push": False,
            "encryption_type": "AES256",
            "kms_key": KEY,
            "force_delete": True,
            "lifecycle_rules": [LifecycleRule(since_image_pushed=3)],
            "pull_accounts": [ACCOUNT],
            "login": "ecr-login",
            "delete_timeout": "5m",
        },
        ["scope", "id", "name"],
        {
            "image_tag_mutability_exclusion_filter": {
                "image_tag_mutability": "MUTABLE_WITH_EXCLUSION"
            }
        },
    ),
    "Repository.from_arn": Call(
        lambda scene, **a: with_build(
            scene, context=scene.folder, repository=Repository.from_arn(**a)
        ),
        {**SCOPED, **PROVIDER, "arn": arn("ecr", "repository/orders"), "login": "ecr-login"},
        ["scope", "id", "arn"],
    ),
    "Repository.from_name": Call(
        lambda scene, **a: with_build(
            scene, context=scene.folder, repository=Repository.from_name(**a)
        ),
        {**SCOPED, **PROVIDER, "name": "orders", "registry_id": ACCOUNT, "login": "ecr-login"},
        ["scope", "id", "name"],
    ),
    "RepositoryGrants.grant_pull": Call(
        lambda scene, **a: scene.repository.grant_pull(**a), {"grantee": GRANTEE}, ["grantee"]
    ),
    "RepositoryGrants.grant_push": Call(
        lambda scene, **a: scene.repository.grant_push(**a), {"grantee": GRANTEE}, ["grantee"]
    ),
}

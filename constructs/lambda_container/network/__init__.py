"""Amazon VPC: where a function is connected to."""

from lambda_container.network.security_group import (
    HTTPS_OUT,
    SecurityGroup,
    SecurityGroupRule,
)
from lambda_container.network.vpc import Vpc
from lambda_container.network.vpc_config import VpcConfig

__all__ = ["HTTPS_OUT", "SecurityGroup", "SecurityGroupRule", "Vpc", "VpcConfig"]

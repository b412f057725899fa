"""Amazon VPC: the networks that functions are connected to."""

from lambda_container.network.security_group import HTTPS_OUT, SecurityGroup, SecurityGroupRule
from lambda_container.network.vpc import Vpc

__all__ = ["HTTPS_OUT", "SecurityGroup", "SecurityGroupRule", "Vpc"]

"""AWS CodeDeploy: traffic that moves to a new version step by step."""

from lambda_container.deployment.gradual_deployment import GradualDeployment
from lambda_container.deployment.traffic_shift import TrafficShift

__all__ = ["GradualDeployment", "TrafficShift"]

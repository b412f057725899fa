"""What CloudWatch counts of functions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import product
from typing import Any

from lambda_container.aws_api.errors import explained
from lambda_container.aws_api.session import Aws

# https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
_QUERIES = 500


def sums(
    aws: Aws,
    region: str,
    functions: Sequence[str],
    metrics: Sequence[str],
    *,
    end: datetime,
    period: timedelta,
) -> dict[tuple[str, str], int]:
    """Return sums of metrics of functions, by function and metric; 0 if there is no data.

    Args:
        aws: Identity that reads.
        region: The functions' Region.
        functions: Their names.
        metrics: Names of metrics, such as ``Errors``.
        end: The end of the time that counts.
        period: Its length, in whole minutes.

    Raises:
        AwsError: CloudWatch refuses.
    """
    wanted = list(product(functions, metrics))
    found = dict.fromkeys(wanted, 0)
    client = aws.client("cloudwatch", region)
    for start in range(0, len(wanted), _QUERIES):
        part = wanted[start : start + _QUERIES]
        queries = [_query(f"m{i}", *each, period) for i, each in enumerate(part)]
        with explained(f"CloudWatch in {region}"):
            pages = client.get_paginator("get_metric_data").paginate(
                MetricDataQueries=queries, StartTime=end - period, EndTime=end
            )
            for page in pages:
                for result in page["MetricDataResults"]:
                    found[part[int(result["Id"][1:])]] += round(sum(result["Values"]))
    return found


def _query(id_: str, function: str, metric: str, period: timedelta) -> Mapping[str, Any]:
    dimensions = [{"Name": "FunctionName", "Value": function}]
    named = {"Namespace": "AWS/Lambda", "MetricName": metric, "Dimensions": dimensions}
    # A minute, so that it does not matter how the period lies to the clock's hours.
    return {"Id": id_, "MetricStat": {"Metric": named, "Period": 60, "Stat": "Sum"}}

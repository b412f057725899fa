"""What can be asserted of a stack's JSON."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from cdktf import TerraformStack

from lambda_container import ContainerFunction, ContainerImage, InvalidArgument
from lambda_container.testing import Match, Template
from tests.aws import URI

JSON: dict[str, Any] = {
    "//": {"metadata": {"stackName": "dev", "version": "0.21.0"}},
    "data": {"aws_caller_identity": {"Me": {}}},
    "output": {
        "orders_url": {"value": "${aws_lambda_function_url.Orders_0A.function_url}"},
        "orders_arn": {"sensitive": True, "value": "${aws_lambda_function.Orders_0A.arn}"},
    },
    "provider": {"aws": [{"region": "eu-west-1"}, {"alias": "us", "region": "us-east-1"}]},
    "resource": {
        "aws_lambda_function": {
            "Orders_0A": {
                "//": {"metadata": {"path": "dev/Orders"}},
                "environment": {"variables": {"LEVEL": "info", "TABLE": "orders"}},
                "memory_size": 512,
                "publish": True,
                "timeout": 30,
            },
            "Bills_1B": {"memory_size": 128, "publish": False, "timeout": 30},
        },
        "aws_sqs_queue": {"Dead_2C": {"name": "dead"}},
    },
    "terraform": {"backend": {"local": {"path": "dev.tfstate"}}},
}
TEMPLATE = Template.from_json(JSON)


def message(assertion: Any, *arguments: Any, **options: Any) -> str:
    with pytest.raises(AssertionError) as raised:
        assertion(*arguments, **options)
    return str(raised.value)


class TestReading:
    def test_a_stack_is_synthesized_as_it_is_now(self, stack: TerraformStack) -> None:
        before = Template.from_stack(stack)
        ContainerFunction(stack, "Orders", image=ContainerImage.from_uri(URI), memory_size=512)
        after = Template.from_stack(stack)

        before.has_no_resource("aws_lambda_function")
        after.has_resource("aws_lambda_function", {"memory_size": 512, "image_uri": URI})

    def test_a_file_a_folder_and_a_text_are_the_same(self, tmp_path: Path) -> None:
        file = tmp_path / "cdk.tf.json"
        file.write_text(json.dumps(JSON))

        for read in (Template.from_file(file), Template.from_file(str(tmp_path))):
            assert read == TEMPLATE
        assert Template.from_json(file.read_text()) == TEMPLATE

    def test_cdktfs_notes_to_itself_are_left_out(self) -> None:
        assert "//" not in json.dumps(TEMPLATE.json)
        assert "//" in JSON

    def test_it_shows_what_it_holds(self) -> None:
        assert repr(TEMPLATE) == "<Template with 2 aws_lambda_function, 1 aws_sqs_queue>"
        assert repr(Template.from_json("{}")) == "<Template with no resources>"

    def test_nothing_of_it_needs_jsii(self, tmp_path: Path) -> None:
        (tmp_path / "cdk.tf.json").write_text(json.dumps(JSON))
        code = (
            "import sys\n"
            "from lambda_container.testing import Match, Template\n"
            "Template.from_file('.').has_resource('aws_sqs_queue', {'name': Match.any()})\n"
            "print(sorted({'cdktf', 'constructs', 'pytest', 'syrupy'} & set(sys.modules)))"
        )

        said = subprocess.check_output([sys.executable, "-c", code], cwd=tmp_path, text=True)

        assert said.strip() == "[]"

    def test_what_is_no_stack_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(InvalidArgument, match="content must be valid JSON"):
            Template.from_json("resource {}")
        with pytest.raises(InvalidArgument, match="content must be a JSON object"):
            Template.from_json("[]")
        with pytest.raises(InvalidArgument, match=r"path must be the file .* \(No such file"):
            Template.from_file(tmp_path / "dev")


class TestResources:
    def test_arguments_that_are_not_named_are_free(self) -> None:
        found = TEMPLATE.has_resource(
            "aws_lambda_function", {"environment": {"variables": {"LEVEL": "info"}}}
        )

        assert found.address == "aws_lambda_function.Orders_0A"
        assert found.arguments["timeout"] == 30
        assert found.ref("arn") == "${aws_lambda_function.Orders_0A.arn}"

    def test_they_are_counted(self) -> None:
        assert TEMPLATE.resource_count("aws_lambda_function") == 2
        assert TEMPLATE.resource_count("aws_lambda_function", {"memory_size": 512}) == 1
        assert TEMPLATE.resource_count("aws_kms_key") == 0
        TEMPLATE.has_resource("aws_lambda_function", {"timeout": 30}, count=2)

    def test_all_that_match_are_found_in_order(self) -> None:
        found = TEMPLATE.find_resources("aws_lambda_function", {"timeout": 30})

        assert [block.name for block in found] == ["Orders_0A", "Bills_1B"]

    def test_the_nearest_is_shown_with_the_way_to_each_difference(self) -> None:
        expected = {
            "environment": {"variables": {"LEVEL": "debug", "TABEL": Match.any()}},
            "memory_size": 512,
            "timeout": 60,
        }

        assert message(TEMPLATE.has_resource, "aws_lambda_function", expected) == (
            "no resource aws_lambda_function matches\n"
            "the nearest is aws_lambda_function.Orders_0A, which differs in\n"
            "  environment.variables.LEVEL\n"
            '    expected  "debug"\n'
            '    found     "info"\n'
            "  environment.variables.TABEL\n"
            "    expected  any value\n"
            "    found     nothing; similar key: 'TABLE'\n"
            "  timeout\n"
            "    expected  60\n"
            "    found     30\n"
            "others, with the number of values that differ: Bills_1B (4)"
        )

    def test_a_type_that_is_not_there_is_said_with_those_that_are(self) -> None:
        assert message(TEMPLATE.has_resource, "aws_lambda_functions") == (
            "no resource aws_lambda_functions matches\n"
            "  did you mean 'aws_lambda_function'?\n"
            "  the stack has 2 aws_lambda_function, 1 aws_sqs_queue"
        )
        assert message(Template.from_json("{}").has_resource, "aws_sqs_queue").endswith(
            "the stack has no resource"
        )

    def test_too_many_are_listed(self) -> None:
        said = message(TEMPLATE.has_resource, "aws_lambda_function", {"timeout": 30}, count=1)

        assert said == (
            "expected 1 of resource aws_lambda_function to match, found 2\n"
            "  aws_lambda_function.Orders_0A, aws_lambda_function.Bills_1B"
        )

    def test_of_too_few_the_next_is_shown(self) -> None:
        said = message(TEMPLATE.has_resource, "aws_lambda_function", {"publish": True}, count=2)

        assert "to match, found 1\n  aws_lambda_function.Orders_0A\n" in said
        assert "the nearest is aws_lambda_function.Bills_1B" in said

    def test_one_that_should_not_be_there_is_named(self) -> None:
        TEMPLATE.has_no_resource("aws_lambda_function", {"memory_size": 1})

        said = message(TEMPLATE.has_no_resource, "aws_lambda_function", {"memory_size": 128})

        assert said.endswith("to match, found\n  aws_lambda_function.Bills_1B")

    @pytest.mark.parametrize("count", [0, -1, True])
    def test_a_count_that_cannot_be_is_refused(self, count: int) -> None:
        with pytest.raises(InvalidArgument, match="count must be 1 or more"):
            TEMPLATE.has_resource("aws_sqs_queue", count=count)

    @pytest.mark.parametrize("arguments", ["dead", ["name"], 1])
    def test_arguments_are_a_mapping(self, arguments: object) -> None:
        with pytest.raises(InvalidArgument, match="arguments must be a mapping or a matcher"):
            TEMPLATE.has_resource("aws_sqs_queue", arguments)


class TestOtherBlocks:
    def test_data_sources(self) -> None:
        assert TEMPLATE.has_data("aws_caller_identity").address == "data.aws_caller_identity.Me"
        assert len(TEMPLATE.find_data("aws_caller_identity")) == 1
        TEMPLATE.has_no_data("aws_region")
        assert "no data aws_region matches" in message(TEMPLATE.has_data, "aws_region")

    def test_outputs_have_names_or_patterns_of_names(self) -> None:
        arn = TEMPLATE.has_resource("aws_lambda_function", {"publish": True}).ref("arn")

        TEMPLATE.has_output("orders_arn", {"sensitive": True, "value": arn})
        assert [block.name for block in TEMPLATE.find_outputs("orders_*")] == [
            "orders_url",
            "orders_arn",
        ]
        TEMPLATE.has_no_output("orders_url", {"sensitive": True})
        assert "did you mean 'orders_arn'?" in message(TEMPLATE.has_output, "order_arn")

    def test_each_configuration_of_a_provider(self) -> None:
        TEMPLATE.has_provider("aws", {"region": "us-east-1", "alias": "us"})
        said = message(TEMPLATE.has_provider, "aws", {"region": "eu-north-1"})
        assert "the nearest is provider.aws" in said

    def test_the_backend(self) -> None:
        TEMPLATE.has_backend("local", {"path": Match.regex("tfstate")})
        assert "the stack has 1 local" in message(TEMPLATE.has_backend, "s3")


def test_a_template_is_apart_from_what_it_was_made_of() -> None:
    content = copy.deepcopy(JSON)
    template = Template.from_json(content)
    template.json["resource"].clear()

    assert content == JSON
    assert template != TEMPLATE


TWO = {
    "provider": {
        "aws": [
            {"default_tags": [{"tags": {"Team": "orders", "Stage": "dev"}}]},
            {"alias": "west", "default_tags": [{"tags": {"Team": "west"}}]},
        ]
    },
    "resource": {
        "aws_sqs_queue": {
            "A": {"name": "a", "size": 1, "tags": {"Stage": "prod"}},
            "B": {"name": "b", "size": 2, "provider": "aws.west"},
        },
        "aws_sns_topic": {"C": {"name": "c", "size": 1}},
    },
}


def test_all_resources_of_a_type_have_to_match() -> None:
    template = Template(TWO)
    assert len(template.all_resources("aws_sqs_queue", {"name": Match.any()})) == 2
    assert len(template.all_resources("aws_*", {"name": Match.any()})) == 3
    with pytest.raises(AssertionError) as failed:
        template.all_resources("aws_*", {"size": 1})
    assert str(failed.value).splitlines()[:2] == [
        "not every aws_* matches",
        "aws_sqs_queue.B differs in",
    ]
    with pytest.raises(AssertionError, match=r"no resource aws_sqs_qeue\n.*did you mean"):
        template.all_resources("aws_sqs_qeue")


def test_tags_are_those_of_the_provider_and_its_own() -> None:
    template = Template(TWO)
    a, b = template.find_resources("aws_sqs_queue")
    assert template.tags(a) == {"Team": "orders", "Stage": "prod"}
    assert template.tags(b) == {"Team": "west"}


def test_a_block_too_much_is_not_as_near_as_one_value() -> None:
    template = Template(
        {
            "resource": {
                "aws_x": {"Far": {"size": 1, "vpc": {"a": 1, "b": 2, "c": 3}}, "Near": {"size": 2}}
            }
        }
    )
    with pytest.raises(AssertionError, match=r"the nearest is aws_x\.Near"):
        template.has_resource("aws_x", {"size": 1, "vpc": None})


def test_a_failure_shows_no_frame_of_the_library(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(
        "from lambda_container.testing import Template\n"
        "def test_it():\n"
        "    Template({}).has_resource('aws_lambda_function')\n"
    )
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-W", "error"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "no resource aws_lambda_function matches" in done.stdout
    assert "test_it.py:3: AssertionError" in done.stdout
    assert "search.py" not in done.stdout
    assert "template.py" not in done.stdout

"""The rule that an alarm puts before the product: made by CloudFormation, switched by its code."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

import boto3
import pytest
from moto import mock_aws

from infra.resources import deployed_name
from tests.integration.notices.clouds import Stack, template
from tests.lambda_context import Context

ALB = template("alb", "alb.yaml")
RESOURCES = ALB["Resources"]
# What moto's CloudFormation can make; it knows no alarms, and what needs one.
MADE = ("NoticeTargetGroup", "NoticePermission", "NoticeRule")
ALARM = "product-is-down"
ANYTHING = [{"Field": "path-pattern", "PathPatternConfig": {"Values": ["*"]}}]
NOTHING = [{"Field": "host-header", "HostHeaderConfig": {"Values": ["notice.invalid"]}}]


@dataclass(frozen=True)
class Balancer:
    """A product behind a load balancer in an embedded AWS, and the notice's stack beside it."""

    listener: str
    rule: str
    code: dict[str, Any]

    def rules(self) -> list[dict[str, Any]]:
        """All rules of the listener, in the order in which they are tried."""
        found: list[Any] = boto3.client("elbv2").describe_rules(ListenerArn=self.listener)["Rules"]
        return found

    def conditions(self) -> Any:
        """What the notice's rule matches now."""
        return next(rule for rule in self.rules() if rule["RuleArn"] == self.rule)["Conditions"]

    def alarm(self, state: str) -> None:
        boto3.client("cloudwatch").set_alarm_state(
            AlarmName=ALARM, StateValue=state, StateReason="a test"
        )

    def run(self, told: str = "OK") -> str:
        """The switch, woken by the event of a state that may be over by now."""
        event = {
            "source": "aws.cloudwatch",
            "detail-type": "CloudWatch Alarm State Change",
            "detail": {"alarmName": ALARM, "state": {"value": told}},
        }
        seen: str = self.code["handler"](event, Context("switch"))
        return seen


@pytest.fixture
def balancer() -> Iterator[Balancer]:
    with mock_aws():
        listener, group = _product()
        _stand_in()
        rule = _stack(listener, group)
        _alarm(listener, group)
        with patch.dict(os.environ, {"RULE": rule, "ALARM": ALARM}):
            code: dict[str, Any] = {}
            exec(RESOURCES["Switch"]["Properties"]["Code"]["ZipFile"], code)
            yield Balancer(listener, rule, code)


def _product() -> tuple[str, str]:
    ec2, elb = boto3.client("ec2"), boto3.client("elbv2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnets = [
        ec2.create_subnet(VpcId=vpc, CidrBlock=block, AvailabilityZone=zone)["Subnet"]["SubnetId"]
        for block, zone in (("10.0.1.0/24", "us-east-1a"), ("10.0.2.0/24", "us-east-1b"))
    ]
    made = elb.create_load_balancer(Name="shop", Subnets=subnets)["LoadBalancers"][0]
    group = elb.create_target_group(Name="shop", Protocol="HTTP", Port=80, VpcId=vpc)
    group_arn = group["TargetGroups"][0]["TargetGroupArn"]
    listener = elb.create_listener(
        LoadBalancerArn=made["LoadBalancerArn"],
        Protocol="HTTP",
        Port=80,
        DefaultActions=[{"Type": "forward", "TargetGroupArn": group_arn}],
    )
    return listener["Listeners"][0]["ListenerArn"], group_arn


def _stand_in() -> None:
    role = boto3.client("iam").create_role(RoleName="any", AssumeRolePolicyDocument="{}")
    boto3.client("lambda").create_function(
        FunctionName=deployed_name("stand_in", "prod"),
        Role=role["Role"]["Arn"],
        Runtime="python3.13",
        Handler="app.stand_in",
        Code={"ZipFile": b"code"},
    )


def _stack(listener: str, group: str) -> str:
    body = {**ALB, "Resources": {name: RESOURCES[name] for name in MADE}, "Outputs": {}}
    stacks = boto3.client("cloudformation")
    chosen = {"ListenerArn": listener, "ProductTargetGroupArn": group}
    stacks.create_stack(
        StackName="notice",
        TemplateBody=json.dumps(body),
        Parameters=[{"ParameterKey": k, "ParameterValue": v} for k, v in chosen.items()],
    )
    made = stacks.describe_stack_resource(StackName="notice", LogicalResourceId="NoticeRule")
    return str(made["StackResourceDetail"]["PhysicalResourceId"])


def _alarm(listener: str, group: str) -> None:
    stack = Stack(ALB, {"ListenerArn": listener, "ProductTargetGroupArn": group})
    boto3.client("cloudwatch").put_metric_alarm(
        AlarmName=ALARM, **stack.properties("ProductIsDown")
    )


def test_the_notices_rule_comes_first_and_matches_nothing(balancer: Balancer) -> None:
    first = balancer.rules()[0]
    assert (first["RuleArn"], first["Priority"]) == (balancer.rule, "1")
    assert first["Conditions"] == NOTHING
    (action,) = first["Actions"]
    groups = boto3.client("elbv2").describe_target_groups(
        TargetGroupArns=[action["TargetGroupArn"]]
    )["TargetGroups"]
    assert [(group["TargetType"], group["HealthCheckEnabled"]) for group in groups] == [
        ("lambda", False)
    ]


def test_the_target_is_the_function_that_a_deployment_of_prod_makes() -> None:
    (target,) = RESOURCES["NoticeTargetGroup"]["Properties"]["Targets"]
    assert target["Id"]["Fn::Sub"].endswith(":function:${StandInFunction}")
    assert ALB["Parameters"]["StandInFunction"]["Default"] == deployed_name("stand_in", "prod")


def test_the_load_balancer_alone_may_call_it_and_for_this_group_alone(balancer: Balancer) -> None:
    name = deployed_name("stand_in", "prod")
    policy = json.loads(boto3.client("lambda").get_policy(FunctionName=name)["Policy"])
    (statement,) = policy["Statement"]
    assert statement["Principal"] == {"Service": "elasticloadbalancing.amazonaws.com"}
    source = statement["Condition"]["ArnLike"]["AWS:SourceArn"]
    assert source.endswith(":123456789012:targetgroup/candor-notice/*")


def test_the_rule_takes_every_path_while_the_alarm_stands(balancer: Balancer) -> None:
    product = balancer.rules()[1:]
    balancer.alarm("ALARM")
    assert balancer.run("ALARM") == "ALARM"
    assert balancer.conditions() == ANYTHING
    balancer.alarm("OK")
    assert balancer.run("OK") == "OK"
    assert balancer.conditions() == NOTHING
    assert balancer.rules()[1:] == product  # what is the product's was never touched


def test_an_event_that_comes_twice_changes_nothing_more(balancer: Balancer) -> None:
    balancer.alarm("ALARM")
    balancer.run("ALARM")
    once = balancer.rules()
    balancer.run("ALARM")
    assert balancer.rules() == once


def test_an_event_that_comes_late_is_not_believed(balancer: Balancer) -> None:
    balancer.alarm("ALARM")
    balancer.alarm("OK")
    balancer.run("OK")
    assert balancer.run("ALARM") == "OK"
    assert balancer.conditions() == NOTHING


def test_silence_of_the_metric_leaves_customers_where_they_are(balancer: Balancer) -> None:
    balancer.alarm("ALARM")
    balancer.run("ALARM")
    balancer.alarm("INSUFFICIENT_DATA")
    assert balancer.run("INSUFFICIENT_DATA") == "INSUFFICIENT_DATA"
    assert balancer.conditions() == ANYTHING


def test_an_alarm_that_ends_meanwhile_is_seen(balancer: Balancer) -> None:
    """The alarm ends between the look and the change; whoever writes last has seen the last."""
    balancer.alarm("ALARM")
    ended: list[str] = []

    def end_once(**_: object) -> None:
        if not ended:
            ended.append("OK")
            balancer.alarm("OK")

    events = balancer.code["balancers"].meta.events
    events.register("before-call.elastic-load-balancing-v2.ModifyRule", end_once)
    assert balancer.run("ALARM") == "OK"
    assert ended == ["OK"]
    assert balancer.conditions() == NOTHING


def test_an_alarm_that_never_holds_still_is_a_failure_that_is_tried_again(
    balancer: Balancer,
) -> None:
    balancer.alarm("ALARM")
    states = iter(["OK", "ALARM"] * 10)
    events = balancer.code["balancers"].meta.events
    events.register(
        "before-call.elastic-load-balancing-v2.ModifyRule",
        lambda **_: balancer.alarm(next(states)),
    )
    with pytest.raises(RuntimeError, match="changed at each look"):
        balancer.run("ALARM")


def test_the_switch_may_change_its_own_rule_and_no_other() -> None:
    (policy,) = RESOURCES["SwitchRole"]["Properties"]["Policies"]
    allowed = {
        json.dumps(statement["Action"]): statement["Resource"]
        for statement in policy["PolicyDocument"]["Statement"]
    }
    assert allowed == {
        '"elasticloadbalancing:ModifyRule"': {"Ref": "NoticeRule"},
        '"cloudwatch:DescribeAlarms"': {"Fn::GetAtt": ["ProductIsDown", "Arn"]},
        '["logs:CreateLogStream", "logs:PutLogEvents"]': {"Fn::GetAtt": ["SwitchLog", "Arn"]},
    }


def test_the_alarm_looks_at_the_product_itself_and_returns_slowly(balancer: Balancer) -> None:
    (alarm,) = boto3.client("cloudwatch").describe_alarms()["MetricAlarms"]
    assert alarm["MetricName"] == "HealthyHostCount"
    assert (alarm["DatapointsToAlarm"], alarm["EvaluationPeriods"]) == (1, 3)
    assert alarm["TreatMissingData"] == "ignore"
    (made,) = boto3.client("elbv2").describe_load_balancers()["LoadBalancers"]
    (group,) = boto3.client("elbv2").describe_target_groups(Names=["shop"])["TargetGroups"]
    assert {each["Name"]: each["Value"] for each in alarm["Dimensions"]} == {
        "LoadBalancer": made["LoadBalancerArn"].partition(":loadbalancer/")[2],
        "TargetGroup": group["TargetGroupArn"].rpartition(":")[2],
    }


def test_the_switch_hears_of_this_alarm_alone() -> None:
    pattern = RESOURCES["WhenTheAlarmChanges"]["Properties"]["EventPattern"]
    assert pattern["resources"] == [{"Fn::GetAtt": ["ProductIsDown", "Arn"]}]

"""A product behind CloudFront: which errors are stood in for, and where the notice comes from."""

from typing import Any

import pytest

from tests.integration.notices.clouds import Stack, exported, faults, loaded, template

TEMPLATE = template("cloudfront", "cloudfront.yaml")
PASTED = template("cloudfront", "existing.yaml")
GIVEN = {
    "ProductName": "www.example.com",
    "CertificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/1",
    "ProductOrigin": "shop-1.eu-central-1.elb.amazonaws.com",
    "ForbiddenMeansDown": "no",
    "NoticeAccess": "E1",
    "NoticeCache": "E2",
    "NoticeHeaders": "E3",
}
# Somebody's own distribution, as they wrote it.
OWN = """
AWSTemplateFormatVersion: "2010-09-09"
Resources:
{resources}
  Own:
    Type: AWS::CloudFront::Distribution
    Properties:
      DistributionConfig:
        Enabled: true
        DefaultCacheBehavior:
          TargetOriginId: shop
          ViewerProtocolPolicy: redirect-to-https
          CachePolicyId: 4135ea2d-6df8-44a3-9df3-4b5a84be39ad
        Origins:
          - Id: shop
            DomainName: shop.example.com
            CustomOriginConfig: {{ OriginProtocolPolicy: https-only }}
{origins}
{rest}
"""


def distribution(**chosen: str) -> Any:
    return Stack(TEMPLATE, {**GIVEN, **chosen}).properties("Distribution")["DistributionConfig"]


@pytest.mark.parametrize(
    ("chosen", "codes"),
    [
        ({}, {502, 503, 504}),
        ({"ForbiddenMeansDown": "yes"}, {502, 503, 504, 403}),
        ({"ErrorMeansDown": "yes"}, {502, 503, 504, 500}),
    ],
)
def test_these_errors_are_stood_in_for(chosen: dict[str, str], codes: set[int]) -> None:
    responses = distribution(**chosen)["CustomErrorResponses"]
    assert {response["ErrorCode"] for response in responses} == codes
    assert {response["ResponseCode"] for response in responses} == {503}
    assert all(0 <= response["ErrorCachingMinTTL"] <= 10 for response in responses)


def test_the_page_of_an_error_comes_from_the_bucket_and_nothing_else_does() -> None:
    config = distribution()
    (behavior,) = config["CacheBehaviors"]
    pages = {response["ResponsePagePath"] for response in config["CustomErrorResponses"]}
    assert pages == {behavior["PathPattern"]} == {"/down.html"}
    assert behavior["TargetOriginId"] == "notice"
    assert config["DefaultCacheBehavior"]["TargetOriginId"] == "product"


def test_whether_403_is_an_outage_has_to_be_said() -> None:
    assert "Default" not in TEMPLATE["Parameters"]["ForbiddenMeansDown"]


def test_the_notices_headers_go_with_the_notice_alone() -> None:
    config = distribution()
    assert config["CacheBehaviors"][0]["ResponseHeadersPolicyId"] == "E3"
    assert "ResponseHeadersPolicyId" not in config["DefaultCacheBehavior"]
    policy = TEMPLATE["Resources"]["NoticeHeaders"]["Properties"]["ResponseHeadersPolicyConfig"]
    custom = {each["Header"]: each["Value"] for each in policy["CustomHeadersConfig"]["Items"]}
    assert custom == {"Retry-After": "60", "X-Robots-Tag": "noindex", "Cache-Control": "no-store"}
    own = policy["SecurityHeadersConfig"]["ContentSecurityPolicy"]["ContentSecurityPolicy"]
    assert own == "frame-ancestors 'self'"


def test_what_is_pasted_into_a_template_of_ones_own_is_the_same() -> None:
    for name, resource in PASTED["Resources"].items():
        assert TEMPLATE["Resources"][name] == resource
    pasted, config = PASTED["DistributionConfig"], distribution(ForbiddenMeansDown="yes")
    assert pasted["CustomErrorResponses"] == config["CustomErrorResponses"]
    refs = Stack({**TEMPLATE, "Resources": {"x": {"Properties": pasted}}}, GIVEN).properties("x")
    assert refs["CacheBehaviors"] == config["CacheBehaviors"]


def test_pasted_where_its_names_stand_it_passes_cfn_lint() -> None:
    text = exported("cloudfront")["existing.yaml"]
    own = OWN.format(
        resources=between(text, "Resources:\n", "# Below `DistributionConfig`"),
        origins=indented(between(text, "  Origins:\n", "  # The first behaviour")),
        rest=indented(text.partition("  # The first behaviour")[2].partition("\n")[2]),
    )
    config = loaded(own)["Resources"]["Own"]["Properties"]["DistributionConfig"]
    assert [origin["Id"] for origin in config["Origins"]] == ["shop", "notice"]
    assert config["CustomErrorResponses"] == PASTED["DistributionConfig"]["CustomErrorResponses"]
    assert faults(own) == []


def between(text: str, start: str, end: str) -> str:
    return text.partition(start)[2].partition(end)[0]


def indented(text: str) -> str:
    return "\n".join(f"      {line}" for line in text.splitlines())

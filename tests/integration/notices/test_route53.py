"""Fail-over: records that move only when they may, and functions that make a bucket say 503."""

import json
import re
from dataclasses import replace

import boto3
import pytest
from moto import mock_aws

from chalicelib.words import LANGUAGES, tongue
from tests.integration.notices.clouds import SITE, Stack, template
from tests.integration.notices.functions import code_of, request_of, run

TEMPLATE = template("route53", "route53.yaml")
LOAD_BALANCER = "shop-1234567890.eu-central-1.elb.amazonaws.com"
NOTICE = "d111111abcdef8.cloudfront.net"


def records(**chosen: str) -> list[tuple[str, str, str]]:
    """Type, role and target of each record that the stack makes for the product's name."""
    with mock_aws():
        route53 = boto3.client("route53")
        zone = route53.create_hosted_zone(Name="example.com", CallerReference="1")["HostedZone"]
        given = {
            "ProductName": "www.example.com",
            "HostedZoneId": zone["Id"],
            "ProductEndpoint": LOAD_BALANCER,
            "Distribution.DomainName": NOTICE,
            **chosen,
        }
        config = Stack(TEMPLATE, given).properties("HealthCheck")["HealthCheckConfig"]
        check = route53.create_health_check(CallerReference="1", HealthCheckConfig=config)
        given["HealthCheck"] = check["HealthCheck"]["Id"]
        group = Stack(TEMPLATE, given).properties("FailOver")
        if group is None:
            return []
        changes = [{"Action": "CREATE", "ResourceRecordSet": each} for each in group["RecordSets"]]
        route53.change_resource_record_sets(
            HostedZoneId=group["HostedZoneId"], ChangeBatch={"Changes": changes}
        )
        return _ours(zone["Id"], given["HealthCheck"])


def _ours(zone: str, check: str) -> list[tuple[str, str, str]]:
    """The product's alone has the health check: the notice is there whatever happens."""
    found = boto3.client("route53").list_resource_record_sets(HostedZoneId=zone)
    ours = [r for r in found["ResourceRecordSets"] if r["Name"].startswith("www.")]
    assert all(
        record.get("HealthCheckId") == (check if record["Failover"] == "PRIMARY" else None)
        for record in ours
    )
    return sorted((r["Type"], r["Failover"], r["AliasTarget"]["DNSName"]) for r in ours)


def test_the_health_check_looks_at_the_product_often_and_believes_it_slowly() -> None:
    config = Stack(TEMPLATE, {"ProductEndpoint": LOAD_BALANCER, "ProductName": "x"}).properties(
        "HealthCheck"
    )["HealthCheckConfig"]
    assert config["FullyQualifiedDomainName"] == LOAD_BALANCER
    assert (config["RequestInterval"], config["FailureThreshold"]) == (10, 3)


def test_no_record_moves_before_the_notice_was_tried_out() -> None:
    assert records() == []


def test_a_record_of_ones_own_stays_and_gets_its_second() -> None:
    assert records(Records="now") == [("A", "SECONDARY", NOTICE)]


def test_the_stack_can_make_both() -> None:
    assert records(Records="now", ProductZoneId="Z215JYRZR1TBD5") == [
        ("A", "PRIMARY", LOAD_BALANCER),
        ("A", "SECONDARY", NOTICE),
    ]


def test_ipv6_fails_over_where_the_product_has_it() -> None:
    made = records(Records="now", ProductZoneId="Z215JYRZR1TBD5", ProductHasIPv6="yes")
    assert [(kind, role) for kind, role, _ in made] == [
        ("A", "PRIMARY"),
        ("A", "SECONDARY"),
        ("AAAA", "PRIMARY"),
        ("AAAA", "SECONDARY"),
    ]


def test_a_health_check_of_the_products_own_name_is_refused() -> None:
    """It would lead to the notice, whose 503 keeps it red for good."""
    (assertion,) = TEMPLATE["Rules"]["TheHealthCheckLooksAtTheProduct"]["Assertions"]
    same = {"Fn::Equals": [{"Ref": "ProductEndpoint"}, {"Ref": "ProductName"}]}
    assert assertion["Assert"] == {"Fn::Not": [same]}


@pytest.mark.parametrize("uri", ["/", "/cart/pay", "/down.html", "/notice.json", "/../pulse.json"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_whatever_is_read_the_notice_is_fetched(method: str, uri: str) -> None:
    asked = run("AskForTheNotice", request_of(method, uri, Accept="text/html,*/*"))
    assert (asked["method"], asked["uri"], asked["querystring"]) == (method, "/down.html", {})


@pytest.mark.parametrize(
    ("headers", "uri"),
    [
        ({"Accept": "application/json"}, "/notice.json"),
        ({"Accept": "*/*", "Content-Type": "application/json; charset=utf-8"}, "/notice.json"),
        ({"Accept": "text/html, application/json"}, "/down.html"),
        ({"Accept": "*/*"}, "/down.html"),
        ({}, "/down.html"),
    ],
)
def test_a_program_reads_the_facts(headers: dict[str, str], uri: str) -> None:
    assert run("AskForTheNotice", request_of(**headers))["uri"] == uri


def test_what_the_browser_has_of_the_product_makes_no_notice_not_modified() -> None:
    known = {
        "If-None-Match": '"1"',
        "If-Modified-Since": "Sun, 22 Nov 2026 12:00:00 GMT",
        "Range": "bytes=0-99",
        "Accept-Encoding": "gzip",
    }
    asked = run("AskForTheNotice", request_of(**known))
    assert list(asked["headers"]) == ["accept-encoding"]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_what_would_change_something_is_answered_at_once(method: str) -> None:
    answer = run("AskForTheNotice", request_of(method, Accept="text/html"))
    assert answer["statusCode"] == 503
    headers = {name: header["value"] for name, header in answer["headers"].items()}
    assert headers["retry-after"] == "60"
    assert headers["cache-control"] == "no-store"
    assert headers["x-robots-tag"] == "noindex"
    assert '<meta http-equiv="refresh" content="0">' in answer["body"]["data"]
    assert f'href="{SITE.url}"' in answer["body"]["data"]


def test_a_program_that_would_change_something_gets_json() -> None:
    answer = run("AskForTheNotice", request_of("POST", Accept="application/json"))
    assert answer["headers"]["content-type"]["value"].startswith("application/problem+json")
    facts = json.loads(answer["body"]["data"])
    assert (facts["status"], facts["url"]) == (answer["statusCode"], SITE.url) == (503, SITE.url)


def test_what_the_bucket_has_is_said_to_be_an_error() -> None:
    event = {
        **request_of(uri="/down.html"),
        "response": {
            "statusCode": 200,
            "statusDescription": "OK",
            "headers": {
                "content-type": {"value": "text/html; charset=utf-8"},
                "cache-control": {"value": "no-cache, s-maxage=5"},
                "etag": {"value": '"1"'},
                "x-amz-meta-status": {"value": "503"},
            },
            "cookies": {},
        },
    }
    answer = run("SayThatItIsDown", event)
    assert (answer["statusCode"], answer["statusDescription"]) == (503, "Service Unavailable")
    assert {name: header["value"] for name, header in answer["headers"].items()} == {
        "content-type": "text/html; charset=utf-8",
        "cache-control": "no-store",
        "retry-after": "60",
        "x-robots-tag": "noindex",
        "x-content-type-options": "nosniff",
        "content-security-policy": "frame-ancestors 'self'",
    }
    assert "body" not in answer  # what the bucket has is sent


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_speaks_the_notices_language(language: str) -> None:
    notice = SITE.notice.replace("<!doctype html>", f'<!doctype html><html lang="{language}">')
    site = replace(SITE, notice=notice, language=language)
    answer = run("AskForTheNotice", request_of("POST"), site)
    title = re.search("<title>(.*)</title>", answer["body"]["data"])
    assert title
    assert title[1] == tongue(language).say("We are sorry: this is not working right now")
    assert (language == "en") == (title[1].startswith("We are sorry"))
    link = re.search(">([^<]*)</a>", answer["body"]["data"])
    assert link
    assert (language == "en") == (link[1] == "See how things are")  # else the phrase has changed
    assert run("AskForTheNotice", request_of(), site)["uri"] == f"/{language}/down.html"


@pytest.mark.parametrize("name", ["AskForTheNotice", "SayThatItIsDown"])
def test_a_function_is_as_small_as_cloudfront_asks(name: str) -> None:
    """https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html"""
    long = replace(SITE, url=f"https://status.example.com{'/a' * 100}")
    assert len(code_of(name, long).encode()) < 10_000

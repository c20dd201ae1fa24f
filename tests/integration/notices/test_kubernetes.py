"""The manifests for a cluster, and the service in them on a real nginx."""

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import kubernetes_validate  # type: ignore[import-untyped]  # it ships no types
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from candor.notices import TARGETS
from candor.notices.site import Site
from chalicelib.domain.notice_mark import NOTICE_MARK
from tests.integration.devstack.samples import until
from tests.integration.notices.installation import free_place, refreshed
from tests.integration.notices.proxies import Proxy, ended, program
from tests.integration.notices.sham import FACTS, WHOLE, Stage, stage
from tests.integration.notices.test_in_place_of_errors import METHODS, PROGRAM

TRICKY = f"<!doctype html>{NOTICE_MARK}: '{{}}' \"#\" \\ %s …\u0085\u2028\t- x\n  # y\n</html>\n"


# What JSON and YAML, or two readers of YAML, don't agree on.
ODD = "\U0001f600\x7f\x80\x85\x9f\u2028\u2029\ufeff\ufffe\uffff\U0001fffe\0\r"


def manifests(site: Site) -> dict[str, list[Any]]:
    return {
        name: list(yaml.safe_load_all(text)) for name, text in TARGETS["kubernetes"](site).items()
    }


@pytest.fixture
def made() -> dict[str, list[Any]]:
    return manifests(Site(url="https://status.example.com", notice=TRICKY, problem=FACTS))


def of_kind(made: dict[str, list[Any]], kind: str) -> Any:
    (found,) = [each for each in made["candor-notice.yaml"] if each["kind"] == kind]
    return found


def test_kubernetes_takes_every_object(made: dict[str, list[Any]]) -> None:
    assert [each["kind"] for each in made["candor-notice.yaml"]] == [
        "ConfigMap",
        "Deployment",
        "Service",
        "PodDisruptionBudget",
    ]
    for each in made["candor-notice.yaml"]:
        kubernetes_validate.validate(each, kubernetes_validate.latest_version(), strict=True)


def test_the_notice_is_in_it_to_the_letter(made: dict[str, list[Any]]) -> None:
    data = of_kind(made, "ConfigMap")["data"]
    assert (data["down.html"], data["down.json"]) == (TRICKY, FACTS)


@pytest.mark.parametrize("reader", [yaml.SafeLoader, yaml.CSafeLoader])
@given(notice=st.text() | st.text(ODD) | st.just(ODD))
def test_no_reader_of_yaml_finds_another_notice_in_it(reader: Any, notice: str) -> None:
    """CSafeLoader is libyaml, which kubectl's reader was made after; PyYAML's wheel has it."""
    exported = TARGETS["kubernetes"](
        Site(url="https://status.example.com", notice=notice, problem=f"{notice}!")
    )
    (data,) = (
        each["data"]
        for each in yaml.load_all(exported["candor-notice.yaml"], Loader=reader)
        if each["kind"] == "ConfigMap"
    )
    assert (data["down.html"], data["down.json"]) == (notice, f"{notice}!")


def test_pods_are_made_anew_when_their_configuration_changes_and_not_for_new_words() -> None:
    def digest(site: Site) -> Any:
        deployment = of_kind(manifests(site), "Deployment")
        return deployment["spec"]["template"]["metadata"]["annotations"]["candor/configuration"]

    here = Site(url="https://status.example.com", notice=WHOLE, problem=FACTS)
    later = Site(url="https://status.example.com", notice=TRICKY, problem=FACTS)
    elsewhere = Site(url="https://status.example.org", notice=WHOLE, problem=FACTS)
    assert digest(here) == digest(later) != digest(elsewhere)


def test_both_ways_in_lead_to_the_service(made: dict[str, list[Any]]) -> None:
    service = of_kind(made, "Service")
    (port,) = service["spec"]["ports"]
    (middleware,) = made["traefik.yaml"]
    errors = middleware["spec"]["errors"]
    assert errors["service"] == {"name": service["metadata"]["name"], "port": port["port"]}
    assert errors["statusRewrites"] == {"502": 503, "504": 503}
    (ingress,) = made["ingress-nginx.yaml"]
    annotations = ingress["metadata"]["annotations"]
    backend = annotations["nginx.ingress.kubernetes.io/default-backend"]
    assert backend == service["metadata"]["name"]


def test_a_pod_runs_without_any_right_that_it_does_not_need(made: dict[str, list[Any]]) -> None:
    pod = of_kind(made, "Deployment")["spec"]["template"]["spec"]
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["automountServiceAccountToken"] is False
    for container in (*pod["initContainers"], *pod["containers"]):
        security = container["securityContext"]
        assert security["allowPrivilegeEscalation"] is False
        assert security["readOnlyRootFilesystem"] is True
        assert security["capabilities"] == {"drop": ["ALL"]}


@pytest.fixture
def page() -> Iterator[Stage]:
    with stage() as shown:
        yield shown


@pytest.fixture
def service(page: Stage) -> Iterator[Proxy]:
    """The pod: its files in one folder, its nginx on them, and one refresh."""
    site = Site(url=page.url, notice=WHOLE.replace("Sorry!", "as of the export"), problem=FACTS)
    with _pod(manifests(site)) as proxy:
        yield proxy


@contextmanager
def _pod(made: dict[str, list[Any]]) -> Iterator[Proxy]:
    data = of_kind(made, "ConfigMap")["data"]
    with free_place() as place:
        data["nginx.conf"] = data["nginx.conf"].replace("8080", str(place.port))
        data["nginx.conf"] = data["nginx.conf"].replace("/tmp/", f"{place.folder}/")
        place.put(data)
        for name in ("down.html", "down.json"):
            (place.notice / name).write_text(data[name], "utf-8")
        # As its container says it, but for the folder.
        said = of_kind(made, "Deployment")["spec"]["template"]["spec"]["containers"][0]["command"]
        words = [word.replace("/configuration", str(place.folder)) for word in said]
        process = subprocess.Popen([program("nginx"), *words[1:]], env=os.environ)
        with ended(process):
            proxy = Proxy(place, process)
            until(proxy.is_up)
            yield proxy


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("path", ["/", "/any/other?x=1"])
def test_the_service_says_503_whatever_it_is_asked(service: Proxy, method: str, path: str) -> None:
    answer = service.ask(path, method, b"x" * 2_000_000 if method == "POST" else None)
    assert answer.status == 503
    assert answer.header("Retry-After") == "60"
    assert answer.header("Cache-Control") == "no-store"
    assert (b"as of the export" in answer.body) == (method != "HEAD")


def test_the_service_has_json_for_programs(service: Proxy) -> None:
    answer = service.ask(headers=PROGRAM)
    assert answer.header("Content-Type") == "application/problem+json"
    assert json.loads(answer.body)["status"] == 503


def test_the_service_is_ready_when_kubernetes_asks(
    service: Proxy, made: dict[str, list[Any]]
) -> None:
    pod = of_kind(made, "Deployment")["spec"]["template"]["spec"]
    probe = pod["containers"][0]["readinessProbe"]["httpGet"]
    assert service.ask(probe["path"]).status == 204


def test_the_service_has_new_words_after_a_refresh(service: Proxy, page: Stage) -> None:
    page.say("Since ten.")
    assert refreshed(service.place).returncode == 0
    assert b"Since ten." in service.ask().body

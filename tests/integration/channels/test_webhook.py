"""The generic webhook: Statuspage's body, a nudge's own, and how both are signed."""

import hashlib
import hmac
import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from chalicelib import settings
from chalicelib.channels import webhook
from chalicelib.channels.chats import deliver
from chalicelib.domain.components import ComponentStatus
from chalicelib.domain.confirmations import Confirmation
from chalicelib.domain.destinations import Destination, Kind, destination_of
from chalicelib.domain.errors import DeliveryFailed
from chalicelib.domain.incidents import ComponentChange, Impact, MaintenanceStage, Stage
from chalicelib.domain.notifications import Notification
from chalicelib.domain.nudges import Concern, Nudge
from chalicelib.web.openapi.posts import HEADERS
from chalicelib.web.openapi.shapes import ref
from tests.integration.channels import forms
from tests.integration.channels.test_confirmations import asking
from tests.integration.network.servers import (
    LOOPBACK,
    OK,
    answering,
    authority,
    serving,
    tls_server,
    trusting,
)
from tests.openapi import faults
from tests.specimens import (
    INCIDENT_ID,
    NOON,
    incident,
    maintenance,
    notification,
    particulars,
    update,
)

PROJECT = Path(__file__).resolve().parents[3]
NOW = datetime(2026, 11, 22, 12, 3, tzinfo=UTC)
SECRET = "a secret"
LINK = "https://status.example.com/unsubscribe/0a1b"
NUDGE = Nudge(
    id="0nudge000001",
    concern=Concern.QUIET,
    told_id=INCIDENT_ID,
    page_name="Demo Shop",
    title="Nobody writes",
    text="A word is enough.",
    url=f"https://status.example.com/admin/incidents/{INCIDENT_ID}",
    at=NOON,
)


def body_of(outgoing: Notification | Nudge | Confirmation, link: str = "") -> Any:
    return json.loads(webhook.body_of(outgoing, link))


def test_news_is_told_in_statuspages_own_body() -> None:
    body = body_of(notification(), LINK)
    assert body["meta"] == {
        "unsubscribe": LINK,
        "documentation": "https://status.example.com/openapi.json",
    }
    assert body["page"] == {
        "id": settings.page_id(),
        "status_indicator": "critical",
        "status_description": "Major System Outage",
    }
    told = body["incident"]
    assert told["id"] == INCIDENT_ID
    assert (told["name"], told["status"]) == ("Checkout is not available", "investigating")
    assert (told["impact"], told["impact_override"]) == ("critical", None)
    assert told["shortlink"] == f"https://status.example.com/incidents/{INCIDENT_ID}"
    assert told["components"] == [{"id": "checkout", "name": "Checkout", "status": "major_outage"}]
    (said,) = told["incident_updates"]
    assert (said["body"], said["status"]) == ("We are looking into it.", "investigating")
    assert (said["incident_id"], said["created_at"]) == (INCIDENT_ID, "2026-11-22T12:01:00.000Z")


# Atlassian's documents name these, for what was created and for what was updated.
INCIDENT_KEYS = [
    "backfilled",
    "created_at",
    "impact",
    "impact_override",
    "monitoring_at",
    "postmortem_body",
    "postmortem_body_last_updated_at",
    "postmortem_ignored",
    "postmortem_notified_subscribers",
    "postmortem_notified_twitter",
    "postmortem_published_at",
    "resolved_at",
    "scheduled_auto_transition",
    "scheduled_for",
    "scheduled_remind_prior",
    "scheduled_reminded_at",
    "scheduled_until",
    "shortlink",
    "status",
    "updated_at",
    "id",
    "incident_updates",
    "name",
    "components",
]
UPDATE_KEYS = [
    "body",
    "created_at",
    "display_at",
    "status",
    "twitter_updated_at",
    "updated_at",
    "wants_twitter_update",
    "id",
    "incident_id",
]


@pytest.mark.parametrize("told", [incident(), maintenance()], ids=["incident", "maintenance"])
def test_every_key_that_statuspages_clients_know_is_there(told: Any) -> None:
    body = body_of(replace(notification(), particulars=particulars(told)))
    assert set(INCIDENT_KEYS) <= body["incident"].keys()
    assert set(UPDATE_KEYS) <= body["incident"]["incident_updates"][0].keys()
    assert body["meta"]["unsubscribe"] == "https://status.example.com"


def test_a_maintenance_is_an_incident_with_a_window() -> None:
    planned = maintenance(60, update(1, MaintenanceStage.SCHEDULED))
    told = body_of(replace(notification(), particulars=particulars(planned)))["incident"]
    assert (told["status"], told["impact"]) == ("scheduled", "maintenance")
    assert told["scheduled_for"] == "2026-11-22T13:00:00.000Z"
    assert told["scheduled_until"] == "2026-11-22T15:00:00.000Z"
    assert told["shortlink"] == f"https://status.example.com/maintenances/{planned.id}"


def test_what_people_write_is_plain_text_and_a_postmortem_stands_apart() -> None:
    said = update(2, Stage.POSTMORTEM, body="**Why** it happened.")
    sent = replace(notification(), particulars=particulars(incident(INCIDENT_ID, said)))
    told = body_of(sent)["incident"]
    assert told["incident_updates"][0]["body"] == "Why it happened."
    assert told["postmortem_body"] == "Why it happened."


def test_times_are_those_of_the_pages_zone() -> None:
    sent = replace(notification(), time_zone="Europe/Berlin")
    assert body_of(sent)["incident"]["started_at"] == "2026-11-22T13:00:00.000+01:00"


def test_an_impact_that_people_chose_is_told() -> None:
    told = replace(incident(impact=Impact.MINOR), impact_override=Impact.MINOR)
    body = body_of(replace(notification(), particulars=particulars(told)))
    assert body["incident"]["impact_override"] == "minor"


def test_a_nudge_has_a_small_body_of_ours_with_its_version() -> None:
    assert body_of(NUDGE, "https://status.example.com/admin/link/0a1b") == {
        "version": 1,
        "nudge": {
            "id": "0nudge000001",
            "concern": "quiet",
            "told_id": INCIDENT_ID,
            "page": {"id": settings.page_id(), "name": "Demo Shop"},
            "title": "Nobody writes",
            "text": "A word is enough.",
            "url": f"https://status.example.com/admin/incidents/{INCIDENT_ID}",
            "link": "https://status.example.com/admin/link/0a1b",
            "at": "2026-11-22T12:00:00+00:00",
        },
    }
    assert body_of(NUDGE)["nudge"]["link"] is None


def test_news_of_a_version_without_particulars_is_final() -> None:
    with pytest.raises(DeliveryFailed, match="0tinc1d00001") as failed:
        webhook.body_of(replace(notification(), particulars=None))
    assert failed.value.permanent


def test_the_same_news_is_the_same_bytes_and_the_same_id() -> None:
    first, again = notification(), notification()
    assert webhook.body_of(first) == webhook.body_of(again)
    assert first.sent_id == again.sent_id == first.id
    reminders = [replace(first, reminder=number).sent_id for number in (1, 2)]
    assert reminders == [f"{first.id}-1", f"{first.id}-2"]


def test_a_signature_is_of_the_timestamp_and_the_body() -> None:
    body = '{"name":"Grüße"}'.encode()
    headers = dict(webhook.headers_of("0one", body, secret=SECRET, now=NOW))
    timestamp = str(int(NOW.timestamp()))
    expected = hmac.new(
        SECRET.encode(), timestamp.encode() + b"." + body, hashlib.sha256
    ).hexdigest()
    assert headers == {
        "X-Candor-Id": "0one",
        "X-Candor-Timestamp": timestamp,
        "X-Signature-256": f"sha256={expected}",
    }


@pytest.mark.parametrize("secret", [None, ""])
def test_without_a_secret_there_is_no_signature(secret: str | None) -> None:
    headers = dict(webhook.headers_of("0one", b"{}", secret=secret, now=NOW))
    assert headers.keys() == {"X-Candor-Id", "X-Candor-Timestamp"}


@pytest.mark.parametrize("outgoing", [notification(), NUDGE], ids=["news", "nudge"])
def test_a_webhook_gets_exactly_the_bytes_that_are_signed(outgoing: Notification | Nudge) -> None:
    with serving(answering(OK), tls_server()) as server:
        there = destination_of(f"{server.url}/hook", allowed=LOOPBACK)
        deliver(
            there,
            outgoing,
            secret=SECRET,
            link=LINK,
            now=NOW,
            allow=LOOPBACK,
            context=trusting(authority()),
        )
    head, _, body = server.requests[0].partition(b"\r\n\r\n")
    sent = dict(line.split(": ", 1) for line in head.decode().split("\r\n")[1:])
    assert body == webhook.body_of(outgoing, LINK)
    assert sent["X-Candor-Id"] == outgoing.sent_id
    signature = webhook.signature(SECRET, sent["X-Candor-Timestamp"], body)
    assert sent["X-Signature-256"] == f"sha256={signature}"
    assert sent["Content-Type"] == "application/json"


@pytest.mark.parametrize(
    ("kind", "schema"),
    [(Kind.SLACK, forms.SLACK), (Kind.TEAMS, forms.TEAMS), (Kind.DISCORD, forms.DISCORD)],
)
@pytest.mark.parametrize("outgoing", [notification(), NUDGE], ids=["news", "nudge"])
def test_each_chat_gets_its_own_form_and_nothing_of_the_webhooks(
    kind: Kind, schema: forms.Schema, outgoing: Notification | Nudge
) -> None:
    with serving(answering(b"HTTP/1.1 202 Accepted\r\n\r\n")) as server:
        there = Destination(kind, f"{server.url}/s3cret")
        deliver(there, outgoing, secret=SECRET, link=LINK, now=NOW, allow=LOOPBACK)
    head, _, body = server.requests[0].partition(b"\r\n\r\n")
    jsonschema.validate(json.loads(body), schema)
    assert b"X-" not in head


def test_what_is_not_taken_is_said_of_the_kind_and_host_alone() -> None:
    with serving(answering(b"HTTP/1.1 404 Not Found\r\n\r\nno_service")) as server:
        there = Destination(Kind.SLACK, f"{server.url}/s3cret")
        with pytest.raises(DeliveryFailed) as failed:
            deliver(there, notification(), secret=None, now=NOW, allow=LOOPBACK)
    assert str(failed.value) == (
        f"Slack at 127.0.0.1:{server.port} took nothing: it answered with status 404."
    )
    assert failed.value.permanent


def test_without_leave_nothing_private_is_posted_to() -> None:
    with serving(answering(OK)) as server:
        there = Destination(Kind.WEBHOOK, f"{server.url}/x")
        with pytest.raises(DeliveryFailed, match="no public IPv4 address") as failed:
            deliver(there, notification(), secret=SECRET, now=NOW)
    assert failed.value.permanent
    assert server.requests == []


def blocks(language: str) -> list[str]:
    """The code of that language in the document for receivers."""
    text = (PROJECT / "docs" / "webhooks.md").read_text("utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


def test_the_bodies_in_the_document_are_those_that_are_posted() -> None:
    question, news, nudge = map(json.loads, blocks("json"))
    assert question == body_of(asking(), question["confirmation"]["url"])
    assert news == body_of(notification(), LINK)
    assert nudge == body_of(NUDGE)


def test_the_document_shows_how_a_signature_is_checked() -> None:
    (code,) = blocks("python")
    names: dict[str, Any] = {}
    exec(code, names)
    is_genuine: Callable[[str, dict[str, str], bytes], bool] = names["is_genuine"]
    body = webhook.body_of(notification())
    now = datetime.now(UTC)
    headers = dict(webhook.headers_of("0one", body, secret=SECRET, now=now))
    assert is_genuine(SECRET, headers, body)
    assert not is_genuine("another secret", headers, body)
    assert not is_genuine(SECRET, headers, body + b" ")
    later = {**headers, "X-Candor-Timestamp": str(int(now.timestamp()) + 1)}
    assert not is_genuine(SECRET, later, body)
    old = dict(webhook.headers_of("0one", body, secret=SECRET, now=now - timedelta(minutes=6)))
    assert not is_genuine(SECRET, old, body)


@pytest.mark.parametrize("told", [incident(), maintenance()], ids=["incident", "maintenance"])
def test_what_is_posted_is_described_for_programs_key_by_key(told: Any) -> None:
    """The ids of our specimens are no real ones; these are."""
    real = "0checkout001"
    changes = (
        ComponentChange(
            component_id=real,
            name="Checkout",
            before=ComponentStatus.NO_DATA,
            after=ComponentStatus.MAJOR_OUTAGE,
        ),
    )
    told = replace(
        told, component_ids=(real,), updates=(replace(told.updates[0], changes=changes),)
    )
    known = particulars(told)
    known = replace(known, components=(replace(known.components[0], component_id=real),))
    news = body_of(replace(notification(), particulars=known))
    assert news["incident"]["components"]
    assert faults(news, ref("PostedNews")) == []
    assert faults(body_of(NUDGE), ref("PostedNudge")) == []


def test_the_headers_are_described_too() -> None:
    assert [*HEADERS] == [webhook.ID, webhook.TIMESTAMP, webhook.SIGNATURE]
    table = (PROJECT / "docs" / "webhooks.md").read_text("utf-8")
    assert all(f"| `{name}` |" in table for name in HEADERS)

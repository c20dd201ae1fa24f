"""The notifications topic: all news as JSON, for the relay and for whoever else listens in AWS.

docs/topic.md says what is in it; a later version of Candor adds to it, and takes nothing away.
"""

from chalicelib import settings
from chalicelib.channels import sns, wording
from chalicelib.channels.bodies import Body, encoded
from chalicelib.channels.sns import Attributes
from chalicelib.channels.webhook import incident_of, known_of, page_of
from chalicelib.domain.drills import KIND, Drill
from chalicelib.domain.maintenances import Maintenance
from chalicelib.domain.notifications import Notification
from chalicelib.domain.selections import Bearing

VERSION = 1
MAINTENANCE = "maintenance"


def publish(news: Notification, bearing: Bearing) -> str:
    """Hand the news to SNS for everybody who listens; answers with SNS's message id.

    What selections are held against stands in the attributes, for filter policies. Raises
    DeliveryFailed, also for news that an earlier version wrote down.
    """
    attributes = attributes_of(news, bearing)
    return sns.publish(
        settings.names().notifications_topic,
        text=message_of(news, attributes),
        attributes=attributes,
        what=f"news {news.id} for the notifications topic",
    )


def publish_drill(drill: Drill) -> str:
    """Hand the drill to SNS: whoever filters by `kind`, or hears by us, doesn't hear of it.

    Raises DeliveryFailed.
    """
    noted = {"id": drill.id, "kind": KIND, "at": drill.at.isoformat()}
    return sns.publish(
        settings.names().notifications_topic,
        text=encoded({"version": VERSION, "notification": noted}).decode(),
        attributes={"notification_id": drill.id, "kind": KIND},
        what=f"drill {drill.id}",
    )


def message_of(news: Notification, attributes: Attributes) -> str:
    """The JSON; beyond what SNS takes, in the page's first language alone."""
    spoken = (news, *news.in_other_languages)
    whole = _message(news, spoken)
    if sns.size_of(whole, attributes) <= sns.LONGEST:
        return whole
    return _message(news, spoken[:1])


def attributes_of(news: Notification, bearing: Bearing) -> Attributes:
    """Eight: SNS hands on no more than ten to a queue that gets messages as they are."""
    told = known_of(news).told
    return {
        "notification_id": news.id,
        "kind": _kind(news),
        "status": told.stage.value,
        "impact": MAINTENANCE if isinstance(told, Maintenance) else told.impact.value,
        "is_over": "true" if news.is_over else "false",
        "components": bearing.reach.component_ids,
        "groups": bearing.reach.group_ids,
        "languages": tuple(each.language for each in (news, *news.in_other_languages)),
    }


def _message(news: Notification, spoken: tuple[Notification, ...]) -> str:
    known = known_of(news)
    body: Body = {
        "version": VERSION,
        "notification": {
            "id": news.id,
            "kind": _kind(news),
            "number": news.number,
            "reminder": news.reminder,
            "is_over": news.is_over,
            "at": news.at.isoformat(),
            "words": [_words(each) for each in spoken],
        },
        "page": page_of(known) | {"name": news.page_name, "url": known.page_url},
        "incident": incident_of(news),
    }
    return encoded(body).decode()


def _words(said: Notification) -> Body:
    """All that readers are told, in one language, as plain text."""
    return {
        "language": said.language,
        "headline": wording.headline(said),
        "text": "\n\n".join(wording.paragraphs(said)),
        "facts": list(wording.facts_of(said)),
    }


def _kind(news: Notification) -> str:
    return MAINTENANCE if isinstance(known_of(news).told, Maintenance) else "incident"

"""What it asks of AWS to hand news over to audiences, however many people are in them."""

from collections.abc import Iterator
from dataclasses import dataclass

import boto3

from bench.capacity import Consumed, metered
from chalicelib.domain.notifications import Notification
from tests.specimens import notification
from tests.world import World

# Audiences, everybody's among them, and the people who are spread over all of them.
CASES = ((1, 1), (1, 1_000), (50, 1_000), (500, 1_000))


@dataclass(frozen=True, slots=True)
class Spread:
    audiences: int
    members: int
    consumed: Consumed

    @property
    def publishes(self) -> int:
        return self.consumed.requests["sns Publish"]


def spreads(here: World) -> Iterator[Spread]:
    """News of the page that has it all, once for each case; audiences and people stay."""
    for number, (audiences, members) in enumerate(CASES):
        _fill(here, audiences, members)
        news = notification(f"{number:07}aaaaa")
        with metered(Consumed()) as consumed:
            _spread(here, news)
        yield Spread(audiences, members, consumed)


def _spread(here: World, news: Notification) -> None:
    from chalicelib.services import reminding, spreading

    now = here.clock.now()
    spreading.spread(news, spreading.listeners(reminding.footer(now)), now)


def _fill(here: World, audiences: int, members: int) -> None:
    topics = list(_topics(audiences))
    sns = boto3.client("sns")
    for number in range(members):
        topic = topics[number % len(topics)]
        sns.subscribe(TopicArn=topic, Protocol="email", Endpoint=f"{number}@example.com")
    for subscription in here.aws.subscriptions._backend.subscriptions.values():
        subscription.confirmed = True


def _topics(count: int) -> Iterator[str]:
    """Those of everybody and of so many others, each of whom hears of everything as well."""
    from chalicelib import settings
    from chalicelib.domain.audiences import Audience
    from chalicelib.domain.selections import Selection
    from chalicelib.storage import audiences

    sns, name = boto3.client("sns"), settings.names().news_topic
    for number in range(count):
        topic = f"{name}-{number}" if number else name
        if number:
            audiences.add(Audience(selection=Selection(language=f"x{number}"), topic=topic))
        yield sns.create_topic(Name=topic)["TopicArn"]

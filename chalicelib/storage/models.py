"""The one row type of the one table, and every key in it. Imported by its siblings only.

    pk                     sk                 what
    PAGE                   definition         the page definition, as it is in force
                           applied            the same, as the last apply left it (for drift)
                           logo               the logo's bytes
                           pictures           those of the signers' pictures
                           former             those of pictures that the last apply left, and
                                              that the team took away since
    STATE                  head               version of all that the page shows; open episodes,
                                              pins of people, the agenda of maintenances,
                                              deadlines of the team
                           check#<id>         what we believe of a check
                           component#<id>     how a component is
                           plan#<version>     a large change under way, to be finished first
    ROSTERS                <digest>           which checks a shard's results belong to
    SAMPLES#<shard>#<day>  <tick>             the results of one shard in one tick, packed
    CHANGES#<month>        <tick>#<component> a confirmed change of a component's status
    HOURS#<day>            <start>#<block>    a closed hour of all components, packed, in 8 blocks
    RECORD                 current            all that is rolled up, as pages are published with it
                           part#<version>#…   the rest of a record too large for one row
    RECORD#<component>     days#<month>       the closed days of one component, packed
                           hours#<month>#<n>  their hours, of eight days a row
    INCIDENTS              <id>               an incident; ids sort by when it began
                           <id>#<number>      its updates
    POSTMORTEMS            <incident>         a draft of a post-mortem, or that it is gone
    MAINTENANCES           <id>               a maintenance with its updates; ids sort by its window
                           <start>#<id>       where to find one whose window was moved
    MESSAGES               <id>               what the company wants to say besides
    IMAGES                 <digest>           the bytes of such a message's image
    OUTBOX                 <told>#<number>    news that waits to be handed over
                           team#<id>          a nudge of the team that waits as well
    SET-ASIDE              <told>#<number>    news that can never be sent, with the reason
    DELIVERIES#<outgoing>  what               what is delivered to addresses, one by one
                           to#<topic>         how far it is at that audience, or at another of few
                           asked#<after>      how many of the next subscribers were asked for
                           counted            how far it is on each channel; `version` is when
    DELIVERIES#<o…>#<n>    to#<digest>        how far it is at a subscriber, in 16 partitions
    FAILING                <digest>           a destination at which nothing arrives
    SUBSCRIBERS            <digest>           a webhook or a chat that hears, or was asked to
    MANAGED#<digest>       link               what its link, of which that is the digest, shows
                           code               what proves a phone number, at a page of that token
    HEARD#<told>#<n>       <digest>           what a subscriber was told last of it: `version` is
                                              the place in its story, `facts` the time; without
                                              a number in what an earlier version began
    DISABLED               subscribers        how many were taken out (`version`), and when the team
                                              was told of the ones before (`facts`)
    DEAD-LETTERS           told               how many dead letters the team knows of (`version`),
                                              and since when (`facts`)
    OFFERS                 sms                of which countries numbers may sign up, and whether
                                              SNS holds its SMS in its sandbox
    SMS                    month#<month>      what a month's SMS cost, in millionths of a dollar
                           numbers#<country>  how many numbers hear
                           ceiling#<what>     that the team was told that a ceiling is reached
    SMS#<told>             count              how many numbers were told of that
                           to#<digest>        one of them
    REACHED                <told>             whom subscribers were told that it hits
    AUDIENCES              <id>               the people who chose the same, and their topic
    ENROLMENTS             <digest>           which audience an address is in, or was asked about
    PENDING                0#<time>#<digest>  when SNS is to be asked what an address answered
                                              that is in another audience yet
                           1#<time>#<digest>  the same of one that is in none
    HELD                   <topic>#<told>#<n> news that waits until an audience may be sent more;
                                              `version` is until when somebody is at it
    PACES                  <topic>            when an audience was sent mails within the last hour
    DIGESTS                round              what the next digests tell, and when they are due
                           news#<time>#<id>   that some news was told then
    SENT                   <incident>#0001    when the first news of an incident was handed over
    ANSWERS#<incident>     <question>#<score> how many customers gave that score
                           line#<id>          a line that one of them wrote; ids sort by time
                           lines              how many lines there are
                           given#<digest>     an answer of this minute, so that it counts once
    HANDLED                <digest>           a request of the team, so that it counts once
    SNAPSHOT               snapshot           the page as data, packed
                           part#<version>#…   the rest of a snapshot too large for one row
                           pulse              when each shard looked; what is published
    COPIES                 <region>           how far the copies in a bucket are
    DRILLS                 state              the drill that is under way, and what the last proved
    CANARY#<drill>         webhook            a drill of which our own webhook may hear: `version`
                                              is when it did, in millionths of a second
    LIMIT#<what>#<who>     <window>           how often somebody asked
    LIMIT#code#<digest>    tries              how often a code was typed at that token's page
    PEOPLE                 team               everybody who writes for the company
    CREDENTIALS            <person>           passphrase as a hash, secret of the codes;
                                              `version` is the last code's counter
    INVITATIONS            <person>           an invitation; `version` is its last second
    PASSES                 <id>               a link to write one update with; `version` is 2 once
                                              it is used up
    SESSIONS#<person>      <digest>           a browser in which somebody is signed in
    KEYS                   <id>               an API key, of whose secret there is a digest
    AUDIT#<month>          <id>               who changed what; ids sort by time; never rewritten
    DEPLOYMENT             <stage>            written by the deployment, see infra

Small rows hold readable JSON in `facts`; large ones hold it compressed in `packed`. `looked` is
the pulse's map from shard to time, apart so that each shard writes its own entry.
"""

import zlib
from typing import Any

from pynamodb.attributes import (
    BinaryAttribute,
    MapAttribute,
    NumberAttribute,
    UnicodeAttribute,
)
from pynamodb.models import Model

from chalicelib import settings
from chalicelib.patience import TABLE


class Row(Model):
    """`version` is compared by conditional writes; `ttl` is the epoch second of removal."""

    class Meta:
        table_name = settings.names().table
        region = settings.region()
        connect_timeout_seconds = TABLE.connect_s
        read_timeout_seconds = TABLE.read_s
        max_retry_attempts = TABLE.attempts - 1

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    version = NumberAttribute(null=True)
    facts = UnicodeAttribute(null=True)
    packed = BinaryAttribute(null=True, legacy_encoding=False)
    # pynamodb leaves the constructor of its maps untyped
    looked: MapAttribute[str, Any] = MapAttribute(null=True)  # type: ignore[no-untyped-call]
    reason = UnicodeAttribute(null=True)
    ttl = NumberAttribute(null=True)


PAGE = "PAGE"
DEFINITION = "definition"
APPLIED = "applied"
LOGO = "logo"
PICTURES = "pictures"
FORMER = "former"

STATE = "STATE"
HEAD = "head"
CHECK_PREFIX = "check#"
COMPONENT_PREFIX = "component#"
PLAN_PREFIX = "plan#"

ROSTERS = "ROSTERS"
RECORD = "RECORD"
CURRENT_RECORD = "current"

INCIDENTS = "INCIDENTS"
POSTMORTEMS = "POSTMORTEMS"
MAINTENANCES = "MAINTENANCES"
MESSAGES = "MESSAGES"
IMAGES = "IMAGES"
OUTBOX = "OUTBOX"
SENT = "SENT"
REACHED = "REACHED"
AUDIENCES = "AUDIENCES"
HELD = "HELD"
PACES = "PACES"

DIGESTS = "DIGESTS"
ROUND = "round"
NEWS_PREFIX = "news#"
ENROLMENTS = "ENROLMENTS"
PENDING = "PENDING"
SET_ASIDE = "SET-ASIDE"
SUBSCRIBERS = "SUBSCRIBERS"
LINK = "link"
DISABLED = "DISABLED"
DEAD_LETTERS = "DEAD-LETTERS"

OFFERS = "OFFERS"
SMS = "SMS"
MONTH_PREFIX = "month#"
NUMBERS_PREFIX = "numbers#"
CEILING_PREFIX = "ceiling#"
CODE = "code"
TRIED = "tries"

DELIVERED = "what"
DESTINATION_PREFIX = "to#"
ASKED_PREFIX = "asked#"
COUNTED = "counted"
# DynamoDB takes 1,000 writes a second for a partition key, until it splits it. Ten thousand
# subscribers are two writes each here: twenty seconds with one key, less than two with 16. More
# would be more reads for whoever counts them.
# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html
PARTITIONS = 16
FAILING = "FAILING"

HANDLED = "HANDLED"

LINE_PREFIX = "line#"
LINES = "lines"
GIVEN_PREFIX = "given#"

SNAPSHOT = "SNAPSHOT"
CURRENT = "snapshot"
PART_PREFIX = "part#"
PULSE = "pulse"

COPIES = "COPIES"

DRILLS = "DRILLS"
DRILLS_STATE = "state"
CANARY = "webhook"

PEOPLE = "PEOPLE"
TEAM = "team"
CREDENTIALS = "CREDENTIALS"
INVITATIONS = "INVITATIONS"
PASSES = "PASSES"
KEYS = "KEYS"


def deliveries_of(outgoing_id: str, number: int | None = None) -> str:
    """The partition of one thing that is delivered, and of how far that is where it goes to few;
    or that one of the 16 for how far it is at subscribers.
    """
    of_all = f"DELIVERIES#{outgoing_id}"
    return of_all if number is None else f"{of_all}#{number}"


def canary_of(drill_id: str) -> str:
    """The partition of what our own webhook may hear of."""
    return f"CANARY#{drill_id}"


def heard_of(told_id: str, number: int | None = None) -> str:
    """One of the 16 partitions of how far subscribers have heard of an incident or a maintenance;
    without a number, the one that an earlier version had for all of them.
    """
    of_all = f"HEARD#{told_id}"
    return of_all if number is None else f"{of_all}#{number}"


def number_of(to: str) -> int:
    """In which of the 16 partitions a destination's rows stand, by its digest."""
    return zlib.crc32(to.encode()) % PARTITIONS


def managed_by(token_digest: str) -> str:
    """The partition of what one link shows: who doesn't know its name finds nothing."""
    return f"MANAGED#{token_digest}"


def tries_of(token_digest: str) -> str:
    """The partition of how often a code was typed at one page."""
    return f"LIMIT#code#{token_digest}"


def texts_of(told_id: str) -> str:
    """The partition of the numbers that were told of an incident or a maintenance."""
    return f"{SMS}#{told_id}"


def answers_of(incident_id: str) -> str:
    """The partition of what customers say about an incident."""
    return f"ANSWERS#{incident_id}"

"""What the deployment decides: read from the environment, and nowhere else."""

import os
from dataclasses import dataclass
from functools import lru_cache

from chalicelib.domain.ids import derived_id
from chalicelib.domain.proxies import Network, network_of
from chalicelib.domain.regions import place_of

APP_NAME = "candor"


@dataclass(frozen=True, slots=True)
class Names:
    """The names of everything that one stage has in AWS, all made from the stage's own name.

    Deterministic names need no ARNs in the configuration, so that a deployment can be described
    before it exists.
    """

    stage: str

    @property
    def table(self) -> str:
        return f"{APP_NAME}-{self.stage}"

    @property
    def news_topic(self) -> str:
        """The SNS topic whose email subscribers hear everything."""
        return f"{APP_NAME}-{self.stage}-news"

    @property
    def team_topic(self) -> str:
        """The SNS topic by which the team hears what waits for one of them."""
        return f"{APP_NAME}-{self.stage}-team"

    @property
    def notifications_topic(self) -> str:
        """The SNS topic of all news, behind which are the relay and whoever else listens."""
        return f"{APP_NAME}-{self.stage}-notifications"

    @property
    def probe_queue(self) -> str:
        """The SQS queue of shards: the checks that one invocation probes."""
        return f"{APP_NAME}-{self.stage}-probes"

    @property
    def probe_dead_letters(self) -> str:
        return f"{APP_NAME}-{self.stage}-probes-dead"

    @property
    def sign_up_queue(self) -> str:
        """The SQS queue of addresses that want to be asked whether they want to hear."""
        return f"{APP_NAME}-{self.stage}-sign-ups"

    @property
    def sign_up_dead_letters(self) -> str:
        return f"{APP_NAME}-{self.stage}-sign-ups-dead"

    @property
    def relay_queue(self) -> str:
        """The SQS queue of relays: news that is to be handed on to the subscribers."""
        return f"{APP_NAME}-{self.stage}-relays"

    @property
    def relay_dead_letters(self) -> str:
        return f"{APP_NAME}-{self.stage}-relays-dead"

    @property
    def delivery_queue(self) -> str:
        """The SQS queue of deliveries: what is to be posted to one address each."""
        return f"{APP_NAME}-{self.stage}-deliveries"

    @property
    def delivery_dead_letters(self) -> str:
        return f"{APP_NAME}-{self.stage}-deliveries-dead"

    @property
    def canary_queue(self) -> str:
        """The SQS queue on the notifications topic that hears of drills alone."""
        return f"{APP_NAME}-{self.stage}-canary"

    @property
    def admin_function(self) -> str:
        """The function behind the team's own pages and API, as Chalice names it."""
        return f"{APP_NAME}-{self.stage}-admin"

    def copy_bucket(self, account: str, region: str) -> str:
        """The S3 bucket of the published copies in that region.

        All accounts share the names of buckets; so it carries ours.
        """
        return f"{self.copy_bucket_prefix}{account}-{region}"

    @property
    def copy_bucket_prefix(self) -> str:
        return f"{APP_NAME}-{self.stage}-copy-"


def page_id() -> str:
    """The page's id, as the API and webhooks give it: always the same for the same stage."""
    return derived_id("page", stage())


def stage() -> str:
    """The deployment's stage, from STAGE; `dev` when nobody says."""
    return os.environ.get("STAGE", "dev")


def names() -> Names:
    return Names(stage())


def base_url() -> str | None:
    """The page's public address from BASE_URL, without a trailing slash, or None.

    It goes before the `url` of the page definition: a copy of the page that runs somewhere else
    (the devstack, a test stage) then links to itself.
    """
    return os.environ.get("BASE_URL", "").rstrip("/") or None


def region() -> str:
    return os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION") or "us-east-1"


def copy_regions() -> tuple[str, ...]:
    """The AWS regions that have a bucket of copies, from COPY_REGIONS; as a rule none."""
    return tuple(dict.fromkeys(os.environ.get("COPY_REGIONS", "").split()))


def trusted_proxies() -> tuple[Network, ...]:
    """The networks of proxies before the page that say truly who asks: TRUSTED_PROXIES, in CIDR.

    As a rule none: then the connection alone counts, as API Gateway has it.
    """
    return _networks(os.environ.get("TRUSTED_PROXIES", ""))


@lru_cache(maxsize=1)
def _networks(written: str) -> tuple[Network, ...]:
    return tuple(map(network_of, written.split()))


def own_networks() -> tuple[str, ...]:
    """Networks that strangers' webhooks may be in although they aren't public: OWN_NETWORKS.

    For the devstack and the tests, which post to the machine they run on. A deployment has none,
    as a test of its configuration holds: there, strangers would reach what is behind the wall.
    """
    return tuple(os.environ.get("OWN_NETWORKS", "").split())


def place() -> str:
    """Where the checks run, in words for readers: PLACE, or what AWS's region is known by."""
    return " ".join(os.environ.get("PLACE", "").split()) or place_of(region())

"""The devstack as one thing that is started and stopped."""

import os
from collections.abc import Iterable
from contextlib import ExitStack
from datetime import datetime
from unittest.mock import patch

import boto3
from chalice.app import SNSEventConfig
from chalice.cli.factory import CLIFactory
from chalice.config import Config

from chalicelib import clock as app_clock
from devstack import dynamodb, environment
from devstack.clock import VirtualClock
from devstack.console import Console
from devstack.demo import Demo
from devstack.deployment import STAGE, Deployment
from devstack.doors import Door
from devstack.embedded import EmbeddedAws
from devstack.functions import Functions
from devstack.gateway import Gateway
from devstack.invocations import ACCOUNT, REGION
from devstack.mailbox import Mailbox
from devstack.queues import queue_sources
from devstack.schedules import Schedules
from devstack.settings import Settings
from devstack.stand_in import StandIn
from devstack.state import State

_CLOCK = "clock"
_FIRST_LOOK_SECONDS = 5
_LAST_WORDS_SECONDS = 3


class DevStack:
    """The whole system. Between `start` and `stop` the process belongs to it: its environment,
    its AWS and its clock are the devstack's own.
    """

    def __init__(self, settings: Settings, deployment: Deployment) -> None:
        self.settings = settings
        self.first_owner: str | None = None  # the link, where nobody is in the team yet
        self._deployment = deployment
        self._open = ExitStack()

    def start(self) -> None:
        """Returns when everything answers, and the first checks have had some time.

        Raises PortTaken, StateInUse, dynamodb.Unreachable, or what the deployment raises.
        """
        with ExitStack() as stack:
            self._start(stack)
            self._open = stack.pop_all()
        self.functions.wait_until_idle(_FIRST_LOOK_SECONDS)

    def stop(self) -> None:
        """Ends everything; only a run that hangs is left to end with the process."""
        self._sources.close()
        if self.functions.wait_until_idle(_LAST_WORDS_SECONDS):
            self._open.close()
        # Otherwise the environment stays as it is: what still runs must not find the person's own
        # AWS account behind it.

    def _start(self, stack: ExitStack) -> None:
        settings = self.settings
        page, console_door, aws_door, demo_door = self._doors(stack)
        if settings.dynamodb_endpoint:
            dynamodb.reach(settings.dynamodb_endpoint)
        state = State(settings.state_file)
        stack.callback(state.close)
        self.clock = _clock(settings.speed, state)
        self.mailbox = Mailbox(state, self.clock)
        self.demo = Demo(state, StandIn(settings.page_url))
        stack.enter_context(environment.of_nobody(_variables(settings)))
        stack.enter_context(patch.object(app_clock, "now", self.clock.now))
        self.aws = EmbeddedAws(
            state=state,
            mailbox=self.mailbox,
            clock=self.clock,
            console_url=settings.console_url,
            dynamodb_endpoint=settings.dynamodb_endpoint,
        )
        stack.enter_context(self.aws.running())
        self.aws.open(aws_door)
        self.demo.open(demo_door)
        self._deployment.provision()
        self.aws.continue_from_state()
        self._start_app(stack, page)
        Console(self).open(console_door)

    def _start_app(self, stack: ExitStack, door: Door) -> None:
        deployment = self._deployment
        config = _config(deployment)
        app = config.chalice_app
        self.functions = Functions(app, config, self.clock)
        deployment.apply(self.clock.now())
        self.first_owner = deployment.first_owner(self.clock.now())
        gateway = Gateway(app, config, self.functions, self.clock, words=deployment.words)
        gateway.open(door)
        self.schedules = Schedules(app.event_sources, self.functions, self.clock)
        self._sources = stack.enter_context(ExitStack())
        self._sources.callback(self.functions.stop)
        for source in queue_sources(app.event_sources, self.functions, deployment.reporting):
            source.start()
            self._sources.callback(source.stop)
        self._subscribe_functions(app.event_sources)
        self.aws.functions.start_answering(self.functions.answer_invoke)
        self.schedules.start()
        self._sources.callback(self.schedules.stop)

    def _subscribe_functions(self, sources: Iterable[object]) -> None:
        sns = boto3.client("sns")
        names = {self.functions.arn(name): name for name in self.functions.names}
        for source in sources:
            if isinstance(source, SNSEventConfig):
                topic = source.topic
                arn = (
                    topic if topic.startswith("arn:") else f"arn:aws:sns:{REGION}:{ACCOUNT}:{topic}"
                )
                endpoint = self.functions.arn(source.name)
                sns.subscribe(TopicArn=arn, Protocol="lambda", Endpoint=endpoint)
        self.aws.topics.start_delivering(
            lambda arn, event, done: self.functions.invoke_later(
                names[arn], event, "a message of a topic", done
            )
        )

    def _doors(self, stack: ExitStack) -> list[Door]:
        """All ports, before anything else: a taken one is told at once."""
        ports = {
            "the status page": self.settings.port,
            "the console": self.settings.console_port,
            "embedded AWS": self.settings.aws_port,
            "the demo service": self.settings.demo_port,
        }
        doors = []
        for purpose, port in ports.items():
            doors.append(Door(port, of=purpose))
            stack.callback(doors[-1].close)
        return doors


def _clock(speed: float, state: State) -> VirtualClock:
    kept = state.kept(_CLOCK)
    return VirtualClock(
        speed,
        not_before=datetime.fromisoformat(kept) if kept else None,
        reserve=lambda moment: state.keep(_CLOCK, moment.isoformat()),
    )


def _variables(settings: Settings) -> dict[str, str]:
    variables = {
        "STAGE": STAGE,
        "BASE_URL": settings.page_url,
        "DEMO_URL": settings.demo_url,
        "PLACE": "this machine",
        "OWN_NETWORKS": "127.0.0.1",
        "COPY_REGIONS": "eu-central-1",
    }
    if settings.dynamodb_endpoint:
        variables["AWS_ENDPOINT_URL_DYNAMODB"] = settings.dynamodb_endpoint
    return variables


def _config(deployment: Deployment) -> Config:
    # Chalice would put the stage's variables over ours; so it gets an environment to spoil.
    factory = CLIFactory(str(deployment.project), environ={})
    config = factory.create_config_obj(chalice_stage_name=STAGE)
    for name, value in config.environment_variables.items():
        os.environ.setdefault(name, value)
    return config

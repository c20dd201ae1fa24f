"""`candor deploy` and `candor delete`: a stage in AWS, from one command.

    credentials → package → table, topic, queues, log groups, buckets → Chalice's record
    → `chalice deploy` → the record kept → API Gateway's errors in our words
    → a link for the first owner

Every step may run again. A deployment that stopped half way is mended by running it once more.
"""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import boto3
from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError, ProfileNotFound

from chalicelib.domain.errors import CandorError, InvalidInput
from infra import adoption, package, policies, records
from infra.configuration import PROJECT, api_stage, copy_regions, require_proxies, stages
from infra.gateway_errors import set_gateway_errors
from infra.provision import described_here, provision
from infra.records import Source
from infra.resources import Resources

_CHALICE = "import sys; from chalice.cli import main; sys.exit(main())"
_FIRST_OWNER = (
    "import sys; from chalicelib import clock; from infra.provision import first_owner; "
    "print(first_owner(sys.argv[1], clock.now()) or '')"
)


class DeploymentFault(CandorError):
    """A step of the deployment failed; the sentence says which, and what to do."""


def deploy(stage: str, project: Path = PROJECT) -> int:
    """Makes or updates everything of the stage, tells a person how it goes, gives the exit code."""
    return _told(_deploy, stage, project)


def delete(stage: str, project: Path = PROJECT) -> int:
    """Takes the functions and the API away, and keeps what people wrote: table, topic, queues, and
    the copies.
    """
    return _told(_delete, stage, project)


def _told(step: Callable[[str, Path], None], stage: str, project: Path) -> int:
    try:
        step(stage, project)
    except CandorError as error:
        print(error, file=sys.stderr)
        return 1
    except ClientError as error:
        print(f"AWS refused: {error}", file=sys.stderr)
        return 1
    except BotoCoreError as error:
        print(f"Talking to AWS failed: {error}", file=sys.stderr)
        return 1
    return 0


def _deploy(stage: str, project: Path) -> None:
    _require_stage(stage, project)
    _say(f"Deploying {stage} to {_place()}.")
    _say("Building the package; the first time takes a while.")
    layer = package.build(project, stage)
    _say(f"The dependencies are {layer.stat().st_size / 1e6:.1f} MB in one layer.")
    _report(provision(stage, copy_regions=copy_regions(project, stage)))
    _find_record(stage, project)
    _chalice(project, "deploy", "--stage", stage)
    records.keep(project, stage)
    api = records.api(project, stage)
    if api is None:
        raise DeploymentFault("Chalice made no API. app.py needs at least one route.")
    set_gateway_errors(api.id, api_stage(project))
    _say_what_is_next(stage, api.url)
    _invite_first_owner(stage, api.url)


def _delete(stage: str, project: Path) -> None:
    _require_stage(stage, project)
    _say(f"Deleting {stage} from {_place()}.")
    _find_record(stage, project)
    _chalice(project, "delete", "--stage", stage)
    records.keep(project, stage)
    kept = described_here(stage, copy_regions(project, stage))
    _say("The functions and the API are gone, and so is their address: another deployment gets")
    _say("a new one. Kept, with all that people wrote and all who subscribed:")
    _report(kept)
    _say("docs/operations.md says how to remove these too.")


def _require_stage(stage: str, project: Path) -> None:
    known = stages(project)
    if stage not in known:
        raise InvalidInput(
            f"There is no stage {stage}: .chalice/config.json knows {', '.join(known)}. "
            "To add one, copy a stage there and run `python -m infra.policies`."
        )
    copy_regions(project, stage)  # raises, too
    require_proxies(project, stage)
    if policies.outdated(project, stage):
        raise InvalidInput(
            f"The policy files of stage {stage} are missing or out of date. "
            "Run `python -m infra.policies`, and look at what changed."
        )


def _place() -> str:
    """Account and region. Raises InvalidInput when AWS doesn't know who we are."""
    try:
        region = boto3.Session().region_name
        if region is None:
            raise InvalidInput("No AWS region is chosen. Set AWS_DEFAULT_REGION, say to eu-west-1.")
        account = boto3.client("sts").get_caller_identity()["Account"]
    except NoCredentialsError as error:
        raise InvalidInput(
            "There are no AWS credentials. Run `aws configure`, or set AWS_PROFILE, or "
            "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."
        ) from error
    except ProfileNotFound as error:
        raise InvalidInput(f"{error}. AWS_PROFILE names one of ~/.aws/config.") from error
    except ClientError as error:
        reason = error.response["Error"].get("Message", "no reason given")
        raise InvalidInput(f"AWS doesn't accept these credentials: {reason}") from error
    return f"account {account}, region {region}"


def _find_record(stage: str, project: Path) -> None:
    match records.restore(project, stage):
        case Source.TABLE:
            _say("Going on from the last deployment, which was made elsewhere.")
        case Source.CHECKOUT:
            _say("Going on from the last deployment.")
        case Source.NOWHERE:
            _say("This is the first deployment of this stage.")
    for what in adoption.adopt(project, stage):
        _say(f"Found {what} of a deployment that stopped half way, and going on with it.")


def _chalice(project: Path, *arguments: str) -> None:
    """Runs Chalice's command line in the project, its words indented under ours."""
    with subprocess.Popen(
        [sys.executable, "-c", _CHALICE, *arguments],
        cwd=project,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        assert process.stdout is not None  # we asked for the pipe
        for line in process.stdout:
            _say(f"    {line.rstrip()}")
    if process.returncode:
        raise DeploymentFault(
            f"`chalice {' '.join(arguments)}` failed; its words are above. "
            "Nothing that people wrote is touched. Run the command again when it is mended."
        )


def _report(standing: Resources) -> None:
    _say(f"    table {standing.table.name}")
    for topic in standing.topics:
        _say(f"    topic {topic.name}")
    for queue in standing.queues:
        _say(f"    queue {queue.name}")
    for bucket in standing.buckets:
        _say(f"    bucket of copies {bucket.name}")


def _say_what_is_next(stage: str, url: str) -> None:
    _say(f"The status page stands at {url}")
    _say("Next: write that address as `url` into your page definition, and give it to the page:")
    _say(f"    candor apply --stage {stage} page.yaml")


def _invite_first_owner(stage: str, url: str) -> None:
    """In a process of its own: the table's module reads the stage once, as it is imported."""
    region = boto3.Session().region_name or ""
    ran = subprocess.run(
        [sys.executable, "-c", _FIRST_OWNER, url],
        env={**os.environ, "STAGE": stage, "AWS_DEFAULT_REGION": region},
        capture_output=True,
        text=True,
        check=False,
    )
    if ran.returncode:
        *_, reason = ran.stderr.splitlines() or ["no reason given"]
        raise DeploymentFault(
            f"All is deployed, but the first owner could not be invited: {reason} "
            "Run the command again, or `candor person invite`."
        )
    if link := ran.stdout.strip():
        _say("Nobody is in the team yet. This link makes whoever opens it the first owner, once,")
        _say("within three days; it isn't shown again:")
        _say(f"    {link}")


def _say(line: str) -> None:
    print(line, flush=True)

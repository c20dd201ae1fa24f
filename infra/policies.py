"""What each function may do in AWS, and nothing else: one role a function, by name.

`python -m infra.policies` writes these as the policy files that `.chalice/config.json` names.

Names are exact. Region and account are not known before the deployment, and stand as `*`: a role
reaches its own account only.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from chalicelib.settings import Names
from infra import touched_rows
from infra.configuration import PROJECT, policy_file_of, stages
from infra.resources import log_group
from infra.touched_rows import Rows

Statement = Mapping[str, object]

# A batch asks for the right to send single messages.
_SEND = ("sqs:GetQueueUrl", "sqs:SendMessage")
_TAKE = ("sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage")
_COUNT = ("sqs:GetQueueAttributes", "sqs:GetQueueUrl")
# IAM knows no resource for it: a subscription isn't one.
# https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsns.html
_LEAVE: Statement = {
    "Sid": "EndSubscriptions",
    "Effect": "Allow",
    "Action": ["sns:Unsubscribe"],
    "Resource": "*",
}
# A phone number is no resource: what is published to anything but a topic is an SMS.
# https://docs.aws.amazon.com/sns/latest/dg/sns-using-identity-based-policies.html
_TEXT: Statement = {
    "Sid": "SendSms",
    "Effect": "Allow",
    "Action": ["sns:Publish"],
    "NotResource": "arn:*:sns:*:*:*",
}


def policy(function: str, stage: str) -> dict[str, object]:
    """The IAM policy document of one function in one stage."""
    statements = [_own_logs(function, stage), *_statements(function, Names(stage))]
    return {"Version": "2012-10-17", "Statement": statements}


def _statements(function: str, names: Names) -> Iterator[Statement]:
    try:
        role = _ROLES[function]
    except KeyError:
        raise ValueError(
            f"Nothing says what {function} may do: add it to infra/policies.py."
        ) from None
    return role(names)


def _tick(names: Names) -> Iterator[Statement]:
    yield _queue("HandOutShards", names.probe_queue, *_SEND)
    yield _queue("TakeCanaries", names.canary_queue, *_TAKE, "sqs:GetQueueUrl")
    yield _drills("SeeToDrills", names, "dynamodb:GetItem", "dynamodb:PutItem")
    yield from _look(names)


def _probe_shard(names: Names) -> Iterator[Statement]:
    yield _queue("TakeShards", names.probe_queue, *_TAKE)
    yield from _look(names)


def _look(names: Names) -> Iterator[Statement]:
    """Looking, and telling what was seen."""
    yield from _rows(names, touched_rows.LOOKERS)
    yield from _tell(names)
    yield _copies("WriteCopies", names, "s3:PutObject")


def _relay(names: Names) -> Iterator[Statement]:
    yield from _rows(names, touched_rows.RELAYERS)
    yield _queue("TakeAndGoOn", names.relay_queue, *_TAKE, *_SEND)
    yield _queue("HandOutDeliveries", names.delivery_queue, *_SEND)


def _deliver(names: Names) -> Iterator[Statement]:
    yield from _rows(names, touched_rows.DELIVERERS)
    yield _queue("TakeAndPostpone", names.delivery_queue, *_TAKE, *_SEND)
    yield _TEXT
    yield _of_the_account("AskWhoHasAnsweredStop", "sns:CheckIfPhoneNumberIsOptedOut")


def _enrol(names: Names) -> Iterator[Statement]:
    yield from _rows(names, touched_rows.ENROLLERS)
    yield _queue("TakeSignUps", names.sign_up_queue, *_TAKE)
    yield _queue("HandOutDeliveries", names.delivery_queue, *_SEND)
    asks = ("sns:CreateTopic", "sns:ListSubscriptionsByTopic", "sns:Subscribe")
    yield _allow("MakeAudiencesAndAsk", (*asks, "sns:SetTopicAttributes"), *_audiences(names))


def _roll_up(names: Names) -> Iterator[Statement]:
    yield from _rows(names, touched_rows.RECORDERS)
    yield _drills("StartDrills", names, "dynamodb:GetItem", "dynamodb:PutItem")
    removes = ("sns:DeleteTopic", "sns:GetTopicAttributes")
    yield _allow("RemoveEmptyAudiences", removes, f"sns:*:*:{names.news_topic}-*")
    yield _allow("CountDeadLetters", _COUNT, *_dead_letters(names))
    yield _of_the_account("AskWhetherSmsAreInTheSandbox", "sns:GetSMSSandboxAccountStatus")


def _api_handler(names: Names) -> Iterator[Statement]:
    yield _published(names)
    yield _counters(names)
    yield _linked(names)
    yield _heard(names)
    yield _queue("HandInSignUps", names.sign_up_queue, *_SEND)
    yield _copies("ReadCopies", names, "s3:GetObject")
    yield _allow(
        "HandOnToTheTeamsPages",
        ("lambda:InvokeFunction",),
        f"lambda:*:*:function:{names.admin_function}",
    )


def _admin(names: Names) -> Iterator[Statement]:
    yield _table("ReadAndWrite", names, *touched_rows.READ, *touched_rows.WRITE)
    yield from _tell(names)
    hears = ("sns:ListSubscriptionsByTopic", "sns:Subscribe")
    yield _allow("LetTheTeamHear", hears, f"sns:*:*:{names.team_topic}")
    takes = (*_COUNT, *_TAKE, "sqs:ChangeMessageVisibility")
    yield _allow("LookIntoDeadLetters", tuple({*takes}), *_dead_letters(names))
    yield _queue("SendSignUpsAgain", names.sign_up_queue, *_SEND)


def _stand_in(names: Names) -> Iterator[Statement]:
    yield _shown(names)
    yield _copies("ReadCopies", names, "s3:GetObject")


_ROLES: Mapping[str, Callable[[Names], Iterator[Statement]]] = {
    "tick": _tick,
    "probe_shard": _probe_shard,
    "relay": _relay,
    "deliver": _deliver,
    "enrol": _enrol,
    "roll_up": _roll_up,
    "api_handler": _api_handler,
    "admin": _admin,
    "stand_in": _stand_in,
}


def _own_logs(function: str, stage: str) -> Statement:
    # The group itself is made by the deployment, with its retention.
    return _allow(
        "WriteOwnLogs",
        ("logs:CreateLogStream", "logs:PutLogEvents"),
        f"logs:*:*:log-group:{log_group(function, stage)}:*",
    )


def _table(sid: str, names: Names, *actions: str) -> Statement:
    return _allow(sid, actions, f"dynamodb:*:*:table/{names.table}")


def _rows(names: Names, keys: Rows) -> Iterator[Statement]:
    """What the clock and the queue start reaches neither people nor what they come in with."""
    for sid, touched in keys.items():
        allowed = _table(sid, names, *touched_rows.ACTIONS[sid])
        yield {**allowed, "Condition": _only(*sorted(touched))}


def _published(names: Names) -> Statement:
    """Strangers read what is published, and never the definition, which may hold secrets."""
    reads = _table("ReadPublished", names, "dynamodb:BatchGetItem", "dynamodb:Query")
    return {**reads, "Condition": _only(*touched_rows.READERS_SEE)}


def _linked(names: Names) -> Statement:
    """What the link of a subscription shows: one row a partition, which nobody finds by asking for
    others, and nothing secret in it. What is wished by such a link goes into the queue.
    """
    reads = _table("ReadWhatALinkShows", names, "dynamodb:GetItem")
    return {**reads, "Condition": _only("MANAGED#*")}


def _drills(sid: str, names: Names, *actions: str) -> Statement:
    """How far drills are, and what our own webhook has heard."""
    return {**_table(sid, names, *actions), "Condition": _only("DRILLS", "CANARY#*")}


def _heard(names: Names) -> Statement:
    """Our own webhook writes that it has heard of a drill, which somebody else wrote down."""
    hears = _table("HearDrills", names, "dynamodb:GetItem", "dynamodb:UpdateItem")
    return {**hears, "Condition": _only("CANARY#*")}


def _shown(names: Names) -> Statement:
    """What stands in for the product reads the page as it is shown: snapshot and pulse."""
    reads = _table("ReadShown", names, "dynamodb:BatchGetItem")
    return {**reads, "Condition": _only("SNAPSHOT")}


def _counters(names: Names) -> Statement:
    """What strangers can reach counts requests and answers, whatever else may be wrong with it.

    Answers are written by updates alone, lines as well: it may neither read nor delete any.
    """
    counts = _table("Count", names, "dynamodb:UpdateItem")
    return {**counts, "Condition": _only(*touched_rows.STRANGERS_WRITE)}


def _only(*keys: str) -> Mapping[str, object]:
    """The condition that each row which is touched has one of these partition keys."""
    return {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": list(keys)}}


def _queue(sid: str, queue: str, *actions: str) -> Statement:
    return _allow(sid, actions, f"sqs:*:*:{queue}")


def _tell(names: Names) -> Iterator[Statement]:
    """Whom news concerns hears it, by mail or by what posts; SNS is asked what became of its
    questions, and an address that has chosen again leaves its former audience.
    """
    yield _queue("HandOutDeliveries", names.delivery_queue, *_SEND)
    topics = (f"sns:*:*:{each}" for each in (names.team_topic, names.notifications_topic))
    yield _allow("Tell", ("sns:Publish",), *_audiences(names), *topics)
    asks = ("sns:GetSubscriptionAttributes", "sns:GetTopicAttributes")
    yield _allow("AskWhoHears", asks, *_audiences(names))
    yield _LEAVE


def _dead_letters(names: Names) -> tuple[str, ...]:
    """The queues of what a function died of, time and again."""
    return tuple(
        f"sqs:*:*:{queue}"
        for queue in (
            names.probe_dead_letters,
            names.sign_up_dead_letters,
            names.relay_dead_letters,
            names.delivery_dead_letters,
        )
    )


def _audiences(names: Names) -> tuple[str, ...]:
    """The topic of everybody, and those whose names begin with its own."""
    return tuple(f"sns:*:*:{names.news_topic}{end}" for end in ("", "-*"))


def _of_the_account(sid: str, *actions: str) -> Statement:
    """What IAM knows no resource for."""
    return {"Sid": sid, "Effect": "Allow", "Action": sorted(actions), "Resource": "*"}


def _copies(sid: str, names: Names, *actions: str) -> Statement:
    """The files in any of the stage's buckets, whose names end with account and region."""
    return _allow(sid, actions, f"s3:::{names.copy_bucket_prefix}*/*")


def _allow(sid: str, actions: tuple[str, ...], *resources: str) -> Statement:
    # "arn:*" also holds in AWS's partitions for China and for governments.
    arns = [f"arn:*:{resource}" for resource in resources]
    return {
        "Sid": sid,
        "Effect": "Allow",
        "Action": sorted(actions),
        "Resource": arns[0] if len(arns) == 1 else arns,
    }


def policy_files(project: Path, stage: str) -> dict[Path, str]:
    """Each policy file that the stage's configuration names, with the text it must have."""
    return {
        path: json.dumps(policy(function, stage), indent=2) + "\n"
        for function, path in policy_file_of(project, stage).items()
    }


def outdated(project: Path, stage: str) -> list[Path]:
    """The policy files that are missing, or say something else than this module."""
    return [
        path
        for path, text in policy_files(project, stage).items()
        if not path.is_file() or path.read_text(encoding="utf-8") != text
    ]


def write(project: Path = PROJECT) -> None:
    """Writes the policy files of every stage."""
    for stage in stages(project):
        for path, text in policy_files(project, stage).items():
            path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write()

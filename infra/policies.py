"""What each function may do in AWS, and nothing else: one role a function, by name.

`python -m infra.policies` writes these as the policy files that `.chalice/config.json` names.

Names are exact. Region and account are not known before the deployment, and stand as `*`: a role
reaches its own account only.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from chalicelib.settings import Names
from infra.configuration import PROJECT, policy_file_of, stages
from infra.resources import log_group

Statement = Mapping[str, object]

_READ = ("dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:Query")
# A transaction asks for the actions of its parts.
# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html
_CHECK, _DELETE = "dynamodb:ConditionCheckItem", "dynamodb:DeleteItem"
_PUT, _UPDATE = "dynamodb:PutItem", "dynamodb:UpdateItem"
_WRITE = (_CHECK, _DELETE, _PUT, _UPDATE)
# What was published, told and added up, and what the checks saw: all that pages are made of.
_READERS_SEE = (
    "HOURS#*",
    "INCIDENTS",
    "MAINTENANCES",
    "RECORD#*",
    "ROSTERS",
    "SAMPLES#*",
    "SNAPSHOT",
)
# A change of more than 100 rows that somebody left half done is finished by whoever loads the state
# next (chalicelib/storage/transactions.py), be it people's or an apply's.
_CHANGES_WRITE = (
    "AUDIT#*",
    "CHANGES#*",
    "HANDLED",
    "IMAGES",
    "INCIDENTS",
    "MAINTENANCES",
    "MESSAGES",
    "OUTBOX",
    "PAGE",
    "PASSES",
    "POSTMORTEMS",
    "ROSTERS",
    "STATE",
)
_PUBLISHERS_SEE = (*_READERS_SEE, "CHANGES#*", "IMAGES", "MESSAGES", "PAGE", "RECORD", "STATE")
# By what is done, the partition keys that it may be done to.
_ACTIONS = {
    "Read": _READ,
    "Put": (_PUT,),
    "Update": (_UPDATE,),
    "Delete": (_DELETE,),
    "Check": (_CHECK,),
}
_LOOKERS = {
    "Read": (*_PUBLISHERS_SEE, "COPIES", "OUTBOX"),
    "Put": (*_CHANGES_WRITE, "SAMPLES#*", "SENT", "SET-ASIDE", "SNAPSHOT"),
    "Update": ("COPIES", "OUTBOX", "SNAPSHOT"),
    "Delete": ("OUTBOX", "SNAPSHOT", "STATE"),
    "Check": ("STATE",),
}
_RECORDERS = {
    "Read": (*_PUBLISHERS_SEE, "SENT"),
    "Put": (*_CHANGES_WRITE, "HOURS#*", "RECORD", "RECORD#*", "SNAPSHOT"),
    "Update": ("SNAPSHOT",),
    "Delete": ("RECORD", "SNAPSHOT", "STATE"),
    "Check": ("STATE",),
}
# IAM knows no resource for it: a subscription isn't one.
# https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsns.html
_LEAVE: Statement = {
    "Sid": "LetTheTeamLeave",
    "Effect": "Allow",
    "Action": ["sns:Unsubscribe"],
    "Resource": "*",
}
_STRANGERS_WRITE = ("ANSWERS#*", "LIMIT#*")


def policy(function: str, stage: str) -> dict[str, object]:
    """The IAM policy document of one function in one stage."""
    statements = [_own_logs(function, stage), *_statements(function, Names(stage))]
    return {"Version": "2012-10-17", "Statement": statements}


def _statements(function: str, names: Names) -> Iterator[Statement]:
    match function:
        case "tick":
            yield from _rows(names, _LOOKERS)
            yield _queue("HandOutShards", names, "sqs:GetQueueUrl", "sqs:SendMessage")
            yield _tell(names)
            yield _copies("WriteCopies", names, "s3:PutObject")
        case "probe_shard":
            yield from _rows(names, _LOOKERS)
            yield _queue(
                "TakeShards",
                names,
                "sqs:DeleteMessage",
                "sqs:GetQueueAttributes",
                "sqs:ReceiveMessage",
            )
            yield _tell(names)
            yield _copies("WriteCopies", names, "s3:PutObject")
        case "roll_up":
            yield from _rows(names, _RECORDERS)
        case "api_handler":
            yield _published(names)
            yield _counters(names)
            yield _allow("Subscribe", ("sns:Subscribe",), f"sns:*:*:{names.news_topic}")
            yield _copies("ReadCopies", names, "s3:GetObject")
            yield _allow(
                "HandOnToTheTeamsPages",
                ("lambda:InvokeFunction",),
                f"lambda:*:*:function:{names.admin_function}",
            )
        case "admin":
            yield _table("ReadAndWrite", names, *_READ, *_WRITE)
            yield _tell(names)
            yield _allow(
                "LetTheTeamHear",
                ("sns:ListSubscriptionsByTopic", "sns:Subscribe"),
                f"sns:*:*:{names.team_topic}",
            )
            yield _LEAVE
        case "stand_in":
            yield _shown(names)
            yield _copies("ReadCopies", names, "s3:GetObject")
        case _:
            raise ValueError(f"Nothing says what {function} may do: add it to infra/policies.py.")


def _own_logs(function: str, stage: str) -> Statement:
    # The group itself is made by the deployment, with its retention.
    return _allow(
        "WriteOwnLogs",
        ("logs:CreateLogStream", "logs:PutLogEvents"),
        f"logs:*:*:log-group:{log_group(function, stage)}:*",
    )


def _table(sid: str, names: Names, *actions: str) -> Statement:
    return _allow(sid, actions, f"dynamodb:*:*:table/{names.table}")


def _rows(names: Names, keys: Mapping[str, tuple[str, ...]]) -> Iterator[Statement]:
    """What the clock and the queue start reaches neither people nor what they come in with."""
    for sid, touched in keys.items():
        allowed = _table(sid, names, *_ACTIONS[sid])
        yield {**allowed, "Condition": _only(*sorted(touched))}


def _published(names: Names) -> Statement:
    """Strangers read what is published, and never the definition, which may hold secrets."""
    reads = _table("ReadPublished", names, "dynamodb:BatchGetItem", "dynamodb:Query")
    return {**reads, "Condition": _only(*_READERS_SEE)}


def _shown(names: Names) -> Statement:
    """What stands in for the product reads the page as it is shown: snapshot and pulse."""
    reads = _table("ReadShown", names, "dynamodb:BatchGetItem")
    return {**reads, "Condition": _only("SNAPSHOT")}


def _counters(names: Names) -> Statement:
    """What strangers can reach counts requests and answers, whatever else may be wrong with it.

    Answers are written by updates alone, lines as well: it may neither read nor delete any.
    """
    counts = _table("Count", names, "dynamodb:UpdateItem")
    return {**counts, "Condition": _only(*_STRANGERS_WRITE)}


def _only(*keys: str) -> Mapping[str, object]:
    """The condition that each row which is touched has one of these partition keys."""
    return {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": list(keys)}}


def _queue(sid: str, names: Names, *actions: str) -> Statement:
    return _allow(sid, actions, f"sqs:*:*:{names.probe_queue}")


def _tell(names: Names) -> Statement:
    topics = (names.news_topic, names.team_topic)
    return _allow("Tell", ("sns:Publish",), *(f"sns:*:*:{topic}" for topic in topics))


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

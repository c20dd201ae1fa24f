"""Which rows each function may touch, by their partition keys: the rest is out of reach.

What stands here is held against what the functions do, by every story that the tests tell.
"""

from collections.abc import Mapping

READ = ("dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:Query")
# A transaction asks for the actions of its parts.
# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html
CHECK, DELETE = "dynamodb:ConditionCheckItem", "dynamodb:DeleteItem"
PUT, UPDATE = "dynamodb:PutItem", "dynamodb:UpdateItem"
WRITE = (CHECK, DELETE, PUT, UPDATE)

# By what is done, the actions that it takes.
ACTIONS: Mapping[str, tuple[str, ...]] = {
    "Read": READ,
    "Put": (PUT,),
    "Update": (UPDATE,),
    "Delete": (DELETE,),
    "Check": (CHECK,),
}
Rows = Mapping[str, tuple[str, ...]]  # by what is done, the partition keys that it may be done to

# What was published, told and added up, and what the checks saw: all that pages are made of.
READERS_SEE = (
    "AUDIENCES",
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
_PUBLISHERS_SEE = (
    *READERS_SEE,
    "CHANGES#*",
    "IMAGES",
    "MESSAGES",
    "OFFERS",
    "PAGE",
    "RECORD",
    "STATE",
)
# Who hears, who was asked whether they want to, and how far each is told.
_ENROLMENTS = ("ENROLMENTS", "PENDING")
_AUDIENCES = (*_ENROLMENTS, "AUDIENCES")
_TELLERS_KEEP = ("DELIVERIES#*", "DIGESTS", "HELD", "PACES", "REACHED")
LOOKERS: Rows = {
    "Read": (*_PUBLISHERS_SEE, *_AUDIENCES, *_TELLERS_KEEP, "COPIES", "OUTBOX"),
    "Put": (
        *_CHANGES_WRITE,
        *_ENROLMENTS,
        *_TELLERS_KEEP,
        "SAMPLES#*",
        "SENT",
        "SET-ASIDE",
        "SNAPSHOT",
    ),
    "Update": ("COPIES", "DELIVERIES#*", "HELD", "OUTBOX", "SNAPSHOT"),
    "Delete": (*_ENROLMENTS, "HELD", "OUTBOX", "SNAPSHOT", "STATE"),
    "Check": ("STATE",),
}
RECORDERS: Rows = {
    "Read": (*_PUBLISHERS_SEE, "AUDIENCES", "DEAD-LETTERS", "DISABLED", "SENT"),
    "Put": (*_CHANGES_WRITE, "AUDIENCES", "HOURS#*", "OFFERS", "RECORD", "RECORD#*", "SNAPSHOT"),
    "Update": ("DEAD-LETTERS", "DISABLED", "SNAPSHOT"),
    "Delete": ("AUDIENCES", "RECORD", "SNAPSHOT", "STATE"),
    "Check": ("STATE",),
}
# How many SMS went out, to whom, and for how much.
_TEXTS = ("SMS", "SMS#*")
# Who hears by what posts or by SMS, and what their links show.
_SUBSCRIBERS = ("MANAGED#*", "SUBSCRIBERS")
RELAYERS: Rows = {"Read": ("DELIVERIES#*", "SUBSCRIBERS"), "Put": ("DELIVERIES#*",)}
DELIVERERS: Rows = {
    "Read": (*_TEXTS, "DELIVERIES#*", "FAILING", "HEARD#*", "PAGE", "SUBSCRIBERS"),
    "Put": (*_SUBSCRIBERS, *_TEXTS, "FAILING", "OUTBOX"),
    "Update": (*_TEXTS, "DELIVERIES#*", "DISABLED", "HEARD#*"),
    "Delete": ("FAILING",),
}
ENROLLERS: Rows = {
    "Read": (*_AUDIENCES, "INCIDENTS", "MANAGED#*", "PAGE", "SUBSCRIBERS"),
    "Put": (*_AUDIENCES, *_SUBSCRIBERS, "DELIVERIES#*"),
    "Update": ("SMS",),
    "Delete": (*_ENROLMENTS, *_SUBSCRIBERS),
}
STRANGERS_WRITE = ("ANSWERS#*", "LIMIT#*")

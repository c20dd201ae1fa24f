"""Lambda's pollers: they take messages from a queue and invoke its function with them.

As on AWS, a message that the function didn't finish with is seen again after the queue's
visibility time-out, and goes to the dead letters after its last chance. Both run in real time.
"""

import threading
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any

import boto3
from chalice.app import SQSEventConfig

from devstack import messages
from devstack.functions import Functions
from devstack.invocations import ACCOUNT, REGION, FunctionError

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import MessageTypeDef

CONCURRENT_BATCHES = 10
_RECEIVED_AT_ONCE = 10
_LOOK_AGAIN_SECONDS = 1  # for messages whose time-out is over; a new one is seen at once


class QueueSource:
    """One queue and its function.

    `reports_failures` says whether the deployment sets ReportBatchItemFailures: without it, what
    a function returns is ignored, and a batch is done or failed as a whole.
    """

    def __init__(
        self, source: SQSEventConfig, functions: Functions, *, reports_failures: bool
    ) -> None:
        self._function = source.name
        self._functions = functions
        self._reports_failures = reports_failures
        self._batch_size = min(source.batch_size, _RECEIVED_AT_ONCE)
        self._name = source.queue or (source.queue_arn or "").rsplit(":", 1)[-1]
        self._slots = threading.Semaphore(source.maximum_concurrency or CONCURRENT_BATCHES)
        self._stopped = threading.Event()
        self._client: SQSClient = boto3.client("sqs")
        self._url = self._client.get_queue_url(QueueName=self._name)["QueueUrl"]

    def start(self) -> None:
        threading.Thread(target=self._poll, name=f"queue-{self._name}", daemon=True).start()

    def stop(self) -> None:
        self._stopped.set()

    def _poll(self) -> None:
        queue = messages.queues()[self._name]
        while not self._stopped.is_set():
            self._slots.acquire()
            batch = self._receive()
            if batch:
                threading.Thread(target=self._work_off, args=(batch,), daemon=True).start()
            else:
                self._slots.release()
                queue.wait_for_messages(_LOOK_AGAIN_SECONDS)

    def _receive(self) -> list["MessageTypeDef"]:
        answer = self._client.receive_message(
            QueueUrl=self._url,
            MaxNumberOfMessages=self._batch_size,
            MessageSystemAttributeNames=["All"],
            MessageAttributeNames=["All"],
        )
        return answer.get("Messages", [])

    def _work_off(self, batch: list["MessageTypeDef"]) -> None:
        count = f"{len(batch)} message{'s' if len(batch) > 1 else ''}"
        event = {"Records": [_record(message, self._name) for message in batch]}
        try:
            answer = self._functions.invoke(self._function, event, f"{count} of {self._name}")
            failed = reported_failures(answer, batch) if self._reports_failures else set()
        except FunctionError:
            failed = {message["MessageId"] for message in batch}
        finally:
            self._slots.release()
        for message in batch:
            if message["MessageId"] not in failed:
                self._client.delete_message(
                    QueueUrl=self._url, ReceiptHandle=message["ReceiptHandle"]
                )


def queue_sources(
    sources: Iterable[object], functions: Functions, reporting: Collection[str]
) -> list[QueueSource]:
    """One for each queue that the app listens to; `reporting` names the functions that may
    report single failures."""
    return [
        QueueSource(source, functions, reports_failures=source.name in reporting)
        for source in sources
        if isinstance(source, SQSEventConfig)
    ]


def reported_failures(answer: Any, batch: list["MessageTypeDef"]) -> set[str]:
    """The ids that the function wants to see again; all, when it names none that it was given.

    https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
    """
    given = {message["MessageId"] for message in batch}
    if not answer:
        return set()
    try:
        named = {failure["itemIdentifier"] for failure in answer["batchItemFailures"] or []}
    except (TypeError, KeyError):
        return given
    return named if named <= given else given


def _record(message: "MessageTypeDef", queue_name: str) -> dict[str, Any]:
    """https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html"""
    return {
        "messageId": message["MessageId"],
        "receiptHandle": message["ReceiptHandle"],
        "body": message["Body"],
        "attributes": message.get("Attributes", {}),
        "messageAttributes": {
            name: {
                "stringValue": value.get("StringValue"),
                "dataType": value["DataType"],
                "stringListValues": [],
                "binaryListValues": [],
            }
            for name, value in message.get("MessageAttributes", {}).items()
        },
        "md5OfBody": message["MD5OfBody"],
        "eventSource": "aws:sqs",
        "eventSourceARN": f"arn:aws:sqs:{REGION}:{ACCOUNT}:{queue_name}",
        "awsRegion": REGION,
    }

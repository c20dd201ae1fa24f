"""`candor incident postmortem`: what it does."""

import argparse
import json
import sys
from pathlib import Path

from candor.identity import at_terminal
from chalicelib import clock
from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.told_document import incident_document, postmortem_document
from chalicelib.services import postmortems
from chalicelib.services.in_force import definition_in_force
from chalicelib.services.requests import Request, request_id
from chalicelib.words import ENGLISH


def postmortem(chosen: argparse.Namespace) -> int:
    """Publish, drop or save it, as was chosen; else show the draft."""
    _require_sense(chosen)
    if chosen.publish:
        return _publish(chosen)
    if chosen.drop:
        postmortems.drop(chosen.id, _request(chosen, {}))
        return _said(chosen, {"dropped": chosen.id}, f"Dropped the draft of {chosen.id}.")
    if chosen.body or chosen.signed_by:
        draft = postmortems.save(chosen.id, _request(chosen, _text(chosen)))
        return _said(chosen, postmortem_document(draft), f"Saved the draft of {chosen.id}.")
    return _show(chosen)


def _require_sense(chosen: argparse.Namespace) -> None:
    """Raises InvalidInput for options that say nothing together."""
    if chosen.quiet and not chosen.publish:
        raise InvalidInput("--quiet says how to publish; add --publish.")
    if chosen.drop and (chosen.body or chosen.signed_by):
        raise InvalidInput("What is dropped has no text; leave --body and --signed-by out.")


def _publish(chosen: argparse.Namespace) -> int:
    values = {**_text(chosen), "tell": not chosen.quiet}
    told = postmortems.publish(chosen.id, _request(chosen, values))
    words = f"Published the post-mortem of {told.id}: {told.name}"
    return _said(chosen, incident_document(told), words)


def _show(chosen: argparse.Namespace) -> int:
    draft = postmortems.one(chosen.id)
    at = ENGLISH.date_and_time(draft.saved_at, definition_in_force().page.time_zone)
    words = f"{draft.saved_by} saved this last, {at}.\n\n{draft.body}"
    return _said(chosen, postmortem_document(draft), words)


def _text(chosen: argparse.Namespace) -> dict[str, object]:
    """What was given; raises InvalidInput for a file that can't be read as text."""
    body = {"body": _read(chosen.body)} if chosen.body else {}
    return {**body, **({"signed_by": chosen.signed_by} if chosen.signed_by else {})}


def _read(file: str) -> str:
    if file == "-":
        return sys.stdin.read()
    try:
        return Path(file).read_text("utf-8")
    except OSError as error:
        raise InvalidInput("{file} can't be read: {why}.", file=file, why=error.strerror) from None
    except UnicodeDecodeError:
        raise InvalidInput("{file} is not text in UTF-8.", file=file) from None


def _request(chosen: argparse.Namespace, values: dict[str, object]) -> Request:
    return Request(
        values=values,
        actor=at_terminal(local=chosen.local),
        now=clock.now(),
        id=request_id(chosen.request_id),
    )


def _said(chosen: argparse.Namespace, document: object, words: str) -> int:
    print(json.dumps(document, ensure_ascii=False, indent=2) if chosen.json else words)
    return 0

"""`candor incident`: open, continue and close an incident, and list the open ones."""

import argparse

from candor.commands import Chosen, Commands, Parser, json_option, place, runs
from chalicelib.domain.incidents import Aspect, Impact, Stage


def add(commands: Commands) -> None:
    incident = commands.add_parser("incident", help="tell customers of an incident")
    actions = incident.add_subparsers(dest="action", required=True, metavar="ACTION")
    words, status = _words(), _status()
    opening = actions.add_parser(
        "open", parents=[place(), words, status], help="open a new incident"
    )
    opening.add_argument("name", nargs="?", metavar="NAME", help="what it is about, in a few words")
    runs(opening, _open)
    update = actions.add_parser("update", parents=[place(), words, status], help="write an update")
    resolve = actions.add_parser("resolve", parents=[place(), words], help="say that it is over")
    resolve.set_defaults(status=Stage.RESOLVED.value)
    for parser in (update, resolve):
        parser.add_argument(
            "id", metavar="ID", help="the incident's, as `candor incident list` has it"
        )
        parser.add_argument("--name", help="call it something else from now on")
        runs(parser, _update)
    listing = actions.add_parser("list", parents=[place()], help="list the open incidents")
    json_option(listing)
    runs(listing, _list)
    drafts = actions.add_parser(
        "drafts", parents=[place()], help="list what our checks are about to publish"
    )
    json_option(drafts)
    runs(drafts, _drafts)
    publish = actions.add_parser(
        "publish",
        parents=[place(), words, status],
        help="publish a draft, as it is or in your words",
    )
    publish.add_argument("id", metavar="ID", help="as `candor incident drafts` has it")
    publish.add_argument("--name", help="call it something else")
    runs(publish, _publish)
    drop = actions.add_parser("drop", parents=[place()], help="drop a draft; nothing is told of it")
    drop.add_argument("id", metavar="ID", help="as `candor incident drafts` has it")
    drop.set_defaults(request_id="")
    runs(drop, _drop)
    _add_postmortem(actions)


def _add_postmortem(actions: Commands) -> None:
    postmortem = actions.add_parser(
        "postmortem",
        parents=[place()],
        help="write, publish or drop a post-mortem; alone, show the draft",
    )
    postmortem.add_argument("id", metavar="ID", help="the incident's, which is over")
    postmortem.add_argument(
        "--body", metavar="FILE", help='save what it says, in Markdown; "-" reads it from the input'
    )
    postmortem.add_argument("--signed-by", metavar="KEY", help="who signs it, of page.signers")
    end = postmortem.add_mutually_exclusive_group()
    end.add_argument("--publish", action="store_true", help="put it on the page, for good")
    end.add_argument("--drop", action="store_true", help="drop the draft")
    postmortem.add_argument(
        "--quiet", action="store_true", help="on the page alone; subscribers hear nothing"
    )
    postmortem.add_argument(
        "--request-id", default="", metavar="ID", help="so that trying again does it once"
    )
    json_option(postmortem)
    runs(postmortem, _postmortem)


def _words() -> Parser:
    """What an update may say."""
    words = argparse.ArgumentParser(add_help=False)
    words.add_argument("--body", metavar="TEXT", help="what there is to say, in Markdown")
    words.add_argument(
        "--template", metavar="KEY", help="one of page.templates, for what isn't said here"
    )
    words.add_argument(
        "--component",
        action="append",
        default=[],
        metavar="KEY=STATUS",
        help="how a component is, such as checkout=partial_outage; as often as needed",
    )
    for aspect in Aspect:
        words.add_argument(
            f"--{aspect.value.replace('_', '-')}", metavar="TEXT", help="a line of its own"
        )
    words.add_argument(
        "--next-update-by", metavar="TIME", help="a promise, such as 30m or 2026-03-01T12:30"
    )
    words.add_argument("--signed-by", metavar="KEY", help="who signs it, of page.signers")
    words.add_argument(
        "--corrects", type=int, metavar="NUMBER", help="the update that it puts right"
    )
    words.add_argument("--at", metavar="TIME", help="when it was so, if that is in the past")
    words.add_argument(
        "--impact", choices=[each.value for each in Impact], help="instead of the components'"
    )
    words.add_argument(
        "--quiet", action="store_true", help="on the page alone; subscribers hear nothing"
    )
    words.add_argument(
        "--request-id", default="", metavar="ID", help="so that trying again does it once"
    )
    words.add_argument("--json", action="store_true", help="the incident, for programs")
    return words


def _status() -> Parser:
    status = argparse.ArgumentParser(add_help=False)
    status.add_argument(
        "--status", choices=[each.value for each in Stage], help="where you stand with it"
    )
    return status


def _open(chosen: Chosen) -> int:
    from candor import incident_commands

    return incident_commands.open_(chosen)


def _update(chosen: Chosen) -> int:
    from candor import incident_commands

    return incident_commands.update(chosen)


def _list(chosen: Chosen) -> int:
    from candor import incident_commands

    return incident_commands.show(chosen)


def _drafts(chosen: Chosen) -> int:
    from candor import incident_commands

    return incident_commands.show_drafts(chosen)


def _publish(chosen: Chosen) -> int:
    from candor import incident_commands

    return incident_commands.publish(chosen)


def _drop(chosen: Chosen) -> int:
    from candor import incident_commands

    return incident_commands.drop(chosen)


def _postmortem(chosen: Chosen) -> int:
    from candor import postmortem_commands

    return postmortem_commands.postmortem(chosen)

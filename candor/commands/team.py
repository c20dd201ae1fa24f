"""`candor person`, `key`, `team` and `audit`: who may, who hears of it, and what was done."""

from candor.commands import Chosen, Commands, json_option, place, runs
from chalicelib.domain.keys import ROLES as KEY_ROLES
from chalicelib.domain.roles import Role


def add(commands: Commands) -> None:
    person = commands.add_parser("person", help="the people who write for the company")
    _add_person(person.add_subparsers(dest="action", required=True, metavar="ACTION"))
    key = commands.add_parser("key", help="the keys with which programs use the admin API")
    _add_key(key.add_subparsers(dest="action", required=True, metavar="ACTION"))
    team = commands.add_parser("team", help="who hears by mail what waits for the team")
    _add_team(team.add_subparsers(dest="action", required=True, metavar="ACTION"))
    audit = commands.add_parser(
        "audit", parents=[place()], help="show who changed what, the newest first"
    )
    forms = audit.add_mutually_exclusive_group()
    forms.add_argument("--json", action="store_true", help="all of it, one JSON object a line")
    forms.add_argument("--csv", action="store_true", help="all of it, as a table for a spreadsheet")
    runs(audit, _audit)


def _add_person(actions: Commands) -> None:
    invite = actions.add_parser(
        "invite",
        parents=[place()],
        help="print a link that lets somebody in, once; also for who lost passphrase or phone",
    )
    invite.add_argument("email", metavar="EMAIL")
    roles = [role.value for role in Role]
    invite.add_argument("--role", choices=roles, help="needed for somebody new")
    invite.add_argument("--name", default="", help="as others see it; the person may change it")
    json_option(invite)
    runs(invite, _invite)
    listing = actions.add_parser("list", parents=[place()], help="show everybody")
    json_option(listing)
    runs(listing, _people)
    role = actions.add_parser("role", parents=[place()], help="put somebody into another role")
    role.add_argument("email", metavar="EMAIL")
    role.add_argument("role", choices=roles, metavar="ROLE", help=", ".join(roles))
    runs(role, _role)
    remove = actions.add_parser(
        "remove", parents=[place()], help="take somebody out of the team, and sign them out"
    )
    remove.add_argument("email", metavar="EMAIL")
    runs(remove, _remove)


def _add_key(actions: Commands) -> None:
    create = actions.add_parser("create", parents=[place()], help="make a key, and print it once")
    create.add_argument("name", metavar="NAME", help="what it is for")
    create.add_argument("--role", choices=[role.value for role in KEY_ROLES], required=True)
    create.add_argument(
        "--component",
        action="append",
        metavar="NAME",
        help="may tell of this component alone; may be repeated",
    )
    json_option(create)
    runs(create, _create)
    listing = actions.add_parser("list", parents=[place()], help="show all keys")
    json_option(listing)
    runs(listing, _keys)
    revoke = actions.add_parser("revoke", parents=[place()], help="take a key back, at once")
    revoke.add_argument("id", metavar="ID", help="as `candor key list` shows it")
    runs(revoke, _revoke)


def _add_team(actions: Commands) -> None:
    subscribe = actions.add_parser(
        "subscribe", parents=[place()], help="ask an address whether it wants to hear"
    )
    subscribe.add_argument("email", metavar="EMAIL")
    runs(subscribe, _subscribe)
    unsubscribe = actions.add_parser(
        "unsubscribe", parents=[place()], help="send nothing to an address any more"
    )
    unsubscribe.add_argument("email", metavar="EMAIL")
    runs(unsubscribe, _unsubscribe)
    trying = actions.add_parser(
        "test", parents=[place()], help="send the team a test, by mail and to its webhooks"
    )
    runs(trying, _test)
    listing = actions.add_parser("list", parents=[place()], help="show who hears")
    json_option(listing)
    runs(listing, _hearing)


def _invite(chosen: Chosen) -> int:
    from candor import person_commands

    role = Role(chosen.role) if chosen.role else None
    return person_commands.invite(
        chosen.email, role, chosen.name, as_json=chosen.json, local=chosen.local
    )


def _people(chosen: Chosen) -> int:
    from candor import person_commands

    return person_commands.show(as_json=chosen.json, local=chosen.local)


def _role(chosen: Chosen) -> int:
    from candor import person_commands

    return person_commands.change_role(chosen.email, Role(chosen.role), local=chosen.local)


def _remove(chosen: Chosen) -> int:
    from candor import person_commands

    return person_commands.remove(chosen.email, local=chosen.local)


def _create(chosen: Chosen) -> int:
    from candor import key_commands

    return key_commands.create(
        chosen.name,
        Role(chosen.role),
        chosen.component,
        as_json=chosen.json,
        local=chosen.local,
    )


def _keys(chosen: Chosen) -> int:
    from candor import key_commands

    return key_commands.show(as_json=chosen.json, local=chosen.local)


def _revoke(chosen: Chosen) -> int:
    from candor import key_commands

    return key_commands.revoke(chosen.id, local=chosen.local)


def _subscribe(chosen: Chosen) -> int:
    from candor import team_commands

    return team_commands.subscribe(chosen.email, local=chosen.local)


def _unsubscribe(chosen: Chosen) -> int:
    from candor import team_commands

    return team_commands.unsubscribe(chosen.email, local=chosen.local)


def _test(chosen: Chosen) -> int:
    from candor import team_commands

    return team_commands.test(local=chosen.local)


def _hearing(chosen: Chosen) -> int:
    from candor import team_commands

    return team_commands.show(as_json=chosen.json, local=chosen.local)


def _audit(chosen: Chosen) -> int:
    from candor import audit_commands

    return audit_commands.show(as_json=chosen.json, as_csv=chosen.csv, local=chosen.local)

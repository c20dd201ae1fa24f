"""What the team changes on its pages: whatever crashes, whoever else does, and beside the file."""

import base64
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from candor import documents
from candor.main import main
from chalicelib.domain.definition import files
from chalicelib.domain.roles import Role
from tests.integration.web.admin.cast import Cast
from tests.integration.web.admin.test_message_images import SVG, png
from tests.integration.web.admin.test_settings import SETTINGS, carried, log, seen, sent
from tests.scenarios.test_crashes import MOST_CALLS, crashes
from tests.scenarios.test_outage import page_of
from tests.target import Target, running_target
from tests.telling import asked
from tests.world import World, world

CAPTURED = pytest.CaptureFixture[str]
SECRET = "hush-hush"
CHANGE = {"name": "Acme", "logo": {"name": "a.svg", "content": base64.b64encode(SVG).decode()}}


@pytest.fixture
def cast(here: World) -> Cast:
    return Cast(here)


@pytest.fixture
def page_file(tmp_path: Path, target: Target) -> Path:
    """A definition in YAML whose check sends a secret, applied."""
    import yaml

    path = tmp_path / "page.yaml"
    document: Any = page_of(target)
    for component in document["components"]:
        component["checks"][0]["http"]["headers"] = {"Authorization": SECRET}
    document["page"] |= {"url": "https://status.example.com"}
    path.write_text(yaml.safe_dump(document))
    assert main(["apply", str(path), "--yes"]) == 0
    return path


def candor(capsys: CAPTURED, *arguments: str) -> str:
    capsys.readouterr()
    assert main(list(arguments)) == 0
    return capsys.readouterr().out


def test_apply_says_who_changed_what_before_it_takes_it_back(
    cast: Cast, page_file: Path, capsys: CAPTURED
) -> None:
    cast.here.tick()
    sent(cast.visitor(Role.COMMUNICATOR), "theme", accent="#0b6e4f", brand="#1f5fa8")
    sent(cast.visitor(Role.OWNER), "words", name="Acme")
    out = candor(capsys, "apply", str(page_file), "--yes")
    at = f"{cast.here.clock.now():%Y-%m-%d %H:%M} UTC"
    name = f"changed by Olivia on /admin/settings at {at}; the file says "
    accent = f"changed by Carla on /admin/settings at {at}; the file says "
    assert out.splitlines()[:5] == [
        "Changed since the last apply, will be taken back:",
        f'  ~ page: name "Demo Shop" → "Acme", {name}"Demo Shop"',
        f'  ~ page: colors.accent "#1e7b34" → "#0b6e4f", {accent}"#1e7b34"',
        "To keep it, copy it into the file: `candor export --page` writes it.",
        "",
    ]
    assert "Demo Shop" in seen(cast.here)
    assert candor(capsys, "apply", str(page_file), "--yes") == "Nothing to change.\n"


def test_the_file_is_brought_up_to_date_by_copying(
    cast: Cast, page_file: Path, capsys: CAPTURED
) -> None:
    carla = cast.visitor(Role.COMMUNICATOR)
    sent(carla, "words", name="Acme ${HOME}")
    form = carried(carla.get(f"{SETTINGS}/theme"))
    carla.upload(f"{SETTINGS}/logo", form, {"image": ("Logo.png", png(900))})
    printed = candor(capsys, "export", "--page")
    assert SECRET not in printed
    assert "components" not in printed
    copied = page_file.parent / "copied"
    copied.mkdir()
    candor(capsys, "export", "--page", str(copied / "page.yaml"))
    text = (copied / "page.yaml").read_text()
    assert text == printed
    (logo,) = copied.glob("Logo-*.png")
    assert logo.read_bytes() == png(900)
    old = page_file.read_text()
    page_file.write_text(old[: old.index("page:")] + text)
    logo.rename(page_file.parent / logo.name)
    assert candor(capsys, "apply", str(page_file), "--yes") == "Nothing to change.\n"
    known = documents.load(page_file)
    assert known.page.name == "Acme ${HOME}"
    assert list(files(known).values()) == [png(900)]
    assert "Acme" in seen(cast.here)


def test_a_logo_that_was_taken_away_is_named_as_it_was(
    cast: Cast, page_file: Path, capsys: CAPTURED
) -> None:
    (page_file.parent / "logo.png").write_bytes(png(800))
    page_file.write_text(page_file.read_text().replace("page:\n", "page:\n  logo: logo.png\n"))
    candor(capsys, "apply", str(page_file), "--yes")
    carla = cast.visitor(Role.COMMUNICATOR)
    form = carried(carla.get(f"{SETTINGS}/theme"))
    carla.upload(f"{SETTINGS}/logo", form, {"image": ("logo.png", png(900))})
    form = carried(carla.get(f"{SETTINGS}/theme"))
    assert carla.post(f"{SETTINGS}/logo", {**form, "image_gone": "on"}).status == 303
    out = candor(capsys, "apply", str(page_file), "--yes")
    assert '~ page: logo "logo.png, 800 bytes, ' in out
    assert "→ nothing, changed by Carla" in out
    assert 'the file says "logo.png, 800 bytes, ' in out
    assert "data:image/png;base64" in seen(cast.here)


@pytest.mark.timeout(300)
def test_a_crash_at_any_call_loses_and_doubles_nothing(dynamodb_endpoint: str | None) -> None:
    """Who got no answer sends the same once more; after it, everything is as if nothing was."""
    for call in range(1, MOST_CALLS):
        with world(dynamodb_endpoint) as here, running_target() as target:
            here.apply(page_of(target))
            here.tick()
            crashed = crashes(partial(change, asked(here, CHANGE, key="one")), call)
            change(asked(here, CHANGE, key="one"))
            here.tick()
            assert "Acme" in seen(here)
            assert "data:image/svg+xml;base64" in seen(here)
            assert len(log(here)) == 1
        if not crashed:
            break
    assert 6 < call < MOST_CALLS, "every call had its crash"


def test_of_many_at_once_none_is_lost(here: World, target: Target) -> None:
    """Each changes another setting, on whatever stands when they come."""
    here.apply(page_of(target))
    here.tick()
    wishes = (
        {"name": "Acme"},
        {"support_url": "https://help.example.com/"},
        {"colors": {"accent": "#0b6e4f"}},
        {"ask": "informed"},
        {"signers": [{"key": "anna", "name": "Anna"}]},
    )
    with ThreadPoolExecutor(len(wishes)) as pool:
        list(pool.map(lambda wish: change(asked(here, wish)), wishes))
    from chalicelib.services import page_settings

    page = page_settings.current().page
    assert (page.name, page.accent_color, page.ask) == ("Acme", "#0b6e4f", "informed")
    assert (page.support_url, len(page.signers)) == ("https://help.example.com/", 1)
    assert len(log(here)) == len(wishes)


def change(request: Any) -> None:
    from chalicelib.services import page_settings

    page_settings.change(request)

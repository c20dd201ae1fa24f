"""The notice by itself, for anything that can show a file."""

from collections.abc import Mapping

from candor.notices.site import Site


def bare(site: Site) -> Mapping[str, str]:
    """The page for people, and the same facts for their programs."""
    return {"down.html": site.notice, "down.json": site.problem}

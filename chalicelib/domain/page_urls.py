"""Where things stand on the page: absolute addresses for mails, posts, feeds, data and badges."""


def incident_url(page_url: str, incident_id: str) -> str:
    return f"{page_url}/incidents/{incident_id}"


def maintenance_url(page_url: str, maintenance_id: str) -> str:
    return f"{page_url}/maintenances/{maintenance_id}"


def component_url(page_url: str, component_id: str) -> str:
    return f"{page_url}/components/{component_id}"

"""What each service takes, as JSON Schemas: its documentation's limits, and nothing besides."""

from typing import Any

Schema = dict[str, Any]


def text(most: int) -> Schema:
    return {"type": "string", "minLength": 1, "maxLength": most}


def exactly(required: Schema, **optional: Schema) -> Schema:
    """An object with these keys and no other."""
    return {
        "type": "object",
        "properties": required | optional,
        "required": list(required),
        "additionalProperties": False,
    }


URL: Schema = {"type": "string", "pattern": "^https?://", "maxLength": 3000}

# https://docs.slack.dev/reference/block-kit/blocks
_PLAIN_75 = exactly({"type": {"const": "plain_text"}, "text": text(75), "emoji": {"const": False}})
_PLAIN_150 = exactly(
    {"type": {"const": "plain_text"}, "text": text(150), "emoji": {"const": False}}
)
_MRKDWN = exactly({"type": {"const": "mrkdwn"}, "text": text(3000), "verbatim": {"const": True}})
_BUTTON = exactly({"type": {"const": "button"}, "text": _PLAIN_75, "url": URL})
SLACK = exactly(
    {
        "text": text(4000),
        "unfurl_links": {"const": False},
        "unfurl_media": {"const": False},
        "blocks": {
            "type": "array",
            "minItems": 1,
            "maxItems": 50,
            "items": {
                "oneOf": [
                    exactly({"type": {"const": "header"}, "text": _PLAIN_150}),
                    exactly({"type": {"const": "section"}, "text": _MRKDWN}),
                    exactly(
                        {
                            "type": {"const": "context"},
                            "elements": {"type": "array", "maxItems": 10, "items": _MRKDWN},
                        }
                    ),
                    exactly(
                        {
                            "type": {"const": "actions"},
                            "elements": {"type": "array", "maxItems": 25, "items": _BUTTON},
                        }
                    ),
                ]
            },
        },
    }
)
SLACK_ALTOGETHER = 13_200

# https://adaptivecards.io/explorer, version 1.2, in the envelope of Teams' workflows
_TEXT_BLOCK = exactly(
    {"type": {"const": "TextBlock"}, "text": text(28_000), "wrap": {"const": True}},
    size={"enum": ["small", "medium"]},
    weight={"const": "bolder"},
    style={"const": "heading"},
    color={"enum": ["default", "good", "warning", "attention", "accent"]},
    isSubtle={"const": True},
    spacing={"const": "small"},
)
_OPEN = exactly({"type": {"const": "Action.OpenUrl"}, "title": text(100), "url": URL})
TEAMS = exactly(
    {
        "type": {"const": "message"},
        "attachments": {
            "type": "array",
            "minItems": 1,
            "maxItems": 1,
            "items": exactly(
                {
                    "contentType": {"const": "application/vnd.microsoft.card.adaptive"},
                    "contentUrl": {"const": None},
                    "content": exactly(
                        {
                            "$schema": {
                                "const": "http://adaptivecards.io/schemas/adaptive-card.json"
                            },
                            "type": {"const": "AdaptiveCard"},
                            "version": {"const": "1.2"},
                            "fallbackText": text(28_000),
                            "msteams": {"const": {"width": "full"}},
                            "body": {"type": "array", "minItems": 1, "items": _TEXT_BLOCK},
                            "actions": {"type": "array", "minItems": 1, "items": _OPEN},
                        }
                    ),
                }
            ),
        },
    }
)
TEAMS_ALTOGETHER = 28 * 1024

# https://docs.discord.com/developers/resources/message#embed-object
DISCORD = exactly(
    {
        "embeds": {
            "type": "array",
            "minItems": 1,
            "maxItems": 10,
            "items": exactly(
                {
                    "title": text(256),
                    "url": URL,
                    "description": {"type": "string", "maxLength": 4096},
                    "timestamp": {"type": "string", "format": "date-time"},
                    "footer": exactly({"text": text(2048)}),
                },
                color={"type": "integer", "minimum": 0, "maximum": 0xFFFFFF},
            ),
        },
        "allowed_mentions": {"const": {"parse": []}},
    }
)
DISCORD_ALTOGETHER = 6000

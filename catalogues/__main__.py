"""`make words`: phrases to catalogues, catalogues to what is shipped, and the locales' facts."""

from catalogues.making import made, untranslated
from chalicelib.words.facts import LOCALES


def main() -> None:
    """Write what has changed, and say what waits for a translation."""
    for path, content in made(LOCALES).items():
        if not path.exists() or path.read_bytes() != content:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            print(f"wrote {path.relative_to(LOCALES)}")
    for code, texts in untranslated(LOCALES).items():
        for text in texts:
            print(f"{code}: no translation of {text!r}")


if __name__ == "__main__":
    main()

"""One verb per use case: read, ask the domain, write, pass on."""

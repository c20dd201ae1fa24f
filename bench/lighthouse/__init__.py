"""Lighthouse over the status page: what `make lighthouse` prints."""

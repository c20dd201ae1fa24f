"""Benchmarks: each figure stands beside a bare Chalice app's, taken in the same run."""

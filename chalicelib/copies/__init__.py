"""The wing that keeps copies of the page in S3."""

from tests import dynamodb_local

# Killing the whole system tells something only where its table outlives it. With the embedded
# engine there is nothing to test, which is not the same as a test that is skipped.
collect_ignore = [] if dynamodb_local.is_asked_for() else ["test_kills.py"]

"""What Lambda gives to each invocation."""


class Context:
    memory_limit_in_mb = 512
    function_version = "$LATEST"
    log_group_name = log_stream_name = ""
    identity = client_context = None
    aws_request_id = "00000000-0000-0000-0000-000000000000"

    def __init__(self, name: str) -> None:
        self.function_name = f"candor-dev-{name}"
        self.invoked_function_arn = (
            f"arn:aws:lambda:us-east-1:123456789012:function:{self.function_name}"
        )

    def get_remaining_time_in_millis(self) -> int:
        return 60_000

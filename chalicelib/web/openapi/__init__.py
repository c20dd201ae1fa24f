"""The description of every address, as OpenAPI 3.1 has it (https://spec.openapis.org/oas/v3.1.1).

It is plain data that nothing but `/openapi.json` needs, and is imported when that is asked for.
"""

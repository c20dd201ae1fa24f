"""The wing that keeps things: DynamoDB rows and transactions. Rows never leave it."""

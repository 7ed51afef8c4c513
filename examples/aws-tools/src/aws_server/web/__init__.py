"""MCP over HTTP: guards, health, metrics and tokens around the SDK's transport."""

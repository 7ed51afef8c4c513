"""A todo list for MCP clients, over HTTP and stdio."""

VERSION = "1.0.0"

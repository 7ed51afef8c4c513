"""Who this is at AWS, for MCP clients: credentials, profiles and account, over HTTP and stdio."""

VERSION = "1.0.0"

"""The MCP server on standard input and output; the backend at FASTAPI_BASE_URL keeps its tasks."""

from todo_server.main import main

if __name__ == "__main__":
    main(["stdio"])

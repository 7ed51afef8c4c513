export const TOOL_URL = 'https://github.com/mcp-dock/mcp-dock';
/** Where the documentation of every check, error and option lives; `--explain ID` shows the same offline. */
export const DOCS_URL = `${TOOL_URL}/blob/main/docs`;
/** Where the JSON schemas lie, for the files that name theirs. */
export const SCHEMAS_URL = 'https://raw.githubusercontent.com/mcp-dock/mcp-dock/main/schemas';
export const TOOL_NAME = 'mcp-dock';
/** On everything that a run creates; its value is the run's id. */
export const RUN_LABEL = 'io.mcp-dock.run';
/** On an image that was assembled on this machine in place of the official one; `true`. */
export const STAND_IN_LABEL = 'io.mcp-dock.stand-in';
/** On an image that says which transports it has: JSON of `server.transports` in mcp-dock.yaml. */
export const TRANSPORTS_LABEL = 'io.mcp-dock.transports';
/** Label in which an image describes itself to Docker's MCP gateway and catalogues, in YAML. */
export const DOCKER_METADATA_LABEL = 'io.docker.server.metadata';

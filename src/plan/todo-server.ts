/** An environment variable of the todo server. */
export interface ServerVariable {
  readonly name: string;
  /** What it does, one line. */
  readonly description: string;
  /** What the server takes when it is not set; absent when that is nothing. */
  readonly default?: string;
  /** Written into the environment files as a comment, with this value. */
  readonly example?: string;
}

export interface VariableGroup {
  readonly title: string;
  readonly variables: readonly ServerVariable[];
}

/** The tools of the reference server, in the order in which people meet them. */
export const TODO_TOOLS = [
  { name: 'list_tasks', does: 'lists tasks, page by page: all, pending or completed ones' },
  { name: 'create_task', does: 'adds a task' },
  { name: 'mark_task_completed', does: 'marks a task as completed' },
  { name: 'update_task', does: 'changes title or description of a task' },
  { name: 'delete_task', does: 'removes a task for good' },
] as const;

/** A round trip through every tool that leaves the list as it was. `verify` makes these calls and no others. */
export const TODO_CALLS = [
  {
    tool: 'create_task',
    arguments: { title: 'Buy milk', description: 'Two bottles' },
    expect: [
      { path: '$.title', equals: 'Buy milk' },
      { path: '$.completed', equals: false },
    ],
    save: { id: '$.id' },
  },
  { tool: 'list_tasks', arguments: { status: 'pending' }, expect: { contains: 'Buy milk' } },
  {
    tool: 'update_task',
    arguments: { task_id: '{{id}}', title: 'Buy oat milk' },
    expect: { path: '$.title', equals: 'Buy oat milk' },
  },
  {
    tool: 'mark_task_completed',
    arguments: { task_id: '{{id}}' },
    expect: { path: '$.completed', equals: true },
  },
  { tool: 'delete_task', arguments: { task_id: '{{id}}' }, expect: { path: '$.deleted', equals: true } },
] as const;

/** Everything that the server reads from its environment; those that compose.yaml sets itself are in no group. */
export const TODO_VARIABLES: readonly VariableGroup[] = [
  {
    title: 'Logs',
    variables: [
      {
        name: 'MCP_LOG_LEVEL',
        description: 'DEBUG, INFO, WARNING or ERROR. LOG_LEVEL is another name for it.',
        default: 'INFO',
      },
      { name: 'LOG_FORMAT', description: 'json or text.', default: 'json' },
      { name: 'DEBUG', description: 'true lowers the log level to DEBUG when no level is set.', default: 'false' },
    ],
  },
  {
    title: 'Tools',
    variables: [
      {
        name: 'ENABLE_HEALTH_TOOL',
        description: 'true adds the tool health_check: what /health says, for clients that only speak MCP.',
        default: 'false',
      },
    ],
  },
  {
    title: 'Tasks in a backend instead of the built-in database',
    variables: [
      {
        name: 'FASTAPI_BASE_URL',
        description: 'Address of the backend, as seen from inside the container. Setting it turns the backend on.',
        example: 'http://backend:8000',
      },
      { name: 'STORAGE', description: 'sqlite or backend; derived from FASTAPI_BASE_URL when not set.' },
      { name: 'BACKEND_TIMEOUT', description: 'Seconds to wait for an answer of the backend.', default: '30' },
      { name: 'BACKEND_MAX_RETRIES', description: 'How often a failed request is repeated.', default: '2' },
      {
        name: 'BACKEND_STARTUP_CHECK',
        description: 'true refuses to start while the backend is away.',
        default: 'false',
      },
    ],
  },
  {
    title: 'Who may connect over HTTP: security and CORS',
    variables: [
      {
        name: 'MCP_ALLOWED_HOSTS',
        description: 'Host names under which clients may reach the server, besides localhost. Separated by commas.',
        example: 'mcp.example.com',
      },
      {
        name: 'ALLOWED_ORIGINS',
        description: 'Web pages that may call the server. Separated by commas.',
        default: 'https://chatgpt.com,https://claude.ai',
      },
      { name: 'CORS_MAX_AGE', description: 'Seconds for which browsers may remember that answer.', default: '3600' },
      { name: 'RATE_LIMIT', description: 'Requests per client address; no limit when not set.', example: '100/minute' },
      {
        name: 'FORWARDED_ALLOW_IPS',
        description: 'Proxies whose X-Forwarded-For is believed: addresses, networks, or * for all.',
        example: '10.0.0.0/8',
      },
    ],
  },
  {
    title: 'Tokens of clients over HTTP, checked when AUTH_SERVER_URL is set',
    variables: [
      {
        name: 'AUTH_SERVER_URL',
        description: 'Address of the authorization server.',
        example: 'https://auth.example.com',
      },
      {
        name: 'RESOURCE_SERVER_URL',
        description: 'Public address of this server.',
        example: 'https://mcp.example.com/mcp',
      },
      {
        name: 'AUTH_JWKS_URL',
        description: 'Keys of the authorization server; AUTH_SERVER_URL/.well-known/jwks when not set.',
      },
      { name: 'AUTH_ISSUER_URL', description: 'Issuer that tokens must name; AUTH_SERVER_URL when not set.' },
      {
        name: 'REQUIRED_SCOPES',
        description: 'Scopes that a token must have. Separated by commas.',
        default: 'user,read',
      },
    ],
  },
  {
    title: 'Metrics for Prometheus, on a port of their own that is not published',
    variables: [
      { name: 'METRICS_ENABLED', description: 'On by default over HTTP, off over stdio.' },
      { name: 'METRICS_PORT', description: 'Port of the metrics, inside the container.', default: '9090' },
    ],
  },
];

/** Set by the image or by compose.yaml, so that ports and paths fit together. */
export const FIXED_VARIABLES: readonly ServerVariable[] = [
  { name: 'MCP_SERVER_NAME', description: 'Name of the server in logs and towards clients.' },
  { name: 'MCP_SERVER_HOST', description: 'Address on which the server listens.', default: '0.0.0.0' },
  { name: 'MCP_SERVER_PORT', description: 'Port on which the server listens, inside the container.' },
  { name: 'PORT', description: 'Wins over MCP_SERVER_PORT; hosting platforms set it.' },
  {
    name: 'MCP_TRANSPORT',
    description: 'streamable-http or stdio, when the container is started without an argument.',
    default: 'streamable-http',
  },
  { name: 'DATABASE_PATH', description: 'File of the built-in database.' },
];

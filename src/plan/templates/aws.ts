import { TODO_VARIABLES } from '../todo-server.js';
import { AWS_FIXED_VARIABLES, AWS_HOST_VARIABLES, AWS_VARIABLES } from './aws-variables.js';
import type { ServerTemplate } from './server-template.js';

/** A profile that nobody has: the answer is the same with and without an account. */
const NO_PROFILE = 'no-such-profile-of-mcp-dock-verify';
const MISSING = { isError: true, contains: `There is no profile "${NO_PROFILE}"` };

const shared = (title: string) => TODO_VARIABLES.filter((group) => group.title.startsWith(title));

/** Tools that tell who the server is at AWS, with the same over plain HTTP. */
export const aws = {
  id: 'aws',
  title: 'tools for AWS credentials and accounts, in Python',
  description: 'Who this is at AWS, for MCP clients: credentials, profiles and account, over HTTP and stdio.',
  examples: { 'python-uv': 'aws-tools' },
  exampleName: 'aws-tools',
  pythonPackage: 'aws_server',
  port: 8000,
  tools: [
    { name: 'aws_validate_credentials', does: 'asks AWS who the credentials of the server belong to' },
    { name: 'aws_list_profiles', does: 'lists the profiles in the AWS files of the server, without their secrets' },
    { name: 'aws_account_info', does: 'describes the account, and the identity that the server has in it' },
  ],
  calls: [
    { tool: 'aws_list_profiles', arguments: {}, expect: { path: '$.unreadable_files', equals: [] } },
    { tool: 'aws_validate_credentials', arguments: { profile: NO_PROFILE }, expect: MISSING },
    { tool: 'aws_account_info', arguments: { profile: NO_PROFILE }, expect: MISSING },
  ],
  callsNote: 'The calls need no account: a profile that nobody has is refused before AWS is asked.',
  variables: [...AWS_VARIABLES, ...shared('Logs'), ...shared('Who may'), ...shared('Tokens of'), ...shared('Metrics')],
  fixed: AWS_FIXED_VARIABLES,
  alwaysWritten: ['MCP_LOG_LEVEL', 'LOG_FORMAT'],
  serviceToken: false,
  // Creating a client imports what starting the server does not.
  warmUp: `METRICS_ENABLED=true LOG_LEVEL=WARNING python -m aws_server stdio < /dev/null && python -c "from boto3.session import Session; Session().client('sts', region_name='us-east-1')"`,
  openHome: true,
  refuses: ['backend', 'proxy'],
  production: true,
  whyRefused: 'it belongs to the todo server',
  stack: [
    {
      contribute: () => ({
        compose: {
          'x-server': {
            '#read_only': 'The server writes to /tmp and nowhere else, and needs no privileges.',
            environment: {
              '#AWS_ACCESS_KEY_ID': 'From .env or from this shell. A name alone hands over nothing where nothing is set.',
              ...Object.fromEntries(AWS_HOST_VARIABLES.map((name) => [name, null])),
            },
            volumes: undefined,
          },
          volumes: undefined,
        },
        notes: [
          'The same tools answer plain HTTP: `GET /api/tools/list` and `POST /api/tools/execute`.',
          'Four ways to give credentials, a first call with `curl`, and a try without an account: [docs/aws-quickstart.md](docs/aws-quickstart.md).',
          'All about containers, credentials and production: [docs/docker-aws-setup.md](docs/docker-aws-setup.md). The tools: [docs/mcp-aws-tools.md](docs/mcp-aws-tools.md). Clients and protocol: [docs/mcp_integration.md](docs/mcp_integration.md).',
        ],
      }),
    },
  ],
} as const satisfies ServerTemplate;

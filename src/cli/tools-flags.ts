import { Args, Flags } from '@oclif/core';

/** Where to ask. */
export const targetArg = Args.string({
  description:
    'image:REFERENCE, container:NAME, compose:SERVICE[@FILE], command:PROGRAM or http(s)://…; the project when absent.',
});

/** How a server is started and asked. */
export const serverFlags = {
  transport: Flags.option({
    options: ['http', 'stdio'] as const,
    description: 'How to ask; what the target declares when absent, stdio first.',
    env: 'MCP_DOCK_TRANSPORT',
    helpGroup: 'SERVER',
  })(),
  timeout: Flags.string({
    default: '60s',
    description: 'Time limit of the run; pulling the image does not count.',
    helpValue: '90s',
    env: 'MCP_DOCK_TIMEOUT',
    helpGroup: 'SERVER',
  }),
  env: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    description:
      'Variable for the server; KEY alone takes its value from here. It is masked in what is shown where its name says that it is a secret, as API_TOKEN does.',
    helpValue: 'KEY[=VALUE]',
    env: 'MCP_DOCK_ENV',
    helpGroup: 'SERVER',
  }),
  header: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    description: 'Header of every request to the server.',
    helpValue: "'NAME: VALUE'",
    env: 'MCP_DOCK_HEADER',
    helpGroup: 'SERVER',
  }),
  'bearer-env': Flags.string({
    description: 'Send the value of this variable as bearer token.',
    helpValue: 'NAME',
    env: 'MCP_DOCK_BEARER_ENV',
    helpGroup: 'SERVER',
  }),
  'client-id-env': Flags.string({
    description: 'Get a bearer token by the grant client_credentials: variable with the id of the client.',
    helpValue: 'NAME',
    env: 'MCP_DOCK_CLIENT_ID_ENV',
    helpGroup: 'SERVER',
  }),
  'client-secret-env': Flags.string({
    description: 'Variable with the secret of that client.',
    helpValue: 'NAME',
    env: 'MCP_DOCK_CLIENT_SECRET_ENV',
    helpGroup: 'SERVER',
  }),
  issuer: Flags.string({
    description:
      'Authorization server that is asked for the token. Default: `expect.auth.issuer` in mcp-dock.yaml, else one of its own origin that a running server names.',
    helpValue: 'URL',
    env: 'MCP_DOCK_ISSUER',
    helpGroup: 'SERVER',
  }),
  pull: Flags.option({
    options: ['missing', 'always', 'never'] as const,
    default: 'missing',
    description: 'When to pull an image:REFERENCE. The image of the project is never pulled.',
    env: 'MCP_DOCK_PULL_POLICY',
    helpGroup: 'SERVER',
  })(),
};

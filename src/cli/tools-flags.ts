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
    description: 'Variable for the server; KEY alone takes its value from here.',
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
  pull: Flags.option({
    options: ['missing', 'always', 'never'] as const,
    default: 'missing',
    description: 'When to pull an image:REFERENCE. The image of the project is never pulled.',
    env: 'MCP_DOCK_PULL_POLICY',
    helpGroup: 'SERVER',
  })(),
};

import type { ComposeMap } from '../stack/compose-node.js';

const HOME = '/home/mcpuser';

/** Laid over compose.yaml: the AWS files of this machine, for reading only. */
export const awsProfileOverlay: ComposeMap = {
  'x-aws-files': {
    '&': 'aws-files',
    '#user': 'Those files are for their owner alone: the container has to run as that user, 1000 on most machines.',
    user: '${AWS_FILES_USER:-1000:1000}',
    environment: { HOME },
    volumes: [
      {
        type: 'bind',
        source: '${AWS_FILES:-~/.aws}',
        target: `${HOME}/.aws`,
        read_only: true,
        '#bind': 'A folder that is missing is an error; Docker would make one that belongs to root.',
        bind: { create_host_path: false },
      },
    ],
  },
  services: { 'mcp-server': { '<<': 'aws-files' }, stdio: { '<<': 'aws-files' } },
};

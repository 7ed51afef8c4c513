import type { ComposeMap } from '../stack/compose-node.js';
import { CONTAINER, type StackNames } from '../stack/server-services.js';

const PORT = 4566;

/** Laid over compose.yaml: the stand-in for AWS of the tests, and the server asking it with a key that it knows. */
export const fakeAwsOverlay = ({ image, network }: Pick<StackNames, 'image' | 'network'>): ComposeMap => ({
  services: {
    'fake-aws': {
      '#image': 'It needs nothing but Python, which that image has.',
      image,
      ...CONTAINER,
      entrypoint: ['python', '/fake_aws.py', String(PORT)],
      command: [],
      volumes: ['./tests/fake_aws.py:/fake_aws.py:ro'],
      networks: [network],
      healthcheck: {
        test: ['CMD', 'python', '-c', `import socket; socket.create_connection(("127.0.0.1", ${PORT}), 2)`],
        interval: '2s',
      },
      deploy: { resources: { limits: { cpus: '0.25', memory: '64M' } } },
    },
    'mcp-server': {
      environment: {
        AWS_ENDPOINT_URL: `http://fake-aws:${PORT}`,
        '#AWS_ACCESS_KEY_ID': 'Known to the stand-in, and to nobody else.',
        AWS_ACCESS_KEY_ID: 'AKIAENVIRONMENT00001',
        AWS_SECRET_ACCESS_KEY: 'not-a-secret',
      },
      depends_on: { 'fake-aws': { condition: 'service_healthy' } },
    },
  },
});

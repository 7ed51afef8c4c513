import dockerGateway from '../../../../src/checks/publish/docker-gateway.js';
import { imageConfig } from '../../../support/image-facts.js';
import { gone, read, replay } from '../../../support/replay.js';
import { testCheck } from '../../../support/test-check.js';

const facts = {
  dockerGateway: replay(),
  publishFiles: { ofProject: true },
  imageConfig: imageConfig(),
};
const described = (document: unknown) => ({
  ...facts,
  publishFiles: { ofProject: false, dockerMetadata: read('io.docker.server.metadata', document) },
});

testCheck(dockerGateway, {
  pass: [
    { name: 'a server that lists its tools', facts },
    { name: 'an image that describes itself', facts: described({ name: 'weather', title: 'Weather' }) },
  ],
  fail: [
    {
      name: 'a server that ends for want of a secret',
      facts: { ...facts, dockerGateway: gone('WEATHER_TOKEN is not valid', { withheld: ['WEATHER_TOKEN'] }) },
      messages: [
        "Started as Docker's MCP gateway starts it, the container exited after 0.3 s with code 1: WEATHER_TOKEN is not valid. It was started without the secrets WEATHER_TOKEN.",
      ],
    },
    {
      name: 'a server without a handshake',
      facts: {
        ...facts,
        dockerGateway: { ...gone(''), exited: undefined, error: 'initialize: Method not found' },
      },
      messages: [
        "Started as Docker's MCP gateway starts it, it does not answer over stdio: initialize: Method not found.",
      ],
    },
    {
      name: 'a server without tools',
      facts: { ...facts, dockerGateway: replay({ tools: [] }) },
      messages: ["Started as Docker's MCP gateway starts it, it lists no tools."],
    },
    {
      name: 'a server that refuses to list its tools',
      facts: { ...facts, dockerGateway: replay({ tools: undefined, error: 'tools/list: log in first' }) },
      messages: ["Started as Docker's MCP gateway starts it, it greets, but lists no tools: tools/list: log in first."],
    },
    {
      name: 'a label that is no YAML',
      facts: {
        ...facts,
        publishFiles: {
          ofProject: false,
          dockerMetadata: { path: 'x', lines: {}, problem: { line: 2, message: 'Nested mappings are not allowed.' } },
        },
      },
      messages: [
        'The label io.docker.server.metadata is no YAML that the gateway reads: line 2: Nested mappings are not allowed.',
      ],
    },
    {
      name: 'a label that says how to run the image',
      facts: described({ title: 'Weather', volumes: ['/:/host'] }),
      messages: [
        'The label io.docker.server.metadata has no name.',
        'The label io.docker.server.metadata says volumes, which the gateway takes from no image.',
      ],
      severities: ['error', 'warning'],
    },
  ],
});

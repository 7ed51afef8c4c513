import transportAsDeclared from '../../../../src/checks/mcp/transport-as-declared.js';
import type { Settings } from '../../../../src/model/facts/settings.js';
import { imageConfig } from '../../../support/image-facts.js';
import { httpSession, settings, silentSession, stdioSession } from '../../../support/mcp-facts.js';
import { testCheck } from '../../../support/test-check.js';

const TRANSPORTS = 'io.mcp-dock.transports';
const DOCKER = 'io.docker.server.metadata';
const httpAlone: Partial<Settings> = { transports: { http: { port: 3000, path: '/mcp' } } };
const silent = silentSession({ transport: 'stdio', endpoint: 'docker run -i --rm todo:1.0.0' });
const server = (type: string, registryType = 'oci') => ({
  ofProject: true,
  serverJson: {
    path: 'server.json',
    document: { packages: [{ registryType, identifier: 'docker.io/acme/weather:1.2.0', transport: { type } }] },
    lines: { 'packages.0.transport.type': 9 },
  },
});

const facts = (
  mcpSessions: ReturnType<typeof httpSession>[],
  {
    labels = {},
    said = {},
    publishFiles = { ofProject: true },
    composed = [],
  }: {
    labels?: Record<string, string>;
    said?: Partial<Settings>;
    publishFiles?: object;
    composed?: readonly ('http' | 'stdio')[];
  } = {},
) => ({
  mcpSessions,
  settings: settings(said),
  imageConfig: imageConfig({ labels }),
  publishFiles: publishFiles as { ofProject: boolean },
  composeTransports: composed.map((transport) => ({ service: 'mcp', transport, file: 'compose.yaml', line: 4 })),
});

testCheck(transportAsDeclared, {
  pass: [
    { name: 'an image of which nothing is said', facts: facts([httpSession()]) },
    {
      name: 'a container that runs over one of the transports that are declared',
      facts: facts([httpSession()], {
        said: { ...httpAlone, declared: settings().transports },
        labels: { [TRANSPORTS]: '{"http":{},"stdio":{}}' },
        composed: ['stdio'],
      }),
    },
    {
      name: 'everybody saying what is spoken',
      facts: facts([httpSession(), stdioSession()], {
        labels: { [TRANSPORTS]: '{"http":{},"stdio":{}}', [DOCKER]: 'name: weather' },
        publishFiles: server('streamable-http'),
        composed: ['http', 'stdio'],
      }),
    },
    {
      name: 'a package that is no image, and a transport of former times',
      facts: facts([httpSession()], { said: httpAlone, publishFiles: server('stdio', 'npm') }),
    },
    {
      name: 'a server whose answer takes a value of its user',
      facts: facts([httpSession(), { ...silent, wants: { variables: ['KEY'], placeholder: false } }], {
        labels: { [DOCKER]: 'name: weather' },
      }),
    },
    {
      name: 'Compose files that are of no project of ours',
      facts: facts([httpSession()], { said: { ...httpAlone, configured: false }, composed: ['stdio'] }),
    },
    {
      name: 'a label that was asked for itself',
      facts: facts([httpSession(), silent], {
        labels: { [TRANSPORTS]: '{"stdio":{}}' },
        said: { transportsFrom: 'label' },
      }),
    },
  ],
  fail: [
    {
      name: 'a label of a gateway on an image without stdio',
      facts: facts([httpSession()], { said: httpAlone, labels: { [DOCKER]: 'name: weather' } }),
      messages: [
        "The label io.docker.server.metadata, by which Docker's MCP gateway starts it, says that acme/weather:1.2.0 speaks stdio; mcp-dock.yaml declares no stdio.",
      ],
    },
    {
      name: 'a label that says more than is answered',
      facts: facts([httpSession(), silent], { labels: { [TRANSPORTS]: '{"http":{},"stdio":{}}' } }),
      messages: [
        'The label io.mcp-dock.transports says that acme/weather:1.2.0 speaks stdio, but it does not answer over stdio.',
      ],
    },
    {
      name: 'a service that is started for another transport',
      facts: facts([httpSession()], { said: httpAlone, composed: ['http', 'stdio'] }),
      messages: [
        'The service "mcp" of compose.yaml says that acme/weather:1.2.0 speaks stdio; mcp-dock.yaml declares no stdio.',
      ],
    },
    {
      name: 'a service with a port at which nothing speaks MCP',
      facts: facts([stdioSession(), silentSession()], { composed: ['http'] }),
      messages: [
        'The service "mcp" of compose.yaml says that acme/weather:1.2.0 speaks HTTP, but it does not answer over HTTP.',
      ],
    },
    {
      name: 'a registry that is told of another transport',
      facts: facts([httpSession()], { said: httpAlone, publishFiles: server('stdio') }),
      messages: ['server.json says that acme/weather:1.2.0 speaks stdio; mcp-dock.yaml declares no stdio.'],
    },
  ],
  notApplicable: [{ name: 'a silent server', facts: facts([silentSession()]) }],
});

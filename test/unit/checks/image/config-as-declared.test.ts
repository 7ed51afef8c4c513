import configAsDeclared from '../../../../src/checks/image/config-as-declared.js';
import { imageConfig } from '../../../support/image-facts.js';
import { settings } from '../../../support/mcp-facts.js';
import { testCheck } from '../../../support/test-check.js';

const LABEL = 'io.mcp-dock.transports';
const labelled = (label: string) => imageConfig({ labels: { [LABEL]: label } });

testCheck(configAsDeclared, {
  pass: [
    { name: 'the declared port', facts: { settings: settings(), imageConfig: imageConfig() } },
    {
      name: 'a label that says the same',
      facts: {
        settings: settings(),
        imageConfig: labelled(
          '{"http":{"port":3000,"path":"/mcp","args":["http"]},"stdio":{"args":["stdio"]},"health":"/health"}',
        ),
      },
    },
    {
      name: 'a label that says the same of a container that runs over one transport',
      facts: {
        settings: settings({
          transports: { http: { port: 3000, path: '/mcp' } },
          declared: settings().transports,
        }),
        imageConfig: labelled('{"http":{"port":3000,"path":"/mcp"},"stdio":{"args":["stdio"]}}'),
      },
    },
    {
      name: 'a port that was read from the image',
      facts: {
        settings: settings({ transportsFrom: 'image', transports: { http: { port: 9000, path: '/mcp' } } }),
        imageConfig: imageConfig({ exposedPorts: ['9000/tcp'] }),
      },
    },
    {
      name: 'no working directory where nobody declares one',
      facts: {
        settings: settings({ configured: false, transportsFrom: 'image' }),
        imageConfig: imageConfig({ workingDir: '' }),
      },
    },
    {
      name: 'stdio only',
      facts: { settings: settings({ transports: { stdio: {} } }), imageConfig: imageConfig({ exposedPorts: [] }) },
    },
  ],
  fail: [
    {
      name: 'a port that was found to answer and is not exposed',
      facts: {
        settings: settings({
          configured: false,
          transportsFrom: 'image',
          transports: { http: { port: 9000, path: '/mcp' } },
        }),
        imageConfig: imageConfig({ exposedPorts: [] }),
      },
      messages: ['The image config exposes no port; the server answers on port 9000.'],
      remedies: [
        'Bring EXPOSE and the transports label of the Dockerfile in line with where the server listens, then build again.',
      ],
    },
    {
      name: 'another port',
      facts: { settings: settings(), imageConfig: imageConfig({ exposedPorts: ['8080/tcp'] }) },
      messages: ['The image config exposes 8080/tcp; the HTTP transport is declared on port 3000.'],
    },
    {
      name: 'no port and no working directory',
      facts: { settings: settings(), imageConfig: imageConfig({ exposedPorts: [], workingDir: '' }) },
      messages: [
        'The image config exposes no port; the HTTP transport is declared on port 3000.',
        'The image config sets no working directory.',
      ],
    },
    {
      name: 'a label that says otherwise',
      facts: { settings: settings(), imageConfig: labelled('{"http":{"port":8000,"path":"/mcp"}}') },
      messages: [
        `The label ${LABEL} says HTTP on port 8000 at /mcp; mcp-dock.yaml declares HTTP on port 3000 at /mcp and stdio.`,
      ],
    },
    {
      name: 'a label that is no JSON',
      facts: { settings: settings(), imageConfig: labelled('http') },
      messages: [`The label ${LABEL} is not the JSON of transports: http`],
    },
  ],
});

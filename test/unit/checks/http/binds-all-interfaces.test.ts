import bindsAllInterfaces from '../../../../src/checks/http/binds-all-interfaces.js';
import { settings } from '../../../support/mcp-facts.js';
import { testCheck } from '../../../support/test-check.js';

testCheck(bindsAllInterfaces, {
  pass: [
    {
      name: 'a port that answers',
      facts: { settings: settings(), reachability: { port: 3000, reachable: true, listening: ['0.0.0.0:3000'] } },
    },
  ],
  fail: [
    {
      name: 'the loopback address only',
      facts: {
        settings: settings(),
        reachability: { port: 3000, reachable: false, listening: ['127.0.0.1:3000', '127.0.0.1:9090'], error: 'reset' },
      },
      messages: [
        'The server listens on 127.0.0.1:3000 inside the container, so port 3000 does not answer from outside (reset).',
      ],
    },
    {
      name: 'another port',
      facts: { settings: settings(), reachability: { port: 3000, reachable: false, listening: ['0.0.0.0:8080'] } },
      messages: ['Nothing listens on port 3000 inside the container, only on 0.0.0.0:8080.'],
      remedies: [
        "It listens on port 8080: make the server's own setting, EXPOSE of the Dockerfile and server.transports.http.port of mcp-dock.yaml agree.",
      ],
    },
    {
      name: 'another port of an image without a project',
      facts: {
        settings: settings({ configured: false }),
        reachability: { port: 3000, reachable: false, listening: ['0.0.0.0:8080'] },
      },
      messages: ['Nothing listens on port 3000 inside the container, only on 0.0.0.0:8080.'],
      remedies: [
        "It listens on port 8080: make the server's own setting, EXPOSE of the Dockerfile and the image's label of its transports agree.",
      ],
    },
    {
      name: 'a port that is published to one at which nothing listens',
      facts: {
        settings: settings(),
        reachability: { port: 9999, publishedPort: 8096, reachable: false, listening: ['0.0.0.0:3001'] },
      },
      messages: [
        'The published port 8096 goes to port 9999 of the container, where nothing listens; the server listens on 0.0.0.0:3001.',
      ],
      remedies: ['Publish the port on which it listens: -p 127.0.0.1:8096:3001.'],
    },
    {
      name: 'an inside that cannot be read',
      facts: { settings: settings(), reachability: { port: 3000, reachable: false, error: 'refused' } },
      messages: ['Port 3000 does not answer from outside the container (refused).'],
    },
  ],
  notApplicable: [
    {
      name: 'a server that came up too late',
      facts: { settings: settings(), reachability: { port: 3000, reachable: false, listening: ['0.0.0.0:3000'] } },
    },
    {
      name: 'nothing that listens',
      facts: { settings: settings(), reachability: { port: 3000, reachable: false, listening: [] } },
    },
  ],
});

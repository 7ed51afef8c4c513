import check from '../../../../src/checks/compose/networks-consistent.js';
import { built, compose, services } from '../../../support/compose-facts.js';
import { testCheck } from '../../../support/test-check.js';

const NETWORKS = 'networks: { front: {}, back: { internal: true }, out: { external: true } }\n';

testCheck(check, {
  pass: [
    {
      name: 'the usual network',
      facts: compose(services(['web', 'environment: { A: "http://api:80" }', 'depends_on: [api]'], ['api'])),
    },
    {
      name: 'aliases and container names',
      facts: compose(
        `${services(['web', 'networks: [front]', 'environment: { A: "http://www", B: "http://box" }'], ['api', 'networks: { front: { aliases: [www] } }', 'container_name: box'])}${NETWORKS}`,
      ),
    },
    {
      name: 'hosts outside',
      facts: compose(
        services([
          'web',
          'environment: { A: "https://api.example.com", B: "http://host.docker.internal:8000", C: "http://${HOST}" }',
        ]),
      ),
    },
    {
      name: 'extra hosts and links',
      facts: compose(
        services(
          [
            'web',
            'extra_hosts: ["db:10.0.0.1"]',
            'links: ["api:alias"]',
            'environment: { A: "http://db", B: "http://alias" }',
          ],
          ['api'],
        ),
      ),
    },
    {
      name: 'a network of another project',
      facts: compose(
        `${services(['web', 'networks: [out]', 'environment: { A: "http://todo-backend:8000" }'])}${NETWORKS}`,
      ),
    },
    {
      name: 'an address for browsers',
      facts: compose(
        services(['web', 'environment: { ISSUER: "http://127.0.0.1:8080" }'], ['auth', 'ports: ["8080:8080"]']),
      ),
    },
    {
      name: 'a port beside an internal network',
      facts: compose(`${services(['web', 'networks: [front, back]', 'ports: ["80:80"]'])}${NETWORKS}`),
    },
    {
      name: 'the network of the host',
      facts: compose(services(['web', 'network_mode: host', 'environment: { A: "redis://localhost" }'], ['redis'])),
    },
    {
      name: 'a database in the same container',
      facts: compose(services(['web', 'environment: { A: "redis://localhost" }'])),
    },
    {
      name: 'a job that only has to be done',
      facts: compose(
        `${services(['web', 'networks: [front]', 'depends_on: { job: { condition: service_completed_successfully } }'], ['job', 'networks: [back]'])}${NETWORKS}`,
      ),
    },
  ],
  fail: [
    {
      name: 'a network that is not declared',
      facts: compose(services(['web', 'networks: [front]'])),
      messages: ['The service "web" is on the network "front", which is not declared under networks.'],
    },
    {
      name: 'a dependency on another network',
      facts: compose(
        `${services(['web', 'networks: [front]', 'depends_on: [db]'], ['db', 'networks: [back]'])}${NETWORKS}`,
      ),
      messages: ['The service "web" depends on "db" and shares no network with it: front and back.'],
    },
    {
      name: 'a host on another network',
      facts: compose(
        `${services(['web', 'environment: { A: "redis://db:6379" }'], ['db', 'networks: [back]'])}${NETWORKS}`,
      ),
      messages: ['A of the service "web" leads to "db", and they share no network: default and back.'],
    },
    {
      name: 'a host that is none',
      facts: compose(services(['web', 'environment: { A: "http://backend:8000" }'], ['api'])),
      messages: ['A of the service "web" leads to the host backend, and no service has that name.'],
      remedies: ['Write the name of a service: web, api.'],
    },
    {
      name: 'a host that an .env names',
      facts: compose({
        '.env': 'HOST=backend\n',
        'compose.yaml': services(['web', 'environment: { A: "http://${HOST}:8000" }']),
      }),
      messages: ['A of the service "web" leads to the host backend, and no service has that name.'],
      remedies: ['Write the name of a service: web.'],
    },
    {
      name: 'itself where a database is meant',
      facts: compose(
        services(['web', 'environment: { DATABASE_URL: "postgresql+psycopg://u:p@localhost:5432/x" }'], ['db']),
      ),
      messages: ['DATABASE_URL of the service "web" leads to localhost:5432, which is the container itself.'],
    },
    {
      name: 'itself where a backend is meant',
      facts: compose(
        services(['web', 'environment: { FASTAPI_BASE_URL: "http://127.0.0.1:8000" }'], ['api', 'build: .']),
        { built: { api: built({ exposes: [8000] }) } },
      ),
      messages: ['FASTAPI_BASE_URL of the service "web" leads to 127.0.0.1:8000, which is the container itself.'],
    },
    {
      name: 'a port that cannot be reached',
      facts: compose(`${services(['web', 'networks: [back]', 'ports: ["80:80"]'])}${NETWORKS}`),
      messages: [
        'The service "web" publishes a port, and is on internal networks only (back): nothing reaches it from outside.',
      ],
      remedies: ['Give it a further network that is not internal, or remove the port.'],
    },
    {
      name: 'ports that nobody looks at',
      facts: compose(services(['web', 'network_mode: host', 'ports: ["80:80"]'])),
      messages: ['The service "web" uses the network of the host, which ignores its ports.'],
      severities: ['warning'],
    },
  ],
  notApplicable: [{ name: 'no service', facts: compose('services: {}\n') }],
});

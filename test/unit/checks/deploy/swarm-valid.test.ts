import check from '../../../../src/checks/deploy/swarm-valid.js';
import { deploy } from '../../../support/deploy-facts.js';
import { testCheck } from '../../../support/test-check.js';

const stack = (service: string, after = '') =>
  deploy({ 'docker-stack.yml': `version: "3.8"\nservices:\n  web: { ${service} }\n${after}` });

testCheck(check, {
  pass: [
    {
      name: 'an image',
      facts: stack(
        'image: "web:1", deploy: { replicas: 2 }, ports: ["80:80"], depends_on: [db], volumes: ["data:/data", "/srv:/srv"]',
        'networks: { a: { driver: overlay } }\n',
      ),
    },
    {
      name: 'secrets that are there',
      facts: stack(
        'image: "web:1", secrets: [token, { source: other }]',
        'secrets: { token: { external: true }, other: { file: ./x } }\n',
      ),
    },
  ],
  fail: [
    {
      name: 'no YAML',
      facts: deploy({ 'docker-stack.yml': 'services: [\n' }),
      messages: ['Flow sequence in block collection must be sufficiently indented and end with a ].'],
    },
    {
      name: 'an old version',
      facts: deploy({ 'stack.yml': 'version: "2.4"\nservices: { a: { image: "a:1" } }\n' }),
      messages: ['The version is 2.4, and Swarm takes 3 only.'],
    },
    {
      name: 'nothing to start',
      facts: deploy({ 'stack.yml': 'version: "3.8"\n' }),
      messages: ['There are no services.'],
    },
    {
      name: 'a build',
      facts: stack('build: .'),
      messages: [
        'The service "web" has no image, and Swarm builds none.',
        'The service "web" has build, which has no effect in Swarm.',
      ],
      severities: ['error', 'warning'],
    },
    {
      name: 'what it refuses and passes over',
      facts: stack(
        'image: "web:1", profiles: [a], mem_limit: 1g, restart: always, depends_on: { db: { condition: service_healthy } }, env_file: [{ path: .env }]',
      ),
      messages: [
        'The service "web" has profiles, which `docker stack deploy` refuses.',
        'The service "web" has mem_limit, which `docker stack deploy` refuses.',
        'The service "web" has restart, which has no effect in Swarm.',
        'The service "web" waits for conditions, and Swarm takes a list of names, without waiting.',
        'The service "web" has an env_file in the long form, and Swarm takes paths only.',
      ],
      severities: ['error', 'error', 'warning', 'error', 'error'],
    },
    {
      name: 'what means one machine',
      facts: stack(
        'image: "web:1", ports: ["127.0.0.1:80:80"], volumes: ["./a:/a"]',
        'networks: { a: { driver: bridge } }\n',
      ),
      messages: [
        'The service "web" publishes a port on 127.0.0.1, and Swarm publishes on every address of every node.',
        'The service "web" mounts ./a, which has to be on every node.',
        'The network "a" has the driver bridge, which reaches one machine only.',
      ],
      severities: ['warning', 'warning', 'error'],
    },
    {
      name: 'a secret that is not declared',
      facts: stack('image: "web:1", secrets: [token]'),
      messages: ['The service "web" uses "token", which is not declared under secrets.'],
    },
  ],
  notApplicable: [{ name: 'no stack', facts: deploy({}) }],
});

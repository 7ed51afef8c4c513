import check from '../../../../src/checks/compose/ports-unique.js';
import { compose, services } from '../../../support/compose-facts.js';
import { testCheck } from '../../../support/test-check.js';

const two = (a: string, b: string) => compose(services(['a', `ports: [${a}]`], ['b', `ports: [${b}]`]));
const BOTH = (port: number) => [`The services "a" and "b" publish port ${port}; the other one is in compose.yaml:4.`];

testCheck(check, {
  pass: [
    { name: 'two ports', facts: two('"80:80"', '"81:80"') },
    { name: 'one port for two protocols', facts: two('"53:53"', '"53:53/udp"') },
    { name: 'one port on two addresses', facts: two('"127.0.0.1:80:80"', '"10.0.0.1:80:80"') },
    { name: 'ports that the engine picks', facts: two('"80"', '"80"') },
    { name: 'a range to pick from', facts: two('"8000-8010:80"', '"8000-8010:80"') },
    {
      name: 'two profiles',
      facts: compose(services(['a', 'profiles: [x]', 'ports: ["80:80"]'], ['b', 'profiles: [y]', 'ports: ["80:80"]'])),
    },
    {
      name: 'the same line in an override',
      facts: compose({
        'compose.yaml': services(['a', 'ports: ["80:80"]']),
        'compose.override.yaml': 'services:\n  a:\n    ports: ["80:80"]\n',
      }),
    },
    {
      name: 'replicas behind a range',
      facts: compose(services(['a', 'ports: ["8000-8005:80"]', 'deploy: { replicas: 3 }'])),
    },
  ],
  fail: [
    { name: 'one port', facts: two('"80:80"', '"80:8080"'), messages: BOTH(80) },
    { name: 'an address among all', facts: two('"127.0.0.1:80:80"', '"80:80"'), messages: BOTH(80) },
    { name: 'a long form', facts: two('"8080:80"', '{ target: 1, published: 8080 }'), messages: BOTH(8080) },
    { name: 'a range that leads to a range', facts: two('"8001:80"', '"8000-8002:8000-8002"'), messages: BOTH(8001) },
    {
      name: 'a variable',
      facts: compose({
        '.env': 'PORT=80\n',
        'compose.yaml': services(['a', 'ports: ["${PORT}:1"]'], ['b', 'ports: ["80:1"]']),
      }),
      messages: BOTH(80),
    },
    {
      name: 'a profile beside what always starts',
      facts: compose(services(['a', 'ports: ["80:80"]'], ['b', 'ports: ["80:80"]', 'profiles: [y]'])),
      messages: BOTH(80),
    },
    {
      name: 'one service',
      facts: compose(services(['a', 'ports:', '  - "80:80"', '  - "80:81"'])),
      messages: ['The service "a" publishes port 80 twice; the other one is in compose.yaml:5.'],
    },
    {
      name: 'an overlay',
      facts: compose({
        'compose.yaml': services(['a', 'ports: ["80:80"]']),
        'compose.monitoring.yaml': services(['grafana', 'ports: ["80:3000"]', 'depends_on: [a]']),
      }),
      messages: ['The services "a" and "grafana" publish port 80; the other one is in compose.yaml:4.'],
    },
    {
      name: 'replicas',
      facts: compose(services(['a', 'ports: ["80:80"]', 'deploy: { replicas: 3 }'])),
      messages: ['The service "a" has 3 replicas, and each wants port 80.'],
      remedies: ['Publish the port of a proxy in front of them, or give a range of ports.'],
    },
  ],
  notApplicable: [
    { name: 'no service', facts: compose('services: {}\n') },
    { name: 'no port', facts: compose(services(['a'])) },
  ],
});

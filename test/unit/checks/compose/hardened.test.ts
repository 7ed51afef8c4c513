import check from '../../../../src/checks/compose/hardened.js';
import { compose, services } from '../../../support/compose-facts.js';
import { testCheck } from '../../../support/test-check.js';

const HARD = ['read_only: true', 'cap_drop: [ALL]', 'security_opt: ["no-new-privileges:true"]'];
const web = (...lines: string[]) => compose(services(['web', ...lines]));
const hard = (...lines: string[]) => web(...HARD, ...lines);

testCheck(check, {
  pass: [
    { name: 'all three', facts: hard() },
    { name: 'a capability that is needed', facts: hard('cap_add: [NET_BIND_SERVICE]') },
    {
      name: 'other words for the same',
      facts: web('read_only: "true"', 'cap_drop: [all]', 'security_opt: [no-new-privileges]'),
    },
    {
      name: 'less during development',
      facts: compose({
        'compose.yaml': services(['web', ...HARD]),
        'compose.override.yaml': 'services:\n  web:\n    read_only: false\n',
      }),
    },
  ],
  fail: [
    {
      name: 'nothing',
      facts: web(),
      messages: ['The service "web" has no `read_only: true`, `cap_drop: [ALL]`, or `no-new-privileges`.'],
    },
    {
      name: 'a root that can be written to',
      facts: web(...HARD.slice(1)),
      messages: ['The service "web" has no `read_only: true`.'],
    },
    {
      name: 'all of the machine',
      facts: web('privileged: true'),
      messages: ['The service "web" is privileged: it has this machine.'],
      remedies: ['Remove `privileged`.'],
    },
    {
      name: 'one way out after the other',
      facts: hard(
        'cap_add: [SYS_ADMIN]',
        'pid: host',
        'network_mode: host',
        'user: "0:0"',
        'volumes: ["/var/run/docker.sock:/var/run/docker.sock:ro", "/:/host", "/etc/localtime:/etc/localtime:ro"]',
      ),
      messages: [
        'The service "web" adds the capability SYS_ADMIN.',
        'The service "web" shares pid with this machine.',
        'The service "web" shares the network with this machine.',
        'The service "web" has the socket of the engine, /var/run/docker.sock, and with it this machine.',
        'The service "web" can write to / of this machine.',
        'The service "web" runs as root.',
      ],
    },
    {
      name: 'a protection that is turned off',
      facts: web(
        'read_only: true',
        'cap_drop: [ALL]',
        'security_opt: ["no-new-privileges:true", "seccomp:unconfined"]',
      ),
      messages: ['The service "web" turns off a protection: seccomp:unconfined.'],
    },
  ],
  notApplicable: [{ name: 'no service', facts: compose('services: {}\n') }],
});

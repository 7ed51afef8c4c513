import check from '../../../../src/checks/compose/ports-loopback.js';
import { compose, services } from '../../../support/compose-facts.js';
import { testCheck } from '../../../support/test-check.js';

const web = (...lines: string[]) => compose(services(['web', ...lines]));

testCheck(check, {
  pass: [
    { name: 'this machine', facts: web('ports: ["127.0.0.1:80:80", "[::1]:81:81"]') },
    { name: 'a variable', facts: web('ports: ["${ADDRESS:-127.0.0.1}:80:80"]') },
    { name: 'a long form', facts: web('ports: [{ target: 80, published: "80", host_ip: 127.0.0.1 }]') },
    {
      name: 'the door of a machine',
      facts: compose('services: { caddy: { image: "caddy:2", ports: ["80:80", "443:443", "443:443/udp"] } }\n'),
    },
  ],
  fail: [
    {
      name: 'every address',
      facts: web('ports: ["8080:80"]'),
      messages: ['The service "web" publishes port 8080 on every address of this machine.'],
    },
    {
      name: 'every address, said so',
      facts: web('ports: ["0.0.0.0:8080:80"]'),
      messages: ['The service "web" publishes port 8080 on every address of this machine.'],
    },
    {
      name: 'another address',
      facts: web('ports: ["10.0.0.1:8080:80"]'),
      messages: ['The service "web" publishes port 8080 on 10.0.0.1 of this machine.'],
    },
    {
      name: 'any port',
      facts: web('ports: ["80"]'),
      messages: ['The service "web" publishes a free port on every address of this machine.'],
    },
    {
      name: 'a database',
      facts: compose('services: { db: { image: "postgres:17", ports: ["5432:5432"] } }\n'),
      messages: ['The service "db" publishes port 5432 on every address of this machine.'],
    },
    {
      name: 'a range',
      facts: web('ports: ["8000-8002:80"]'),
      messages: ['The service "web" publishes port 8000-8002 on every address of this machine.'],
    },
  ],
  notApplicable: [
    { name: 'no service', facts: compose('services: {}\n') },
    { name: 'no port', facts: web() },
  ],
});

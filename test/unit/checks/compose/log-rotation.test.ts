import check from '../../../../src/checks/compose/log-rotation.js';
import { compose, services } from '../../../support/compose-facts.js';
import { testCheck } from '../../../support/test-check.js';

const web = (...lines: string[]) => compose(services(['web', ...lines]));

testCheck(check, {
  pass: [
    { name: 'rotation', facts: web('logging: { driver: json-file, options: { max-size: 10m, max-file: "3" } }') },
    { name: 'options for the usual driver', facts: web('logging: { options: { max-size: 10m, max-file: "3" } }') },
    { name: 'a driver that rotates by itself', facts: web('logging: { driver: local }') },
    { name: 'one that hands lines on', facts: web('logging: { driver: journald }') },
  ],
  fail: [
    { name: 'nothing', facts: web(), messages: ['The logs of the service "web" have no largest size.'] },
    {
      name: 'a driver alone',
      facts: web('logging: { driver: json-file }'),
      messages: ['The logs of the service "web" have no largest size.'],
    },
    {
      name: 'one file',
      facts: web('logging: { options: { max-size: 10m } }'),
      messages: ['The logs of the service "web" are cut at 10m, and nothing older is kept: max-file is missing.'],
    },
  ],
  notApplicable: [{ name: 'no service', facts: compose('services: {}\n') }],
});

import json from '../../../../src/checks/logs/json.js';
import { testCheck } from '../../../support/test-check.js';
import { serverLogs } from '../../../support/trial-facts.js';

const entry = { timestamp: '2026-11-01T00:00:00Z', level: 'INFO', message: 'Starting' };

testCheck(json, {
  pass: [
    { name: 'entries and nothing else', facts: { serverLogs: serverLogs([entry, entry]) } },
    {
      name: 'the names of other loggers',
      facts: {
        serverLogs: serverLogs([
          { ts: '1', lvl: 'info', msg: 'x' },
          { '@timestamp': '1', 'log.level': 'info', message: 'x' },
          { time: '1', Severity: 'INFO', event: 'x' },
        ]),
      },
    },
  ],
  fail: [
    {
      name: 'text between them',
      facts: { serverLogs: serverLogs([entry, '(node:1) Warning: x', entry]) },
      messages: ['1 of 3 lines of the log are no JSON.'],
    },
    {
      name: 'text where JSON was asked for',
      facts: { serverLogs: serverLogs(['Starting'], { logFormat: 'JSON' }) },
      messages: ['1 of 1 lines of the log are no JSON, although LOG_FORMAT says json.'],
    },
    {
      name: 'entries without a level',
      facts: { serverLogs: serverLogs([entry, { timestamp: '1', message: 'x' }, { a: 'b' }]) },
      messages: ['2 of 3 entries of the log have no level.'],
    },
  ],
  notApplicable: [
    { name: 'plain text', facts: { serverLogs: serverLogs(['Starting', 'Listening']) } },
    { name: 'data that is printed, and is no log', facts: { serverLogs: serverLogs(['Config:', { port: '3000' }]) } },
    { name: 'nothing', facts: { serverLogs: serverLogs([], { logFormat: 'json' }) } },
  ],
});

import survivesBadInput from '../../../../src/checks/mcp/survives-bad-input.js';
import type { BadInput } from '../../../../src/model/facts/http-rules.js';
import { httpSession, stdioSession } from '../../../support/mcp-facts.js';
import { testCheck } from '../../../support/test-check.js';

type Input = BadInput['inputs'][number];

const mcpSessions = [httpSession(), stdioSession()];

const input = (row: Partial<Input> = {}): Input => ({
  name: 'null',
  title: 'null in place of a message',
  printed: "printf %s 'null'",
  alive: true,
  durationMs: 1,
  ...row,
});
const sent = (inputs: Input[], more: Partial<BadInput> = {}): BadInput => ({
  transport: 'http',
  endpoint: 'http://127.0.0.1:3000/mcp',
  inputs,
  ...more,
});
const huge = { name: 'huge', title: 'a message of 5 MB' };
const exited = {
  exitCode: 1,
  oomKilled: false,
  afterMs: 4_000,
  lastLines: ['TypeError: Cannot read properties of null'],
};
const page = { contentType: 'text/html', text: '<!DOCTYPE html><pre>Error</pre>' };

testCheck(survivesBadInput, {
  pass: [
    {
      name: 'refusals',
      facts: {
        mcpSessions,
        badInput: [
          sent([
            input({
              status: 400,
              contentType: 'application/json',
              text: '{"jsonrpc":"2.0","error":{}}',
              code: -32_600,
            }),
            input({ ...huge, failure: { kind: 'closed', message: 'the server closed the connection' } }),
          ]),
          sent([input()], { transport: 'stdio' }),
        ],
      },
    },
    { name: 'an answer', facts: { mcpSessions, badInput: [sent([input({ ...huge, status: 200 })])] } },
  ],
  fail: [
    {
      name: 'an end',
      facts: { mcpSessions, badInput: [sent([input({ status: 200 }), input({ alive: false })], { exited })] },
      messages: [
        'Over HTTP, the server ends when it gets null in place of a message: the container exited after 4.0 s with code 1: TypeError: Cannot read properties of null.',
      ],
    },
    {
      name: 'an end over stdio, where only its own client does that',
      facts: { mcpSessions, badInput: [sent([input({ ...huge, alive: false })], { transport: 'stdio' })] },
      messages: ['Over stdio, the server answers nothing any more after a message of 5 MB.'],
      severities: ['warning'],
    },
    {
      name: 'an end over one of several, or over all of them',
      facts: {
        mcpSessions,
        badInput: [sent([input({ alive: false }), input({ ...huge, alive: false })], { transport: 'stdio', exited })],
      },
      messages: [
        'Over stdio, the server ends after bad input, and over which of these is not known: null in place of a message and a message of 5 MB: the container exited after 4.0 s with code 1: TypeError: Cannot read properties of null.',
      ],
      severities: ['warning'],
    },
    {
      name: 'pages and failures',
      facts: {
        mcpSessions,
        badInput: [
          sent([
            input({ ...page, status: 400 }),
            input({ ...huge, ...page, status: 400 }),
            input({ title: 'half a message', status: 500 }),
            input({ title: 'params that are a text', failure: { kind: 'timeout', message: 'no answer within 5 s' } }),
          ]),
        ],
      },
      messages: [
        'Over HTTP, null in place of a message and a message of 5 MB are each answered with 400 and an HTML page.',
        'Over HTTP, half a message is answered with 500 instead of 4xx.',
        'Over HTTP, params that are a text is answered with nothing.',
      ],
      severities: ['warning', 'warning', 'warning'],
    },
    {
      name: 'a stack trace over stdio',
      facts: {
        mcpSessions,
        badInput: [
          sent(
            [
              input({
                text: String.raw`{"error":{"data":"Traceback (most recent call last):\n  File \"/app/s.py\", line 3"}}`,
              }),
            ],
            {
              transport: 'stdio',
            },
          ),
        ],
      },
      messages: ['Over stdio, null in place of a message is answered with a stack trace.'],
      severities: ['warning'],
    },
  ],
  notApplicable: [{ name: 'nothing that was sent', facts: { mcpSessions, badInput: [] } }],
});

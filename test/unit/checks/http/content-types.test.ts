import contentTypes from '../../../../src/checks/http/content-types.js';
import { answered, bare, exchange, httpRules, modernRules, refused } from '../../../support/http-rules.js';
import { httpSession } from '../../../support/mcp-facts.js';
import { testCheck } from '../../../support/test-check.js';

const mcpHttp = httpSession();
const html = { contentType: 'text/html; charset=utf-8' };
const page =
  '<!DOCTYPE html>\\u000a<pre>SyntaxError: Unexpected end<br> &nbsp; &nbsp;at parse (/app/node_modules/body-parser/json.js:93:21)</pre>';
const events = { contentType: 'text/event-stream' };
const older = answered('version', { protocolVersion: '2025-11-25' }, { about: '2025-03-26' });

testCheck(contentTypes, {
  pass: [
    { name: 'a sound server of both eras', facts: { mcpHttp, httpRules: httpRules() } },
    { name: 'a sound server without a handshake', facts: { mcpHttp, httpRules: modernRules() } },
    {
      name: 'answers as event streams, and to whoever accepts JSON alone, in JSON',
      facts: { mcpHttp, httpRules: httpRules([answered('request', {}, events), answered('accept-json')]) },
    },
    {
      name: 'a batch, at a server of the revision that has them',
      facts: { mcpHttp, httpRules: httpRules([answered('batch')]) },
    },
    {
      name: 'a batch, at a server that is older than what is said of them',
      facts: { mcpHttp, httpRules: { ...httpRules([answered('batch'), older]), version: '2024-11-05' } },
    },
    {
      name: 'a batch, at a server that is taken and refuses every other handshake',
      facts: {
        mcpHttp,
        httpRules: httpRules([answered('batch'), refused('version', 400, -32_600, { about: '2025-03-26' })]),
      },
    },
    {
      name: 'a batch, at a server that did not say whether it has that revision',
      facts: {
        mcpHttp,
        httpRules: httpRules([
          answered('batch'),
          exchange({
            question: 'version',
            about: '2025-03-26',
            failure: { kind: 'timeout', message: 'no answer within 5 s' },
          }),
        ]),
      },
    },
    {
      name: 'a refusal in plain words of what is not JSON by its type',
      facts: { mcpHttp, httpRules: httpRules([bare('text-plain', 400, { text: 'Invalid Content-Type header' })]) },
    },
    {
      name: 'a body that is refused without a word',
      facts: { mcpHttp, httpRules: httpRules([bare('bad-json', 400)]) },
    },
  ],
  fail: [
    {
      name: 'another type',
      facts: { mcpHttp, httpRules: httpRules([answered('request', {}, { contentType: 'text/plain' })]) },
      messages: ['A request is answered with text/plain instead of application/json or text/event-stream.'],
    },
    {
      name: 'a compression that nobody asked for',
      facts: {
        mcpHttp,
        httpRules: httpRules([answered('request', {}, { answerHeaders: { 'content-encoding': 'gzip' } })]),
      },
      messages: ['A request with Accept-Encoding: identity is answered with Content-Encoding: gzip.'],
      severities: ['warning'],
    },
    {
      name: 'no type for an id that is zero',
      facts: { mcpHttp, httpRules: httpRules([bare('zero-id', 202)]) },
      messages: ['A request is answered with no Content-Type instead of application/json or text/event-stream.'],
    },
    {
      name: 'a notification that is answered',
      facts: { mcpHttp, httpRules: httpRules([bare('notification', 204)]) },
      messages: ['A notification is answered with 204 instead of 202.'],
    },
    {
      name: 'a notification with a body',
      facts: { mcpHttp, httpRules: httpRules([bare('notification', 202, { bytes: 8, text: 'Accepted' })]) },
      messages: ['A notification is answered with 202 and a body of 8 bytes instead of none.'],
    },
    {
      name: 'a stream for a client that wants none, and a failure without Accept',
      facts: { mcpHttp, httpRules: httpRules([answered('accept-json', {}, events), bare('no-accept', 500)]) },
      messages: [
        'A client that accepts only application/json is answered with text/event-stream.',
        'A request without Accept is answered with 500 instead of 406 or an answer.',
      ],
      severities: ['warning', 'warning'],
    },
    {
      name: 'text that is taken for JSON, and a batch at a server that is too new for it',
      facts: { mcpHttp, httpRules: httpRules([answered('text-plain'), answered('batch'), older]) },
      messages: [
        'A request with Content-Type: text/plain, which any web page may send, is answered with 200 and a result instead of 415.',
        'A batch of two requests is answered with 200 and a result, although revision 2025-06-18 removed batches.',
      ],
      severities: ['warning', 'warning'],
    },
    {
      name: 'a page with a stack trace',
      facts: { mcpHttp, httpRules: httpRules([bare('bad-json', 400, { ...html, bytes: 900, text: page })]) },
      messages: [
        'A body that is no JSON is answered with 400 and an HTML page with a stack trace instead of 400 and a JSON-RPC error.',
      ],
      severities: ['warning'],
    },
    {
      name: 'plain words',
      facts: { mcpHttp, httpRules: httpRules([bare('bad-json', 400, { bytes: 7, text: 'invalid' })]) },
      messages: [
        'A body that is no JSON is answered with 400 and a body that is no JSON instead of 400 and a JSON-RPC error.',
      ],
      severities: ['warning'],
    },
    {
      name: 'a failure, and no failure at all',
      facts: { mcpHttp, httpRules: httpRules([bare('bad-json', 500)]) },
      messages: ['A body that is no JSON is answered with 500 instead of 400 and a JSON-RPC error.'],
      severities: ['warning'],
    },
    {
      name: 'a body that is no JSON and is accepted',
      facts: { mcpHttp, httpRules: httpRules([bare('bad-json', 202)]) },
      messages: ['A body that is no JSON is answered with 202 instead of 400.'],
    },
    {
      name: 'a body that is no JSON and is refused by JSON-RPC alone',
      facts: { mcpHttp, httpRules: httpRules([refused('bad-json', 200, -32_700)]) },
      messages: ['A body that is no JSON is answered with 200 and error -32700 "Refused" instead of 400.'],
      severities: ['warning'],
    },
  ],
  unknown: [
    {
      name: 'a server that takes no client after the first one',
      facts: {
        mcpHttp: httpSession({ nextClient: { refusal: { method: 'initialize', httpStatus: 500, durationMs: 1 } } }),
        httpRules: { eras: ['handshake'], exchanges: [bare('initialize', 500)] },
      },
      reason: 'The server takes no further client over HTTP; see http/session-rules.',
    },
  ],
  notApplicable: [
    { name: 'nothing that was answered', facts: { mcpHttp, httpRules: httpRules([], { exchanges: [] }) } },
  ],
});

import { describe, expect, it } from 'vitest';
import { sendBadInput } from '../../../src/mcp/http-bad-input.js';
import { answerAll, localServer } from '../../support/local-server.js';

const client = { name: 'mcp-dock', version: '1' };
const options = (url: URL, era: 'handshake' | '2026-07-28' = 'handshake') => ({
  url,
  era,
  headers: {},
  client,
  endpoint: url.href,
});

describe('sendBadInput', () => {
  it('sends everything that a good server survives, the largest last', async () => {
    await using server = await localServer(answerAll);
    const sent = await sendBadInput(options(server.url));
    expect(sent?.inputs.map(({ name, alive }) => `${name} ${alive}`)).toEqual([
      'unknown-notification true',
      'null-id true',
      'text-params true',
      'null true',
      'half true',
      'binary true',
      'deep true',
      'huge true',
    ]);
    const lengths = server.received.map(({ body }) => body.length);
    expect(Math.max(...lengths)).toBeGreaterThan(5_000_000);
    expect(server.received.some(({ body }) => body.includes('['.repeat(10_000)))).toBe(true);
    // Half a message never arrives whole, and that the server waits for the rest is no fault of its own.
    expect(server.received.some(({ body }) => body.includes('mcp-dock-half'))).toBe(false);
    expect(sent?.inputs.find(({ name }) => name === 'half')).not.toHaveProperty('failure');
  });

  it('stops at the input after which nothing answers any more', async () => {
    let dead = false;
    await using server = await localServer((request, response) => {
      dead ||= request.body === 'null';
      if (dead) response.destroy();
      else answerAll(request, response);
    });
    const sent = await sendBadInput(options(server.url));
    expect(sent?.inputs.at(-1)).toMatchObject({ name: 'null', alive: false, failure: { kind: 'closed' } });
  });

  it('names version and method in the headers of 2026-07-28', async () => {
    await using server = await localServer(answerAll);
    await sendBadInput(options(server.url, '2026-07-28'));
    expect(server.received.every(({ headers }) => headers['mcp-protocol-version'] === '2026-07-28')).toBe(true);
    expect(new Set(server.received.map(({ headers }) => headers['mcp-method']))).toEqual(
      new Set(['server/discover', 'notifications/mcp-dock-unknown']),
    );
  });

  it('keeps what is said in place of a clean refusal', async () => {
    await using server = await localServer((request, response) => {
      if (request.body === 'null') response.writeHead(500, { 'content-type': 'text/html' }).end('<html>\u001b[2J');
      else answerAll(request, response);
    });
    const sent = await sendBadInput(options(server.url));
    expect(sent?.inputs.find(({ name }) => name === 'null')).toMatchObject({
      status: 500,
      contentType: 'text/html',
      text: String.raw`<html>\u001b[2J`,
      alive: true,
    });
  });

  it('sends one of them alone', async () => {
    await using server = await localServer(answerAll);
    const sent = await sendBadInput({ ...options(server.url), alone: 'null' });
    expect(sent?.inputs.map(({ name }) => name)).toEqual(['null']);
  });

  it('sends nothing to a server that does not answer before', async () => {
    const server = await localServer(answerAll);
    await server[Symbol.asyncDispose]();
    expect(await sendBadInput(options(server.url))).toBeUndefined();
  });
});

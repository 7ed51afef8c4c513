import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { writeBadInput } from '../../../src/mcp/stdio-bad-input.js';
import { askStdioVersions } from '../../../src/mcp/stdio-versions.js';
import { createStdioWire } from '../../../src/mcp/stdio-wire.js';

const client = { name: 'mcp-dock', version: '1' };

/** A server that is a function of each line; it says `undefined` to nothing and `end` to end. */
function wireTo(serve: (line: string) => string | undefined) {
  const stdin = new PassThrough();
  const stdout = new PassThrough();
  const lines: string[] = [];
  let rest = '';
  stdin.on('data', (chunk: Buffer) => {
    const parts = (rest + chunk.toString('latin1')).split('\n');
    rest = parts.pop() ?? '';
    for (const line of parts) {
      lines.push(line);
      const said = serve(line);
      if (said === 'end') stdout.end();
      else if (said !== undefined) stdout.write(`${said}\n`);
    }
  });
  return { wire: createStdioWire({ streams: { stdin, stdout }, client }), lines };
}

function answer(line: string, result: object = {}): string | undefined {
  try {
    const message = JSON.parse(line) as { id?: unknown } | null;
    return typeof message?.id === 'number' ? JSON.stringify({ jsonrpc: '2.0', id: message.id, result }) : undefined;
  } catch {
    return JSON.stringify({ jsonrpc: '2.0', id: null, error: { code: -32_700, message: 'Parse error' } });
  }
}

const options = { endpoint: 'docker run -i todo', era: 'handshake' as const, client };

describe('writeBadInput', () => {
  it('writes one line after the other and keeps what is said to each out of the transcript', async () => {
    const { wire, lines } = wireTo((line) => answer(line));
    const sent = await writeBadInput(wire, options);
    expect(sent?.inputs.every(({ alive }) => alive === true)).toBe(true);
    expect(sent?.inputs.find(({ name }) => name === 'half')?.text).toContain('Parse error');
    expect(sent?.inputs.find(({ name }) => name === 'null')).not.toHaveProperty('text');
    expect(lines.some((line) => line.length > 5_000_000)).toBe(true);
    expect(wire.transcript.record('stdio').messages).toEqual([]);
  });

  it.each([
    ['bad answers', (text: string) => text.replace('"result":', '"error":null,"result":')],
    ['ids that are texts', (text: string) => text.replace(/"id":(\d+)/u, '"id":"$1"')],
  ])('takes a server that gives %s for alive', async (_, garble) => {
    const { wire } = wireTo((line) => {
      const said = answer(line);
      return said === undefined ? undefined : garble(said);
    });
    const sent = await writeBadInput(wire, options);
    expect(sent?.inputs.every(({ alive }) => alive === true)).toBe(true);
  });

  it('leaves no line on stdout unjudged that is no answer, with what was written before it', async () => {
    const { wire } = wireTo((line) => {
      if (line === 'null') return 'Cache warmed';
      return line.includes('"id":null') ? '{"jsonrpc":"2.0","id":null,"result":{}}' : answer(line);
    });
    const sent = await writeBadInput(wire, options);
    const input = (name: string) => sent?.inputs.find((one) => one.name === name);
    expect(input('null-id')?.text).toContain('"result"');
    expect(input('null')).toMatchObject({ alive: true, text: 'Cache warmed' });
    expect(wire.stdoutRecord().offending).toEqual([
      { line: 6, text: 'Cache warmed', reason: 'no JSON', asked: 'ping', written: input('null')?.printed },
    ]);
  });

  it('does not take what is said to bad input for a sign of life', async () => {
    const { wire } = wireTo((line) => {
      if (line === 'null') return '{"jsonrpc":"2.0","error":{"code":-32600,"message":"Invalid Request"}}';
      return line.includes('"ping"') && lines.includes('null') ? 'end' : answer(line);
    });
    const lines: string[] = [];
    const raw = wire.raw.bind(wire);
    const sent = await writeBadInput(
      { ...wire, raw: (bytes, printed) => (lines.push(String(bytes)), raw(bytes, printed)) },
      options,
    );
    expect(sent?.inputs.at(-1)).toMatchObject({ name: 'null', alive: false });
  });

  it('stops at the line that ends the server', async () => {
    const { wire } = wireTo((line) => (line === 'null' ? 'end' : answer(line)));
    const sent = await writeBadInput(wire, options);
    expect(sent?.inputs.at(-1)).toMatchObject({ name: 'null', alive: false });
  });

  it('writes one of the lines alone', async () => {
    const { wire, lines } = wireTo((line) => answer(line));
    const sent = await writeBadInput(wire, { ...options, alone: 'null' });
    expect(sent?.inputs.map(({ name }) => name)).toEqual(['null']);
    expect(lines.filter((line) => !line.includes('"ping"'))).toEqual(['null']);
  });

  it('writes nothing to a server that has ended', async () => {
    const { wire } = wireTo(() => 'end');
    expect(await writeBadInput(wire, options)).toBeUndefined();
  });
});

describe('askStdioVersions', () => {
  const asked = { endpoint: 'docker run -i todo', client, timeoutMs: 5_000 };

  it('greets in a version that nobody has, and asks nothing else where both eras are served', async () => {
    const { wire, lines } = wireTo((line) => answer(line, { protocolVersion: '2025-11-25' }));
    expect(await askStdioVersions(wire, { ...asked, eras: ['2026-07-28', 'handshake'] })).toMatchObject({
      handshakes: [{ asked: '1999-01-01', answered: '2025-11-25' }],
    });
    expect(lines).toHaveLength(1);
  });

  it('tells what came in place of a version', async () => {
    const { wire } = wireTo((line) => answer(line));
    expect(await askStdioVersions(wire, { ...asked, eras: ['handshake'] })).toMatchObject({
      handshakes: [{ asked: '1999-01-01', instead: 'a result without a version' }],
    });
  });

  it('shows no secret, also none that the cut would leave in half', async () => {
    const secret = 'Zx9qW3eR7tY1';
    const { wire } = wireTo((line) => {
      const { id } = JSON.parse(line) as { id: number };
      return JSON.stringify({
        jsonrpc: '2.0',
        id,
        error: { code: -32_600, message: `${'.'.repeat(170)}${secret}${secret}` },
      });
    });
    const { handshakes } = await askStdioVersions(wire, { ...asked, eras: ['handshake'], secrets: [secret] });
    expect(handshakes[0]?.instead).toBe(`error -32600 "${'.'.repeat(170)}••••••••••••"`);
  });

  it('asks in the metadata where there is no handshake', async () => {
    const { wire } = wireTo((line) => {
      const { id } = JSON.parse(line) as { id: number };
      const error = { code: -32_022, message: 'Unsupported', data: { supported: ['2026-07-28', 7] } };
      return JSON.stringify({ jsonrpc: '2.0', id, error });
    });
    expect(await askStdioVersions(wire, { ...asked, eras: ['2026-07-28'] })).toMatchObject({
      handshakes: [],
      unsupported: { asked: '1999-01-01', code: -32_022, supported: ['2026-07-28'] },
    });
  });
});

import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import hardened from '../../../src/probes/hardened.js';
import type { EndedProbeContext } from '../../../src/probes/define-probe.js';
import { settings } from '../../support/mcp-facts.js';

const SECRET = 'hunter22-hunter22';

/** A stdio server that refuses everything with these words. */
function refusing(words: string) {
  const stdin = new PassThrough();
  const stdout = new PassThrough();
  stdin.on('data', (chunk: Buffer) => {
    for (const line of chunk.toString().trim().split('\n')) {
      const { id } = JSON.parse(line) as { id?: number };
      if (id !== undefined)
        stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id, error: { code: 1, message: words } })}\n`);
    }
  });
  return { stdin, stdout, stderr: new PassThrough(), close: () => undefined };
}

it('repeats no secret and no control sequence of the server', async () => {
  const fact = await hardened.collect({
    run: {
      spec: { name: 'hardened', mode: 'stdio', container: {}, ending: 'dispose' },
      owned: true,
      command: 'docker run x',
      streams: refusing(`\u001b[31mno ${SECRET} here`),
      exited: new Promise(() => undefined),
      hasExited: () => undefined,
    },
    target: { settings: settings(), secretValues: [SECRET] },
    toolVersion: '0',
    signal: new AbortController().signal,
  } as unknown as EndedProbeContext);
  expect(fact).toEqual({
    mode: 'stdio',
    answered: false,
    error: String.raw`\u001b[31mno •••••• here`,
    command: 'docker run x',
  });
});

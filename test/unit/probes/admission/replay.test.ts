import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { DOCKER_GATEWAY } from '../../../../src/probes/admission/voices.js';
import { replayed } from '../../../../src/probes/admission/replay.js';
import { NotApplicable, type ScenarioProbeContext } from '../../../../src/probes/define-probe.js';
import { settings } from '../../../support/mcp-facts.js';
import { exit } from '../../../support/run-facts.js';

const SECRET = 'hunter22-hunter22';

/** A stdio server that answers each method with what is written, and ends when it has nothing to say. */
function server(answers: Readonly<Record<string, unknown>>) {
  const stdin = new PassThrough();
  const stdout = new PassThrough();
  const gone = Promise.withResolvers<ReturnType<typeof exit>>();
  stdin.on('data', (chunk: Buffer) => {
    for (const line of chunk.toString().trim().split('\n')) {
      const { id, method } = JSON.parse(line) as { id?: number; method: string };
      if (id === undefined) continue;
      if (method in answers)
        stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id, ...(answers[method] as object) })}\n`);
      else {
        gone.resolve(exit({ lastLines: ['no token'] }));
        stdout.end();
      }
    }
  });
  return { streams: { stdin, stdout, stderr: new PassThrough(), close: () => undefined }, exited: gone.promise };
}

const context = (answers: Readonly<Record<string, unknown>>, { owned = true } = {}) =>
  ({
    run: {
      spec: {
        name: 'docker-gateway',
        mode: 'stdio',
        container: {},
        consumer: { secrets: '<UNKNOWN>' },
        ending: 'dispose',
      },
      owned,
      startedAt: performance.now(),
      command: 'docker run x',
      hasExited: () => undefined,
      ...server(answers),
    },
    target: { settings: settings(), secretValues: [SECRET], variables: ['WEATHER_TOKEN', 'LOG_LEVEL'] },
    signal: new AbortController().signal,
  }) as unknown as ScenarioProbeContext;

const initialize = { result: { protocolVersion: '2024-11-05', capabilities: {}, serverInfo: { name: 'x' } } };

describe('replayed', () => {
  it('tells the tools, the arguments that nothing describes, and the secrets that were withheld', async () => {
    const properties = { id: { type: 'string', description: 'Of the task' }, title: { type: 'string' } };
    const tools = [{ name: 'a', inputSchema: { type: 'object', properties } }];
    expect(await replayed(context({ initialize, 'tools/list': { result: { tools } } }), DOCKER_GATEWAY)).toEqual({
      mode: 'stdio',
      answered: true,
      tools: [{ name: 'a', undescribed: ['title'] }],
      withheld: ['WEATHER_TOKEN'],
      answeredMs: expect.any(Number) as number,
      command: 'docker run x',
    });
  });

  it('repeats no secret and no control sequence', async () => {
    const error = { code: 1, message: `\u001b[31mno ${SECRET}` };
    const fact = await replayed(context({ initialize: { error } }), DOCKER_GATEWAY);
    expect(fact).toMatchObject({ answered: false, error: String.raw`initialize: \u001b[31mno ••••••` });
  });

  it('tells how a server ended that went', async () => {
    expect(await replayed(context({}), DOCKER_GATEWAY)).toMatchObject({
      answered: false,
      exited: { exitCode: 1, lastLines: ['no token'] },
    });
  });

  it('leaves alone what was found running', async () => {
    await expect(replayed(context({}, { owned: false }), DOCKER_GATEWAY)).rejects.toBeInstanceOf(NotApplicable);
  });
});

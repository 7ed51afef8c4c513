import { describe, expect, it } from 'vitest';
import { askAsConsumer } from '../../../src/mcp/ask-as-consumer.js';
import { scriptedWire, type Asked } from '../../support/scripted-wire.js';
import { tool } from '../../support/mcp-facts.js';

const voice = { client: { name: 'docker', version: '1.0.0' }, protocolVersion: '2024-11-05', timeoutMs: 100 };
const hello = { result: { protocolVersion: '2024-11-05', capabilities: {}, serverInfo: { name: 'x', version: '1' } } };

describe('askAsConsumer', () => {
  it('greets in the version of the consumer, in its name, and lists the tools', async () => {
    const wire = scriptedWire('stdio', ({ method }) =>
      method === 'initialize' ? hello : { result: { tools: [tool({ name: 'a' })] } },
    );
    const answer = await askAsConsumer(wire, voice);
    expect(answer).toMatchObject({ answered: true, tools: [{ name: 'a' }] });
    expect(answer.answeredAt).toBeTypeOf('number');
    expect(wire.asked.map(({ method }) => method)).toEqual(['initialize', 'notifications/initialized', 'tools/list']);
    expect(wire.asked[0]?.params).toMatchObject({ protocolVersion: '2024-11-05', clientInfo: { name: 'docker' } });
  });

  it.each<{ name: string; serve: (request: Asked) => object; expected: object }>([
    {
      name: 'a server of the later era',
      serve: () => ({ error: { code: -32601, message: 'Method not found' } }),
      expected: { answered: false, error: 'initialize: Method not found' },
    },
    {
      name: 'a server that goes',
      serve: () => ({ failure: { kind: 'closed', message: 'it exited with code 1' } }),
      expected: { answered: false, error: 'initialize: it exited with code 1' },
    },
    {
      name: 'an answer that is none',
      serve: () => ({ result: 'hello' }),
      expected: { answered: false, error: 'initialize: the answer has no result' },
    },
    {
      name: 'a server that lists nothing before it is configured',
      serve: ({ method }) => (method === 'initialize' ? hello : { error: { code: -32000, message: 'No API key' } }),
      expected: { answered: true, error: 'tools/list: No API key' },
    },
  ])('tells of $name', async ({ serve, expected }) => {
    const { answeredAt, ...answer } = await askAsConsumer(scriptedWire('stdio', serve), voice);
    expect(answer).toEqual(expected);
  });
});

import { describe, expect, it } from 'vitest';
import { askOffers, offersMore } from '../../../src/mcp/ask-offers.js';
import { scriptedWire } from '../../support/scripted-wire.js';

const options = { era: 'handshake', timeoutMs: 1_000 } as const;
const missing = { error: { code: -32_601, message: 'Method not found' } };

describe('askOffers', () => {
  it('asks for what is declared, page by page', async () => {
    const wire = scriptedWire('stdio', ({ method, params }) => {
      if (method === 'prompts/list')
        return { result: { prompts: [{ name: 'plan', arguments: [{ name: 'day', required: true }], _meta: {} }] } };
      if (method === 'resources/templates/list') return missing;
      return params['cursor'] === undefined
        ? { result: { resources: [{ uri: 'a:1', name: 'one' }], nextCursor: 'x' } }
        : { result: { resources: [{ uri: 'a:2', size: 5 }] } };
    });
    expect(await askOffers(wire, { resources: {}, prompts: {}, tools: {} }, options)).toEqual({
      resources: [{ uri: 'a:1', name: 'one' }, { uri: 'a:2' }],
      prompts: [{ name: 'plan', arguments: [{ name: 'day', required: true }] }],
      faults: [],
    });
  });

  it('asks nothing of a server that declares neither', async () => {
    expect(offersMore({ tools: {} })).toBe(false);
    expect(offersMore(undefined)).toBe(false);
    const wire = scriptedWire('stdio', () => missing);
    expect(await askOffers(wire, { tools: {} }, options)).toEqual({ faults: [] });
    expect(wire.asked).toEqual([]);
  });

  it('has a list whose cursor leads to the same page again', async () => {
    const wire = scriptedWire('http', () => ({ result: { prompts: [{ name: 'plan' }], nextCursor: 'x' } }));
    expect(await askOffers(wire, { prompts: {} }, options)).toEqual({ prompts: [{ name: 'plan' }], faults: [] });
  });

  it.each([
    [missing, 'error -32601 "Method not found"'],
    [{ failure: { kind: 'timeout', message: 'no answer within 1.0 s' } }, 'no answer within 1.0 s'],
    [{ result: {} }, 'the result has no list "prompts"'],
    [{ result: { prompts: [{}] } }, 'entry 1 of "prompts" is not what it should be'],
    [{ result: { prompts: [], nextCursor: 5 } }, 'nextCursor is no text'],
  ])('keeps why a list is none: %j', async (answer, message) => {
    const wire = scriptedWire('http', () => answer);
    expect(await askOffers(wire, { prompts: {} }, options)).toEqual({ faults: [{ list: 'prompts', message }] });
  });

  it('takes one request too many for no fault of a list', async () => {
    const wire = scriptedWire('http', ({ method }) =>
      method === 'prompts/list'
        ? { httpStatus: 429, failure: { kind: 'not-json', message: 'Too Many Requests' } }
        : { result: { resources: [], resourceTemplates: [] } },
    );
    expect(await askOffers(wire, { prompts: {}, resources: {} }, options)).toEqual({
      resources: [],
      resourceTemplates: [],
      faults: [],
      limited: 429,
    });
  });
});

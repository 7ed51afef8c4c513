import { describe, expect, it } from 'vitest';
import contractOf from '../../../src/probes/contract.js';
import type { Facts } from '../../../src/model/facts.js';
import { MAX_LEVELS } from '../../../src/model/parse-json.js';
import { imageConfig } from '../../support/image-facts.js';
import { httpSession, silentSession, stdioSession, tool } from '../../support/mcp-facts.js';

const derive = (facts: Partial<Facts>) => contractOf.derive(facts);

describe('the contract', () => {
  it('is what the transports say, in an order of its own', () => {
    const tools = [
      tool({
        name: 'b',
        inputSchema: { type: 'object', required: ['z', 'a'], properties: { z: {}, a: { enum: ['y', 'x'] } } },
        annotations: { readOnlyHint: true },
      }),
      tool({ name: 'a', title: 'A' }),
    ];
    const { contract, listed } = derive({
      mcpSessions: [httpSession({ tools }), stdioSession({ tools, eras: ['2026-07-28'] })],
      offers: {
        resources: [{ uri: 'b:1', name: 'b' }, { uri: 'a:1' }],
        prompts: [{ name: 'plan', arguments: [{ name: 'z' }, { name: 'day', required: true }] }],
        faults: [],
      },
      imageConfig: imageConfig({ id: 'sha256:1', repoDigests: ['b@sha256:2', 'a@sha256:2'] }),
    });
    expect(listed).toBe(true);
    expect(JSON.stringify(contract.tools)).toBe(
      JSON.stringify({
        a: { title: 'A', description: 'Lists all tasks.', inputSchema: { type: 'object' } },
        b: {
          description: 'Lists all tasks.',
          inputSchema: { properties: { a: { enum: ['y', 'x'] }, z: {} }, required: ['a', 'z'], type: 'object' },
          annotations: { readOnlyHint: true },
        },
      }),
    );
    expect(contract).toMatchObject({
      server: { name: 'todo', version: '1.0.0' },
      protocol: { http: { handshake: '2025-11-25', modern: ['2026-07-28'] }, stdio: { modern: ['2026-07-28'] } },
      resources: { 'a:1': {}, 'b:1': { name: 'b' } },
      resourceTemplates: {},
      prompts: { plan: { arguments: { day: { required: true }, z: {} } } },
      image: { id: 'sha256:1', digests: ['a@sha256:2', 'b@sha256:2'] },
    });
  });

  it('holds a schema as deep as one is read', () => {
    const text = `{"default":${'['.repeat(MAX_LEVELS)}${']'.repeat(MAX_LEVELS)}}`;
    const { contract } = derive({ mcpSessions: [httpSession({ tools: [tool({ inputSchema: JSON.parse(text) })] })] });
    expect(JSON.stringify(contract.tools['list_tasks']?.inputSchema)).toBe(text);
  });

  it('leaves out a list that could not be had', () => {
    const faults: Facts['offers']['faults'] = [{ list: 'prompts', message: 'no answer' }];
    const { contract, faults: kept } = derive({ mcpSessions: [httpSession()], offers: { resources: [], faults } });
    expect(contract).not.toHaveProperty('prompts');
    expect(contract.resources).toEqual({});
    expect(kept).toEqual(faults);
    const few = derive({ mcpSessions: [httpSession()], offers: { prompts: [], faults: [], limited: 429 } });
    expect(few).toMatchObject({ contract: { prompts: {} }, limited: 429 });
    expect(few.contract).not.toHaveProperty('resources');
  });

  it('has a list of tools of a server that declares none, and none of one that is silent', () => {
    const { tools: _, ...withoutTools } = httpSession({ capabilities: {} });
    expect(derive({ mcpSessions: [withoutTools] })).toMatchObject({ listed: true, contract: { tools: {} } });
    const { tools: __, ...broken } = httpSession();
    expect(derive({ mcpSessions: [broken] })).toMatchObject({ listed: false });
    expect(derive({ mcpSessions: [silentSession()] })).toMatchObject({ listed: false, contract: { protocol: {} } });
    expect(derive({})).toMatchObject({ listed: false });
  });
});

import type { Contract, SeenContract } from '../../src/model/facts/contract.js';

export const lockedTool = (overrides: Partial<Contract['tools'][string]> = {}): Contract['tools'][string] => ({
  description: 'Creates a task and returns it.',
  inputSchema: {
    type: 'object',
    properties: { title: { type: 'string' }, status: { enum: ['open', 'done'] } },
    required: ['title'],
  },
  outputSchema: { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] },
  annotations: { readOnlyHint: false, destructiveHint: false },
  ...overrides,
});

/** What a little server offers; name what the row is about. */
export const contract = (overrides: Partial<Contract> = {}): Contract => ({
  server: { name: 'todo', version: '1.0.0' },
  protocol: {
    http: { handshake: '2025-11-25', modern: ['2026-07-28'] },
    stdio: { handshake: '2025-11-25', modern: ['2026-07-28'] },
  },
  tools: { create_task: lockedTool() },
  resources: { 'file:///help': { name: 'help', mimeType: 'text/plain' } },
  resourceTemplates: { 'task://{id}': { name: 'task' } },
  prompts: { plan: { description: 'Plans a day.', arguments: { day: { required: true }, mood: {} } } },
  sdks: { 'typescript-2': '2.4.0' },
  image: { id: `sha256:${'1'.repeat(64)}`, base: { reference: 'node:24', digest: `sha256:${'2'.repeat(64)}` } },
  ...overrides,
});

export const seen = (overrides: Partial<Contract> = {}, more: Partial<SeenContract> = {}): SeenContract => ({
  contract: contract(overrides),
  listed: true,
  faults: [],
  ...more,
});

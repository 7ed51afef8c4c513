import { describe, expect, it } from 'vitest';
import check from '../../../../src/checks/tools/contract-locked.js';
import type { Contract, SeenContract } from '../../../../src/model/facts/contract.js';
import { contract, lockedTool, seen } from '../../../support/contract.js';
import { httpSession, silentSession } from '../../../support/mcp-facts.js';
import { testCheck } from '../../../support/test-check.js';
import { runCheck } from '../../../../src/checks/run-checks.js';

const facts = (found: SeenContract, locked: Contract = contract()) => ({
  lock: { path: 'mcp-dock.lock.json', contract: locked, transports: ['http' as const, 'stdio' as const] },
  contract: found,
  mcpSessions: [httpSession()],
});

const withInput = (inputSchema: unknown) => seen({ tools: { create_task: lockedTool({ inputSchema }) } });
const withOutput = (outputSchema: unknown) => seen({ tools: { create_task: lockedTool({ outputSchema }) } });
const properties = { title: { type: 'string' }, status: { enum: ['open', 'done'] } };
const WANTS_KEY =
  'Not started, because it asks for API_KEY. Give a value from your environment: mcp-dock verify --env API_KEY';
const wants = { variables: ['API_KEY'], placeholder: false };
const { outputSchema: _, ...withoutOutput } = lockedTool();

testCheck(check, {
  pass: [
    { name: 'what was locked', facts: facts(seen()) },
    {
      name: 'what this run did not see',
      facts: facts({
        contract: { protocol: { http: { handshake: '2025-11-25', modern: ['2026-07-28'] } }, tools: contract().tools },
        listed: true,
        faults: [],
      }),
    },
    { name: 'a list that was not locked', facts: facts(seen(), { protocol: {}, tools: contract().tools }) },
  ],
  fail: [
    {
      name: 'a tool that is gone, and a new one',
      facts: facts(seen({ tools: { add_task: lockedTool() } })),
      messages: ['Breaking: the tool "create_task" is gone.', 'Compatible: the tool "add_task" is new.'],
      severities: ['error', 'warning'],
    },
    {
      name: 'an argument that is required now',
      facts: facts(withInput({ type: 'object', properties, required: ['status', 'title'] })),
      messages: ['Breaking: the argument "status" of "create_task" is required now.'],
    },
    {
      name: 'a new argument that is required',
      facts: facts(
        withInput({ type: 'object', properties: { ...properties, urgency: {} }, required: ['title', 'urgency'] }),
      ),
      messages: ['Breaking: the argument "urgency" of "create_task" is new and required.'],
    },
    {
      name: 'a new argument, optional',
      facts: facts(withInput({ type: 'object', properties: { ...properties, note: {} }, required: ['title'] })),
      messages: ['Compatible: the argument "note" of "create_task" is new.'],
      severities: ['warning'],
    },
    {
      name: 'an argument that takes less, and one that takes more',
      facts: facts(
        withInput({
          type: 'object',
          properties: { title: { type: ['string', 'null'] }, status: { enum: ['open'] } },
          required: ['title'],
        }),
      ),
      messages: [
        'Breaking: enum of the argument "status" of "create_task" lets less through.',
        'Compatible: type of the argument "title" of "create_task" lets more through.',
      ],
      severities: ['error', 'warning'],
    },
    {
      name: 'results that lack a property',
      facts: facts(withOutput({ type: 'object', properties: {} })),
      messages: ['Breaking: the property "id" of results of "create_task" is gone.'],
    },
    {
      name: 'results in which a property need not be',
      facts: facts(withOutput({ type: 'object', properties: { id: { type: 'string' } } })),
      messages: ['Breaking: the property "id" of results of "create_task" is not required any more.'],
    },
    {
      name: 'results that may be more, and results that are less',
      facts: facts(
        withOutput({
          type: 'object',
          properties: { id: { type: ['string', 'null'], maxLength: 3 } },
          required: ['id'],
        }),
      ),
      messages: [
        'Breaking: type of the property "id" of results of "create_task" lets more through.',
        'Compatible: maxLength of the property "id" of results of "create_task" lets less through.',
      ],
      severities: ['error', 'warning'],
    },
    {
      name: 'no schema for results any more',
      facts: facts(seen({ tools: { create_task: withoutOutput } })),
      messages: ['Breaking: the outputSchema of "create_task" is gone.'],
    },
    {
      name: 'a hint that changed, and words',
      facts: facts(
        seen({
          tools: {
            create_task: lockedTool({
              description: 'Makes a task.',
              annotations: { readOnlyHint: false, destructiveHint: true },
            }),
          },
        }),
      ),
      messages: [
        'Compatible: the annotation destructiveHint of "create_task" is another one.',
        'Cosmetic: the description of "create_task" is another one.',
      ],
      severities: ['warning', 'info'],
    },
    {
      name: 'resources',
      facts: facts(seen({ resources: { 'file:///other': {} }, resourceTemplates: {} })),
      messages: [
        'Breaking: the resource "file:///help" is gone.',
        'Breaking: the resource template "task://{id}" is gone.',
        'Compatible: the resource "file:///other" is new.',
      ],
      severities: ['error', 'error', 'warning'],
    },
    {
      name: 'another type of a resource',
      facts: facts(seen({ resources: { 'file:///help': { name: 'manual', mimeType: 'text/html' } } })),
      messages: [
        'Compatible: the mimeType of "file:///help" is another one.',
        'Cosmetic: the name of "file:///help" is another one.',
      ],
      severities: ['warning', 'info'],
    },
    {
      name: 'arguments of a prompt',
      facts: facts(
        seen({ prompts: { plan: { arguments: { mood: { required: true }, place: { required: true }, time: {} } } } }),
      ),
      messages: [
        'Breaking: the argument "day" of the prompt "plan" is gone.',
        'Breaking: the argument "mood" of the prompt "plan" is required now.',
        'Breaking: the argument "place" of the prompt "plan" is new and required.',
        'Compatible: the argument "time" of the prompt "plan" is new.',
        'Cosmetic: the description of "plan" is gone.',
      ],
      severities: ['error', 'error', 'error', 'warning', 'info'],
    },
    {
      name: 'a revision that is gone, and one that is settled on instead',
      facts: facts(seen({ protocol: { http: { handshake: '2025-06-18' } } })),
      messages: [
        'Breaking: revision 2026-07-28 over HTTP is gone.',
        'Compatible: the revision that initialize settles on over HTTP is another one.',
      ],
      severities: ['error', 'warning'],
    },
    {
      name: 'a transport that the project has no more',
      facts: { ...facts(seen()), lock: { ...facts(seen()).lock, transports: ['http' as const] } },
      messages: ['Breaking: the transport stdio is gone.'],
    },
    {
      name: 'another image of another base with another library',
      facts: facts(
        seen({
          sdks: { 'typescript-2': '2.5.0' },
          image: { id: `sha256:${'3'.repeat(64)}`, base: { reference: 'node:26' } },
        }),
      ),
      messages: ['Cosmetic: the MCP library in the image, the image, the base image are not what was locked.'],
      severities: ['info'],
    },
    {
      name: 'a transport that was locked and does not answer',
      facts: { ...facts(seen()), mcpSessions: [httpSession(), silentSession({ transport: 'stdio' })] },
      messages: ['Breaking: over stdio it does not answer, and what it answered there is locked.'],
    },
    {
      name: 'a list that was locked and cannot be had',
      facts: facts(
        seen(
          { prompts: undefined },
          {
            faults: [{ list: 'prompts', message: 'no answer within 5.0 s' }],
          },
        ),
      ),
      messages: ['The list "prompts" could not be compared: no answer within 5.0 s.'],
      severities: ['warning'],
    },
  ],
  unknown: [
    {
      name: 'further requests refused',
      facts: facts(seen({ resources: undefined, resourceTemplates: undefined, prompts: undefined }, { limited: 429 })),
      reason:
        'Over HTTP, the server refuses further requests: HTTP 429. Allow more of them while it is verified; this was not asked.',
    },
    {
      name: 'a transport that wants a key first',
      facts: { ...facts(seen()), mcpSessions: [httpSession(), silentSession({ transport: 'stdio', wants })] },
      reason: WANTS_KEY,
    },
    {
      name: 'a server that wants a key first',
      facts: { ...facts(seen({ tools: {} }, { listed: false })), mcpSessions: [silentSession({ wants })] },
      reason: WANTS_KEY,
    },
  ],
  notApplicable: [
    { name: 'no list of tools', facts: facts(seen({ tools: {} }, { listed: false })) },
    { name: 'no answer', facts: { ...facts(seen()), mcpSessions: [] } },
  ],
});

describe('tools/contract-locked', () => {
  it('shows the path and both values, bounded and clean', () => {
    const name = `bad\u001B[31m${'x'.repeat(1_000)}`;
    const known = Object.fromEntries(
      Object.entries(facts(seen({ tools: { create_task: lockedTool(), [name]: lockedTool() } }))).map(
        ([key, value]) => [key, { status: 'known' as const, value }],
      ),
    );
    const [finding] = runCheck(check, known).findings;
    expect(JSON.stringify(finding)).not.toContain('\u001B');
    expect(JSON.stringify(finding).length).toBeLessThan(2_000);
    expect(finding?.evidence?.[0]).toMatch(/^\$\.tools\["bad/u);
    expect(finding?.evidence?.slice(1)).toEqual(['locked: nothing', expect.stringMatching(/^now: \{/u)]);
  });
});

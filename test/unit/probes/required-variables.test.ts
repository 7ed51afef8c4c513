import { describe, expect, it } from 'vitest';
import type { Facts } from '../../../src/model/facts.js';
import { NotApplicable } from '../../../src/probes/define-probe.js';
import requiredVariables from '../../../src/probes/required-variables.js';
import { httpSession } from '../../support/mcp-facts.js';
import { probeContext } from '../../support/probe-context.js';
import { exit } from '../../support/run-facts.js';

type Bare = Facts['withoutConfig']['bare'];

/** Of a server that answers in its plain run, where nobody says which variables it requires. */
function collect(environment: Readonly<Record<string, string>>, bare: Bare): Promise<Facts['requiredVariables']> {
  const context = probeContext({ facts: { mcpHttp: httpSession(), withoutConfig: { transport: 'http', bare } } });
  const target = {
    ...context.target,
    notApplicable: ({ mode }: { readonly mode: string }) => (mode === 'http' ? undefined : 'It has no stdio.'),
    containerFor: () => ({ imageReference: 'x', environment, labels: {} }),
  };
  if (requiredVariables.scenario !== undefined) throw new Error('It needs no run of a scenario.');
  return requiredVariables.collect({ ...context, target });
}

const named = exit({ lastLines: ['Error: API_KEY is required'] });

describe('required variables of a server that nobody says anything of', () => {
  it.each([
    { given: ['API_KEY'], bare: { exited: named }, variable: 'API_KEY', told: true },
    { given: ['API_KEY'], bare: { exited: exit() }, variable: 'API_KEY', told: false },
    { given: ['API_KEY', 'OTHER'], bare: {}, variable: 'API_KEY, OTHER', told: false },
    { given: [], bare: { exited: named }, variable: 'API_KEY', told: true },
  ])('are $variable, given $given', async ({ given, bare, variable, told }) => {
    const rows = await collect(Object.fromEntries(given.map((name) => [name, 'x'])), bare);
    expect(rows).toMatchObject([{ variable, saidBy: 'server', answered: false, named: told }]);
  });

  it.each([
    { name: 'ends and names none', bare: { exited: exit() } },
    { name: 'neither answers nor ends', bare: { waitedMs: 8_000 } },
    { name: 'starts without any', bare: { firstAnswerMs: 400 } },
  ])('are none where it is given none and $name', async ({ bare }) => {
    await expect(collect({}, bare)).rejects.toThrow(NotApplicable);
  });
});

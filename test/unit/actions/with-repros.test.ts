import { describe, expect, it } from 'vitest';
import { withRepros, type AskedRun } from '../../../src/actions/with-repros.js';
import { result } from '../../support/report.js';

const failed = (id: string, repro?: string) =>
  result({ id, outcome: 'fail', findings: [{ message: 'It is so.', ...(repro !== undefined && { repro }) }] });

describe('withRepros', () => {
  it.each<{ name: string; id: string; run: AskedRun; repro: string }>([
    {
      name: 'the project',
      id: 'dockerfile/no-secrets',
      run: { command: 'verify', profile: 'full' },
      repro: 'mcp-dock verify --only dockerfile/no-secrets',
    },
    {
      name: 'a target',
      id: 'tools/described',
      run: { command: 'verify', target: 'command:node my server.js' },
      repro: "mcp-dock verify 'command:node my server.js' --only tools/described",
    },
    {
      name: 'a file of facts',
      id: 'tools/described',
      run: { command: 'verify', fromFacts: 'facts.json' },
      repro: 'mcp-dock verify --from-facts facts.json --only tools/described',
    },
    {
      name: 'the machine',
      id: 'env/syntax',
      run: { command: 'doctor' },
      repro: 'mcp-dock doctor env/syntax',
    },
    {
      name: 'what the other checks found',
      id: 'project/baseline-current',
      run: { command: 'verify', target: 'image:x', profile: 'quick', baseline: 'known.json' },
      repro: 'mcp-dock verify image:x --profile quick --baseline known.json',
    },
  ])('asks again about $name', ({ id, run, repro }) => {
    expect(withRepros([failed(id)], run)[0]?.findings[0]?.repro).toBe(repro);
  });

  it('leaves a command that a check has of its own', () => {
    const own = failed('image/non-root-user', 'docker image inspect x');
    expect(withRepros([own, result({ id: 'a/b' })], { command: 'verify' })).toEqual([own, result({ id: 'a/b' })]);
  });
});

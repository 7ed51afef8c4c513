import { describe, expect, it } from 'vitest';
import { fixes } from '../../../src/fixes/index.js';
import type { FixPlan } from '../../../src/fixes/define-fix.js';
import type { Facts } from '../../../src/model/facts.js';
import { entry, environmentFact, projectFact } from '../../support/host-facts.js';

const TOKEN = 't'.repeat(43);

function plan(id: string, facts: Partial<Facts>, files: Readonly<Record<string, string>> = {}): FixPlan {
  const fix = fixes.find((candidate) => candidate.id === id)!;
  expect(Object.keys(facts)).toEqual(expect.arrayContaining([...fix.needs]));
  return fix.plan(facts as Facts, {
    file: (path) => {
      expect(fix.reads).toContain(path);
      return files[path];
    },
    token: () => TOKEN,
  });
}

const UNTOUCHED = { because: expect.stringMatching(/^\S.*[^.]$/u) as string };

const contentOf = (fixPlan: FixPlan) => fixPlan.edits?.map(({ path, content, mode }) => [path, content, mode]);

describe('env/syntax', () => {
  it('tidies the file and says which lines', () => {
    const { edits = [] } = plan('env/syntax', { environment: environmentFact() }, { '.env': 'A = "1" # x\nrubbish\n' });
    expect(edits).toEqual([
      {
        path: '.env',
        content: '# x\nA=1\nrubbish\n',
        changes: [
          'line 1: the spaces around key and value go (A)',
          'line 1: the quotes go (A)',
          'line 1: the comment gets a line of its own (A)',
        ],
      },
    ]);
  });

  it.each([[{}], [{ '.env': 'A=1\n' }], [{ '.env': 'rubbish\n' }], [{ '.env': 'A=1\nA=2\n' }]])(
    'leaves %j alone',
    (files) => {
      expect(plan('env/syntax', { environment: environmentFact() }, files)).toEqual(UNTOUCHED);
    },
  );
});

describe('env/complete', () => {
  const example = '# x\nSERVICE_AUTH_TOKEN=\nMCP_PORT=3000\nAPI_KEY=\n';
  const environment = environmentFact({
    required: ['API_KEY'],
    exampleKeys: ['SERVICE_AUTH_TOKEN', 'MCP_PORT', 'API_KEY'],
  });

  it('makes a private file with a token of its own', () => {
    const made = plan('env/complete', { environment }, { '.env.example': example });
    expect(contentOf(made)).toEqual([
      ['.env', expect.stringMatching(new RegExp(`^# .*\nSERVICE_AUTH_TOKEN=${TOKEN}\nMCP_PORT=3000\n$`, 'u')), 0o600],
    ]);
    expect(JSON.stringify(made.edits?.[0]?.changes)).not.toContain(TOKEN);
  });

  it('adds to a file and keeps what it says', () => {
    const files = { '.env': 'MCP_PORT=4000\nSERVICE_AUTH_TOKEN=\n', '.env.example': example };
    expect(contentOf(plan('env/complete', { environment }, files))).toEqual([
      ['.env', `MCP_PORT=4000\nSERVICE_AUTH_TOKEN=${TOKEN}\n`, undefined],
    ]);
  });

  it('makes the token that a backend asks for', () => {
    const files = { '.env': 'FASTAPI_BASE_URL=http://backend:8000\n' };
    const facts = { environment: environmentFact({ examplePath: undefined }) };
    expect(contentOf(plan('env/complete', facts, files))).toEqual([
      ['.env', `FASTAPI_BASE_URL=http://backend:8000\nSERVICE_AUTH_TOKEN=${TOKEN}\n`, undefined],
    ]);
  });

  it('leaves a setting alone that two lines dispute', () => {
    const files = { '.env': 'SERVICE_AUTH_TOKEN=x\nSERVICE_AUTH_TOKEN=\nMCP_PORT=1\n', '.env.example': example };
    expect(
      plan('env/complete', { environment: environmentFact({ exampleKeys: ['SERVICE_AUTH_TOKEN'] }) }, files),
    ).toEqual(UNTOUCHED);
  });

  it('leaves to a person what only a person knows', () => {
    const facts = { environment: environmentFact({ required: ['API_KEY'] }) };
    expect(plan('env/complete', facts, { '.env': 'A=1\n' })).toEqual(UNTOUCHED);
  });
});

describe('env/values-valid', () => {
  const environment = environmentFact({ entries: [entry('FASTAPI_BASE_URL', { local: true })] });

  it.each([
    [
      'the service of the Compose file',
      'http://localhost:8000/api',
      ['backend', 'mcp-server'],
      'http://backend:8000/api',
    ],
    ['another name for it', 'https://127.0.0.1/', ['api'], 'https://api/'],
    ['the host alone', 'http://[::1]:8000?x=localhost', ['fastapi'], 'http://fastapi:8000?x=localhost'],
  ])('names %s', (_, value, services, expected) => {
    const files = { '.env': `A=1\r\nFASTAPI_BASE_URL=${value}\r\nB=2` };
    const planned = plan('env/values-valid', { environment, project: projectFact({ services }) }, files);
    expect(contentOf(planned)).toEqual([['.env', `A=1\r\nFASTAPI_BASE_URL=${expected}\r\nB=2`, undefined]]);
  });

  it('leaves other faults to a person', () => {
    const facts = { environment: environmentFact({ entries: [entry('FASTAPI_BASE_URL')] }), project: projectFact() };
    expect(plan('env/values-valid', facts, { '.env': 'FASTAPI_BASE_URL=http://x\n' })).toEqual(UNTOUCHED);
  });

  it.each([
    [
      'no service is the backend',
      ['mcp-server'],
      'FASTAPI_BASE_URL=http://localhost:8000\n',
      /no service named backend/u,
    ],
    [
      'two lines disagree',
      ['backend'],
      'FASTAPI_BASE_URL=http://x\nFASTAPI_BASE_URL=http://localhost\n',
      /more than one line/u,
    ],
  ])('says why it does nothing where %s', (_, services, text, because) => {
    const planned = plan('env/values-valid', { environment, project: projectFact({ services }) }, { '.env': text });
    expect(planned).toEqual({ because: expect.stringMatching(because) });
  });
});

describe('the others', () => {
  it('make the file private without touching its text', () => {
    const planned = plan('env/file-private', { environment: environmentFact({ mode: '644' }) }, { '.env': 'A=1' });
    expect(contentOf(planned)).toEqual([['.env', undefined, 0o600]]);
  });

  it.each([
    [undefined, '.env\n'],
    ['node_modules', 'node_modules\n.env\n'],
  ])('add to %j what Git must not see', (text, expected) => {
    const files: Record<string, string> = text === undefined ? {} : { '.gitignore': text };
    const planned = plan('project/env-git-ignored', { environment: environmentFact() }, files);
    expect(contentOf(planned)).toEqual([['.gitignore', expected, undefined]]);
    expect(plan('project/env-git-ignored', { environment: environmentFact() }, { '.gitignore': expected })).toEqual(
      UNTOUCHED,
    );
  });

  it('replace a placeholder, and no token that somebody chose', () => {
    const files = { '.env': 'SERVICE_AUTH_TOKEN=changeme\n' };
    const weak = (placeholder: boolean) => ({
      environment: environmentFact({ entries: [entry('SERVICE_AUTH_TOKEN', { placeholder, length: 8 })] }),
    });
    expect(contentOf(plan('env/token-strong', weak(true), files))).toEqual([
      ['.env', `SERVICE_AUTH_TOKEN=${TOKEN}\n`, undefined],
    ]);
    expect(plan('env/token-strong', weak(false), files)).toEqual(UNTOUCHED);
    const twice = { '.env': `SERVICE_AUTH_TOKEN=${TOKEN}\nSERVICE_AUTH_TOKEN=changeme\n` };
    expect(plan('env/token-strong', weak(true), twice)).toEqual(UNTOUCHED);
  });

  it('remove the containers that were found and no others', () => {
    const leftovers = [{ id: 'a', name: 'n', image: 'i', runId: 'r', createdAt: '', state: 'exited' }];
    expect(plan('host/no-leftovers', { leftovers })).toEqual({ removals: [{ id: 'a', name: 'n', image: 'i' }] });
  });
});

describe('every fix', () => {
  it.each(fixes)('$id says what it does', ({ title, needs }) => {
    expect(title).toMatch(/^[A-Z].*[^.]$/u);
    expect(needs.length).toBeGreaterThan(0);
  });
});

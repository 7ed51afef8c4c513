import { describe, expect, it } from 'vitest';
import { checks } from '../../../../src/checks/index.js';
import { runCheck } from '../../../../src/checks/run-checks.js';
import { lineAt, neededStages, runCommands, stageChain } from '../../../../src/model/dockerfile-stages.js';
import { dockerfileSchema } from '../../../../src/model/facts/files.js';
import { readDockerfile } from '../../../../src/plan/dockerfile/read-dockerfile.js';
import { contextFile, dockerfileFact, manifestFacts, settingsFact } from '../../../support/file-facts.js';

const of = (text: string, keyword: string) =>
  readDockerfile(text).instructions.filter((one) => one.keyword === keyword);

describe('instructions', () => {
  it('have lines, columns, flags and words', () => {
    const text = 'FROM a:1\n\n  COPY --from=b --chown=1:1 \\\n    # a comment\n    x y /z/\nCMD ["node", "a b.js"]\n';
    expect(of(text, 'COPY')[0]).toMatchObject({
      line: 3,
      endLine: 5,
      column: 3,
      endColumn: 30,
      stage: 0,
      flags: [
        { name: 'from', value: 'b' },
        { name: 'chown', value: '1:1' },
      ],
      args: 'x y /z/',
    });
    expect(of(text, 'CMD')[0]).toMatchObject({ line: 6, words: ['node', 'a b.js'] });
  });

  it('say on which line a command stands', () => {
    const [run] = of('FROM a:1\nRUN --mount=type=cache,target=/x \\\n  apt-get update && \\\n\n  npm ci\n', 'RUN');
    expect(runCommands(run as never).map(({ words, line }) => [words.join(' '), line])).toEqual([
      ['apt-get update', 3],
      ['npm ci', 5],
    ]);
    expect(lineAt({ line: 7 }, 100)).toBe(7);
  });

  it.each([
    { name: 'a byte order mark', text: '\u{feff}FROM a:1\nUSER x\n' },
    { name: 'Windows line endings', text: 'FROM a:1\r\nUSER x\r\n' },
    { name: 'no end of the last line', text: 'FROM a:1\nUSER x' },
    { name: 'another escape', text: '# escape=`\nFROM a:1\nUSER `\n x\n' },
    { name: 'small letters', text: 'from a:1\nuser x\n' },
    {
      name: 'bytes that are no UTF-8',
      text: `FROM a:1\n# ${Buffer.from([0xff, 0xfe, 0xc3]).toString('utf8')}\nUSER x\n`,
    },
  ])('are read with $name', ({ text }) => {
    expect(readDockerfile(text).problems).toEqual([]);
    expect(of(text, 'USER')[0]?.args.trim()).toBe('x');
  });

  it('have heredocs, whose lines are no instructions', () => {
    const text =
      'FROM a:1\nRUN <<-EOF bash\n\tapt-get update\n\tUSER root\n\tEOF\nCOPY <<"A" <<B /x/\n$HOME\nA\ntwo\nB\nRUN echo "<<EOF" $((1<<2)) <<<word\nUSER x\n';
    expect(readDockerfile(text).instructions.map(({ keyword }) => keyword)).toEqual([
      'FROM',
      'RUN',
      'COPY',
      'RUN',
      'USER',
    ]);
    expect(of(text, 'RUN')[0]?.heredocs).toEqual([{ name: 'EOF', line: 3, text: '\tapt-get update\n\tUSER root' }]);
    expect(of(text, 'COPY')[0]?.heredocs?.map(({ name, text: body }) => [name, body])).toEqual([
      ['A', '$HOME'],
      ['B', 'two'],
    ]);
  });

  it('have variables filled in where their values are known', () => {
    const text =
      'ARG GLOBAL=9\nFROM a:1 AS b\nENV UID=1000 HOME=/home\nFROM b\nARG GLOBAL\nARG OPEN\nARG PORT=30${GLOBAL}0\nEXPOSE ${PORT} ${PORT:-1}\nUSER $UID:${GID:-5}\nWORKDIR $HOME/${OPEN}\nCOPY a \\$x\n';
    const read = readDockerfile(text);
    expect(
      read.instructions.flatMap(({ keyword, resolved }) => (resolved === undefined ? [] : [`${keyword} ${resolved}`])),
    ).toEqual(['EXPOSE 3090 3090', 'USER 1000:5', 'COPY a $x']);
  });

  it('take the arguments of the project', () => {
    const text = 'ARG TAG=1\nFROM a:${TAG}\nARG PORT=1\nEXPOSE $PORT\n';
    const read = readDockerfile(text, { buildArguments: { TAG: '2', PORT: '3000' } });
    expect(read.stages[0]?.image).toBe('a:2');
    expect(read.instructions.at(-1)?.resolved).toBe('3000');
  });
});

describe('stages', () => {
  const text =
    'FROM --platform=$BUILDPLATFORM a:1 AS base\nFROM base AS deps\nFROM a:1 AS test\nCOPY --from=deps /x /x\nFROM scratch AS out\nCOPY --from=1 /x /x\n';

  it('know what they build on, and what they need', () => {
    const file = readDockerfile(text);
    expect(file.stages.map(({ name, image, parent, platform }) => ({ name, image, parent, platform }))).toEqual([
      { name: 'base', image: 'a:1', parent: undefined, platform: '$BUILDPLATFORM' },
      { name: 'deps', image: 'base', parent: 0, platform: undefined },
      { name: 'test', image: 'a:1', parent: undefined, platform: undefined },
      { name: 'out', image: 'scratch', parent: undefined, platform: undefined },
    ]);
    expect(stageChain(file, 1)).toEqual([0, 1]);
    expect(neededStages(file)).toEqual(new Set([0, 1, 3]));
  });

  it.each([
    { target: undefined, final: 3 },
    { target: 'TEST', final: 2 },
    { target: '0', final: 0 },
    { target: 'nothing', final: 3 },
  ])('of which $target is built', ({ target, final }) => {
    expect(readDockerfile(text, target === undefined ? {} : { target }).final).toBe(final);
  });
});

const repeated = (piece: string, count: number) => piece.repeat(count);
const hostile = {
  '10,000 instructions': `FROM a:1\n${repeated('RUN apt-get update && npm install\n', 10_000)}`,
  '10,000 stages': Array.from({ length: 10_000 }, (_, index) => `FROM s${index - 1} AS s${index}\n`).join(''),
  'a line of a megabyte': `FROM a:1\nRUN ${repeated('echo hi && ', 90_000)}true\n`,
  'a megabyte of quotes': `FROM a:1\nRUN ${repeated('"', 1_000_000)}\n`,
  'a megabyte of brackets': `FROM a:1\nCOPY ${repeated('${', 400_000)} x\nRUN ${repeated('$(', 100_000)}`,
  'a megabyte of escapes': `FROM a:1\nENV A=${repeated('\\', 999_990)}`,
  '80,000 lines that go on': `FROM a:1\nRUN echo \\\n${repeated('  hi && \\\n', 80_000)}x\n`,
  'heredocs without an end': `FROM a:1\n${repeated('RUN <<EOF\napt-get update\n', 20_000)}`,
  'a pattern that never ends': `FROM a:1\nHEALTHCHECK CMD pgrep -f "${repeated('(a+)+', 40)}$" ${repeated('a', 8_000)}\n`,
  bytes: Buffer.from(Array.from({ length: 300_000 }, (_, index) => ((index * 7919) % 255) + 1)).toString('utf8'),
};

describe.each(Object.entries(hostile))('%s', (_, text) => {
  it('take no time, and every check says something', () => {
    const from = performance.now();
    const file = dockerfileFact(text);
    dockerfileSchema.parse(file);
    const facts = {
      dockerfiles: [file],
      contextFiles: [contextFile()],
      ...manifestFacts({}),
      ...settingsFact({}, 'target'),
    };
    const collected = Object.fromEntries(
      Object.entries(facts).map(([name, value]) => [name, { status: 'known', value }]),
    );
    const outcomes = checks
      .filter(({ id }) => id.startsWith('dockerfile/'))
      .map((check) => runCheck(check, collected).outcome);
    expect(outcomes).not.toContain('error');
    // A fifth of that on an idle machine.
    expect(performance.now() - from).toBeLessThan(5_000);
    expect(JSON.stringify(file).length).toBeLessThan(1_500_000);
  });
});

import { describe, expect, it } from 'vitest';
import { readHadolint } from '../../../../src/config/waivers/read-hadolint.js';
import { readIdLines } from '../../../../src/config/waivers/read-id-lines.js';
import { readTrivyYaml } from '../../../../src/config/waivers/read-trivy-yaml.js';

it('reads lines of ids, with comments as reasons and days of Trivy', () => {
  const text =
    '\uFEFF# the base does it\n# and we know\nCIS-DI-0001\n\n# alone\n\nDKL-DI-0005 # caches\r\nAVD-DS-0002 exp:2027-03-01\n';
  expect(readIdLines(text, '.trivyignore')).toEqual({
    entries: [
      { id: 'CIS-DI-0001', file: '.trivyignore', line: 3, reason: 'the base does it and we know' },
      { id: 'DKL-DI-0005', file: '.trivyignore', line: 7, reason: 'caches' },
      { id: 'AVD-DS-0002', file: '.trivyignore', line: 8, expires: '2027-03-01' },
    ],
    remainders: [],
  });
});

it('reads one id of a line, and says which words it left', () => {
  expect(readIdLines('CIS-DI-0005 CIS-DI-0008\n', '.dockleignore')).toEqual({
    entries: [{ id: 'CIS-DI-0005', file: '.dockleignore', line: 1 }],
    remainders: [
      { what: 'CIS-DI-0008', file: '.dockleignore', line: 1, because: 'a line has one id, and it stands first' },
    ],
  });
});

describe('.hadolint.yaml', () => {
  it('has ignored ids, other severities, and settings that stay behind', () => {
    const text = [
      'failure-threshold: warning',
      'ignored:',
      '  # apt pins nothing',
      '  - DL3008',
      '  - DL3059 # readable',
      'override:',
      '  error: [DL3025]',
      '  style:',
      '    - DL3015',
      '  none: [DL3000]',
      'trustedRegistries: [docker.io]',
      'odd: 1',
    ].join('\n');
    const file = '.hadolint.yaml';
    expect(readHadolint(text, file)).toEqual({
      entries: [
        { id: 'DL3008', file, line: 4, reason: 'apt pins nothing' },
        { id: 'DL3059', file, line: 5, reason: 'readable' },
        { id: 'DL3025', file, line: 7, severity: 'error' },
        { id: 'DL3015', file, line: 9, severity: 'info' },
      ],
      remainders: [
        { what: 'failure-threshold', file, line: 1, because: 'it is --fail-on of a run' },
        { what: 'override.none', file, line: 6, because: 'hadolint has no such severity' },
        { what: 'trustedRegistries', file, line: 11, because: 'no check asks from which registry an image comes' },
        { what: 'odd', file, line: 12, because: 'mcp-dock has no setting like it' },
      ],
    });
  });

  it.each([
    ['empty', ''],
    ['a comment', '# nothing\n'],
    ['without lists', 'ignored: DL3008\noverride: 3\n'],
    ['of other things', 'ignored: [[DL3008], {a: b}, null]\n'],
  ])('may be %s', (_, text) => {
    expect(readHadolint(text, 'h').entries).toEqual([]);
  });

  it.each([
    ['a list that is none', 'ignored: DL3008\n', [{ what: 'ignored', file: 'h', line: 1, because: 'it is no list' }]],
    [
      'an id that is none',
      'override:\n  error:\n    - DL3008\n    - { a: b }\n',
      [{ what: 'override.error', file: 'h', line: 4, because: 'it has no id' }],
    ],
  ])('passes %s over in no silence', (_, text, remainders) => {
    expect(readHadolint(text, 'h').remainders).toEqual(remainders);
  });

  it.each([
    ['no YAML', 'ignored: [', 1],
    ['a list', '- DL3008', 1],
    ['a text', 'DL3008', 1],
  ])('is refused when it is %s', (_, text, line) => {
    expect(() => readHadolint(text, '.hadolint.yaml')).toThrowError(
      expect.objectContaining({
        code: 'CONFIG_INVALID',
        details: expect.objectContaining({ path: '.hadolint.yaml', line }),
      }),
    );
  });
});

it('reads .trivyignore.yaml with statements, days and paths', () => {
  const text = [
    'misconfigurations:',
    '  - id: AVD-DS-0002',
    '    paths:',
    '      - docs/Dockerfile',
    '      - "**/old/*"',
    '    expired_at: 2027-03-01T00:00:00Z',
    '    statement: Documentation only',
    '  - paths: [x]',
    'vulnerabilities:',
    '  # fixed upstream',
    '  - id: CVE-2024-1',
    'secrets: nothing',
  ].join('\n');
  const file = '.trivyignore.yaml';
  const { entries, remainders } = readTrivyYaml(text, file);
  expect(remainders).toEqual([
    { what: 'misconfigurations', file, line: 8, because: 'it has no id' },
    { what: 'secrets', file, line: 12, because: 'it is no list' },
  ]);
  expect(entries).toEqual([
    {
      id: 'AVD-DS-0002',
      file,
      line: 2,
      reason: 'Documentation only',
      expires: '2027-03-01',
      paths: ['docs/Dockerfile', '**/old/*'],
    },
    { id: 'CVE-2024-1', file, line: 11, reason: 'fixed upstream' },
  ]);
});

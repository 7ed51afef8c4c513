import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { blockYaml } from '../../../src/render/block-yaml.js';

describe('blockYaml', () => {
  it('writes a key without a value as what Compose takes from its own environment', () => {
    expect(blockYaml({ environment: { AWS_PROFILE: null } })).toBe('environment:\n  AWS_PROFILE: null');
  });

  it('writes services as a person would', () => {
    const text = blockYaml({
      '#x-server': 'Common.',
      'x-server': { '&': 'server', init: true, cap_drop: ['ALL'], deploy: { resources: { limits: { cpus: '0.5' } } } },
      services: {
        a: { '<<': 'server', command: ['http'], ports: ['127.0.0.1:1:1'], depends_on: { b: { condition: 'x_y' } } },
        '#b': 'The other one.',
        b: { '<<': 'server', env_file: [{ path: '.env', required: false }], gone: undefined },
      },
      volumes: { data: { name: 'todo-data' } },
    });
    expect(text).toBe(
      [
        '# Common.',
        'x-server: &server',
        '  init: true',
        '  cap_drop: [ALL]',
        '  deploy:',
        '    resources:',
        '      limits: { cpus: "0.5" }',
        '',
        'services:',
        '  a:',
        '    <<: *server',
        '    command: [http]',
        '    ports:',
        '      - "127.0.0.1:1:1"',
        '    depends_on:',
        '      b: { condition: x_y }',
        '',
        '  # The other one.',
        '  b:',
        '    <<: *server',
        '    env_file:',
        '      - path: .env',
        '        required: false',
        '',
        'volumes:',
        '  data:',
        '    name: todo-data',
      ].join('\n'),
    );
  });

  it.each([
    'no',
    'yes',
    'null',
    '~',
    '3',
    '0x1F',
    '1e3',
    '12:30',
    '12:30:45',
    '2024-01-01',
    '5s',
    '512M',
    '10m',
    '.5',
    '.inf',
    '.nan',
    '-1',
    '',
    ' a',
    'a ',
    'a: b',
    'a #b',
    '#a',
    '*a',
    '&a',
    '!a',
    '${A:-b}',
    '[a]',
    '{a}',
    '"a"',
    "it's",
    'ü',
    '=',
    'a,b',
    '/tmp:size=64m,mode=1777',
    './src:/app/src:ro',
    'two\nlines',
    'three\n  of\nthem',
  ])('writes %j so that it is read back as that text', (value) => {
    const map = { key: value, list: [value], command: [value], depends_on: { other: { key: value } } };
    for (const version of ['1.1', '1.2'] as const) expect(parse(blockYaml(map), { version })).toEqual(map);
  });

  it('breaks long comments', () => {
    const lines = blockYaml({ '#a': 'word '.repeat(60).trim(), a: 1 }).split('\n');
    expect(lines.length).toBeGreaterThan(2);
    expect(lines.slice(0, -1).every((line) => line.startsWith('# ') && line.length <= 120)).toBe(true);
  });

  it('writes an empty map as such', () => {
    expect(blockYaml({ networks: { edge: {} } })).toBe('networks:\n  edge: {}');
  });
});

import { expect, it } from 'vitest';
import { readCaddyfile, readNginx } from '../../../../src/plan/deploy/read-directives.js';
import { readToml } from '../../../../src/plan/deploy/read-toml.js';
import { entryAt, nodeAt, textAt } from '../../../../src/plan/yaml/located.js';

it('reads settings of nginx with lines, quotes and comments', () => {
  const text =
    'http { # {\n  map $a $b { "~^x{2}$" 1; default ${c}d; }\n  log_format x \'{"a":1}\'\n    \'"b";\';\n}\n';
  expect(readNginx(text)).toEqual({
    directives: [
      {
        name: 'http',
        args: [],
        line: 1,
        block: [
          {
            name: 'map',
            args: ['$a', '$b'],
            line: 2,
            block: [
              { name: '~^x{2}$', args: ['1'], line: 2 },
              { name: 'default', args: ['${c}d'], line: 2 },
            ],
          },
          { name: 'log_format', args: ['x', '{"a":1}', '"b";'], line: 3 },
        ],
      },
    ],
    problems: [],
  });
});

it.each([
  ['server { listen 80 }', 1, '"listen" does not end with ";".'],
  ['a b;\n}', 2, 'This "}" closes nothing.'],
  ['server {\n listen 80;', 1, 'This "{" is never closed.'],
])('says what is wrong with %j', (text, line, message) => {
  expect(readNginx(text).problems).toEqual([{ line, message }]);
});

it('reads a Caddyfile with options, snippets and placeholders', () => {
  const text =
    '{\n\temail a@example.com\n}\n(common) {\n\tencode gzip\n}\nexample.com, www.example.com {\n\timport common\n\trespond `{"a": 1}` 200\n\theader {\n\t\tX "a b" # c\n\t}\n}\n';
  const { directives, problems } = readCaddyfile(text);
  expect(problems).toEqual([]);
  expect(directives.map(({ name, args, line }) => [name, args, line])).toEqual([
    ['', [], 1],
    ['(common)', [], 4],
    ['example.com,', ['www.example.com'], 7],
  ]);
  expect(directives[2]?.block).toEqual([
    { name: 'import', args: ['common'], line: 8 },
    { name: 'respond', args: ['{"a": 1}', '200'], line: 9 },
    { name: 'header', args: [], line: 10, block: [{ name: 'X', args: ['a b'], line: 11 }] },
  ]);
});

it('knows the lines of tables in TOML', () => {
  const { root } = readToml(
    'fly.toml',
    'app = "a"\n[http_service]\ninternal_port = 1\n[[http_service.checks]]\npath = "/a"\n[[http_service.checks]]\npath = "/b"\n',
  );
  const checks = nodeAt(root, 'http_service', 'checks');
  expect(entryAt(root, 'http_service', 'internal_port')?.at.line).toBe(3);
  expect(
    checks?.kind === 'list' ? checks.items.map((item) => [textAt(item, 'path'), entryAt(item, 'path')?.at.line]) : [],
  ).toEqual([
    ['/a', 5],
    ['/b', 7],
  ]);
});

import { describe, expect, it } from 'vitest';
import type { FileFormat } from '../../../src/clients/define-client.js';
import { editEntry } from '../../../src/entry-files/edit-entry.js';
import { EntryFileFault } from '../../../src/entry-files/entry-format.js';

const ENTRY = { command: 'docker', args: ['run', '-i'] };
const PATHS: Readonly<Record<FileFormat, readonly string[]>> = {
  jsonc: ['mcpServers', 'todo'],
  toml: ['mcp_servers', 'todo'],
  yaml: ['extensions', 'todo'],
};

const set = (format: FileFormat, text: string) => editEntry(format, text, PATHS[format], () => ENTRY).text;
const remove = (format: FileFormat, text: string) => editEntry(format, text, PATHS[format], () => undefined).text;

interface Row {
  readonly name: string;
  readonly format: FileFormat;
  readonly before: string;
  readonly after: string;
}

const JSON_ENTRY = `"todo": {
      "command": "docker",
      "args": [
        "run",
        "-i"
      ]
    }`;
const TOML_ENTRY = '[mcp_servers.todo]\ncommand = "docker"\nargs = [ "run", "-i" ]\n';
const YAML_ENTRY = '  todo:\n    command: docker\n    args:\n      - run\n      - -i\n';

describe('setting an entry', () => {
  it.each<Row>([
    {
      name: 'an empty file',
      format: 'jsonc',
      before: '',
      after: `{\n  "mcpServers": {\n    ${JSON_ENTRY}\n  }\n}\n`,
    },
    {
      name: 'a file without servers',
      format: 'jsonc',
      before: '{\n  "theme": "dark"\n}\n',
      after: `{\n  "theme": "dark",\n  "mcpServers": {\n    ${JSON_ENTRY}\n  }\n}\n`,
    },
    {
      name: 'servers that are null',
      format: 'jsonc',
      before: '{\n  "mcpServers": null\n}\n',
      after: `{\n  "mcpServers": {\n    ${JSON_ENTRY}\n  }\n}\n`,
    },
    {
      name: 'comments behind the last entry, which keep their line',
      format: 'jsonc',
      before: '{\n  // mine\n  "mcpServers": {\n    "other": { "url": "x" } // the old one\n  }\n}\n',
      after: `{\n  // mine\n  "mcpServers": {\n    "other": { "url": "x" }, // the old one\n    ${JSON_ENTRY}\n  }\n}\n`,
    },
    {
      name: 'a comma and a comment behind the last entry',
      format: 'jsonc',
      before: '{\n  "mcpServers": {\n    "other": {}, /* a, b */\n  },\n}\n',
      after: `{\n  "mcpServers": {\n    "other": {}, /* a, b */\n    ${JSON_ENTRY},\n  },\n}\n`,
    },
    {
      name: 'an entry beside it in a style of its own, which stays',
      format: 'jsonc',
      before: '{\n    "mcpServers": {\n        "other": {"url":"x",  "env": {} }\n    }\n}',
      after: `{\n    "mcpServers": {\n        "other": {"url":"x",  "env": {} },\n        "todo": {\n            "command": "docker",\n            "args": [\n                "run",\n                "-i"\n            ]\n        }\n    }\n}`,
    },
    {
      name: 'a file in one line, which stays one',
      format: 'jsonc',
      before: '{"mcpServers":{"other":{"url":"x"}}}',
      after: '{"mcpServers":{"other":{"url":"x"}, "todo": {"command":"docker","args":["run","-i"]}}}',
    },
    {
      name: 'servers in one line of a longer file',
      format: 'jsonc',
      before: '{\n  "mcpServers": { "other": { "url": "x" } /* one */ }\n}\n',
      after: `{\n  "mcpServers": { "other": { "url": "x" }, /* one */\n    ${JSON_ENTRY}\n  }\n}\n`,
    },
    {
      name: 'tabs, a byte order mark and Windows line ends',
      format: 'jsonc',
      before: '\uFEFF{\r\n\t"mcpServers": {}\r\n}\r\n',
      after:
        '\uFEFF{\r\n\t"mcpServers": {\r\n\t\t"todo": {\r\n\t\t\t"command": "docker",\r\n\t\t\t"args": [\r\n\t\t\t\t"run",\r\n\t\t\t\t"-i"\r\n\t\t\t]\r\n\t\t}\r\n\t}\r\n}\r\n',
    },
    {
      name: 'an entry that is replaced between two others',
      format: 'jsonc',
      before:
        '{\n  "mcpServers": {\n    "a": {}, // a\n    "todo": { "url": "x" },\n    // b is next\n    "b": {}\n  }\n}\n',
      after: `{\n  "mcpServers": {\n    "a": {}, // a\n    ${JSON_ENTRY},\n    // b is next\n    "b": {}\n  }\n}\n`,
    },
    { name: 'an empty file', format: 'toml', before: '', after: TOML_ENTRY },
    {
      name: 'a file without a last line break',
      format: 'toml',
      before: 'model = "o3" # fast',
      after: `model = "o3" # fast\n\n${TOML_ENTRY}`,
    },
    {
      name: 'a table with one below it, replaced, and the comment of the next one kept',
      format: 'toml',
      before:
        '# top\n[mcp_servers.todo]\nurl = "x"\n\n[mcp_servers.todo.env]\nA = "1"\n\n# about other\n[mcp_servers.other]\ncommand = "x"\n',
      after: `# top\n${TOML_ENTRY}\n\n# about other\n[mcp_servers.other]\ncommand = "x"\n`,
    },
    {
      name: 'headers inside of strings and arrays, which are none',
      format: 'toml',
      before:
        'a = """\n[mcp_servers.todo]\n"""\nb = [\n  ["x"],\n  ["y"]\n]\n[mcp_servers."todo"]\nurl = "x"\n[z]\nc = \'[mcp_servers.todo]\'\n',
      after: `a = """\n[mcp_servers.todo]\n"""\nb = [\n  ["x"],\n  ["y"]\n]\n${TOML_ENTRY}[z]\nc = '[mcp_servers.todo]'\n`,
    },
    {
      name: 'dates and large numbers, which stay',
      format: 'toml',
      before: 'at = 2026-01-02T03:04:05Z\nbig = 9223372036854775807\n',
      after: `at = 2026-01-02T03:04:05Z\nbig = 9223372036854775807\n\n${TOML_ENTRY}`,
    },
    { name: 'an empty file', format: 'yaml', before: '', after: `extensions:\n${YAML_ENTRY}` },
    {
      name: 'a file without extensions',
      format: 'yaml',
      before: '# mine\nGOOSE_MODE: auto   # always\n',
      after: `# mine\nGOOSE_MODE: auto   # always\nextensions:\n${YAML_ENTRY}`,
    },
    {
      name: 'extensions in the middle of a file',
      format: 'yaml',
      before: 'extensions:\n  a:\n    enabled: true # yes\n\nGOOSE_MODE: "auto"\n',
      after: `extensions:\n  a:\n    enabled: true # yes\n${YAML_ENTRY}\nGOOSE_MODE: "auto"\n`,
    },
    {
      name: 'extensions that are empty',
      format: 'yaml',
      before: 'extensions: {}\nx: 1\n',
      after: `extensions:\n${YAML_ENTRY}x: 1\n`,
    },
    {
      name: 'an entry that is replaced',
      format: 'yaml',
      before: 'extensions:\n  todo:\n    url: x\n    list:\n    - a\n  # about b\n  b: 1\n',
      after: `extensions:\n${YAML_ENTRY}  # about b\n  b: 1\n`,
    },
  ])('$format: $name', ({ format, before, after }) => {
    expect(set(format, before)).toBe(after);
    // A second time nothing is left to do.
    expect(set(format, after)).toBe(after);
  });
});

describe('removing an entry', () => {
  it.each<Row>([
    {
      name: 'the only one',
      format: 'jsonc',
      before: `{\n  "mcpServers": {\n    ${JSON_ENTRY}\n  }\n}\n`,
      after: '{\n  "mcpServers": {}\n}\n',
    },
    {
      name: 'one of two',
      format: 'jsonc',
      before: `{\n  "mcpServers": {\n    "a": {}, // a\n    ${JSON_ENTRY}\n  }\n}\n`,
      after: '{\n  "mcpServers": {\n    "a": {} // a\n  }\n}\n',
    },
    {
      name: 'the first of two, in one line',
      format: 'jsonc',
      before: '{ "mcpServers": { "todo": {}, "a": {} } }',
      after: '{ "mcpServers": {  "a": {} } }',
    },
    {
      name: 'one with a trailing comma and a comment',
      format: 'jsonc',
      before: '{\n  "mcpServers": {\n    "a": {},\n    // about todo\n    "todo": {}, // here\n  },\n}\n',
      after: '{\n  "mcpServers": {\n    "a": {},\n    // about todo\n  },\n}\n',
    },
    { name: 'one that is not there', format: 'jsonc', before: '{ "a": 1 }', after: '{ "a": 1 }' },
    {
      name: 'a table and the one below it',
      format: 'toml',
      before: `a = 1\n\n${TOML_ENTRY}\n[mcp_servers.todo.env]\nA = "1"\n\n[b]\nc = 2\n`,
      after: 'a = 1\n\n[b]\nc = 2\n',
    },
    {
      name: 'a table behind empty lines of others, which stay',
      format: 'toml',
      before: `a = 1\n\n\n\nb = 2\n\n${TOML_ENTRY}`,
      after: 'a = 1\n\n\n\nb = 2\n',
    },
    { name: 'the last table', format: 'toml', before: `a = 1\n\n${TOML_ENTRY}`, after: 'a = 1\n' },
    {
      name: 'the only one',
      format: 'yaml',
      before: `extensions:\n${YAML_ENTRY}x: 1\n`,
      after: 'extensions: {}\nx: 1\n',
    },
    {
      name: 'one of two',
      format: 'yaml',
      before: `extensions:\n  a: 1 # a\n${YAML_ENTRY}x: 1\n`,
      after: 'extensions:\n  a: 1 # a\nx: 1\n',
    },
  ])('$format: $name', ({ format, before, after }) => {
    expect(remove(format, before)).toBe(after);
  });
});

describe('a file that is left alone', () => {
  it.each<{ name: string; format: FileFormat; text: string; kind: EntryFileFault['kind']; line?: number }>([
    { name: 'no JSON', format: 'jsonc', text: '{\n  "a": 1\n  "b": 2\n}', kind: 'invalid', line: 3 },
    { name: 'half a JSON', format: 'jsonc', text: '{\n  "mcpServers": {', kind: 'invalid', line: 2 },
    { name: 'a list of servers', format: 'jsonc', text: '{\n  "mcpServers": []\n}', kind: 'invalid', line: 2 },
    { name: 'a text as root', format: 'jsonc', text: '"x"', kind: 'invalid', line: 1 },
    {
      name: 'servers that stand there twice',
      format: 'jsonc',
      text: '{\n  "mcpServers": {},\n  "mcpServers": { "a": {} }\n}',
      kind: 'unsafe',
      line: 2,
    },
    {
      name: 'servers that stand there twice, the first time as a text',
      format: 'jsonc',
      text: '{\n  "mcpServers": "x",\n  "mcpServers": { "a": {} }\n}',
      kind: 'unsafe',
      line: 2,
    },
    { name: 'no TOML', format: 'toml', text: 'a = 1\nb = \n', kind: 'invalid', line: 2 },
    {
      name: 'a table in one line',
      format: 'toml',
      text: 'x = 1\nmcp_servers = { a = { url = "x" } }\n',
      kind: 'unsafe',
      line: 2,
    },
    {
      name: 'an entry in one line',
      format: 'toml',
      text: '[mcp_servers]\ntodo = { url = "x" }\n',
      kind: 'unsafe',
      line: 2,
    },
    { name: 'no YAML', format: 'yaml', text: 'ok: 1\na: "x\n', kind: 'invalid', line: 3 },
    { name: 'two documents', format: 'yaml', text: 'a: 1\n---\nb: 2\n', kind: 'invalid', line: 2 },
    { name: 'extensions in one line', format: 'yaml', text: 'x: 1\nextensions: { a: 1 }\n', kind: 'unsafe', line: 2 },
    { name: 'a list of extensions', format: 'yaml', text: 'extensions:\n  - a\n', kind: 'invalid', line: 1 },
    {
      name: 'extensions that an alias shares',
      format: 'yaml',
      text: 'other: &all\n  a: 1\nextensions: *all\n',
      kind: 'unsafe',
      line: 3,
    },
  ])('$format: $name', ({ format, text, kind, line }) => {
    const fault = faultOf(() => set(format, text));
    expect({ kind: fault?.kind, line: fault?.line }).toEqual({ kind, line });
  });

  it('is not quoted in the reason', () => {
    for (const format of ['jsonc', 'toml', 'yaml'] as const) {
      const fault = faultOf(() => set(format, 'ok = "hunter22-hunter22"\n: [\n'));
      expect(fault?.message).not.toContain('hunter22');
    }
  });
});

function faultOf(work: () => unknown): EntryFileFault | undefined {
  try {
    work();
  } catch (error) {
    if (error instanceof EntryFileFault) return error;
    throw error;
  }
  return undefined;
}

/** What the code of `node -e` or `python -c` comes to, as a probe. */
export type InlineCode = 'constant' | 'import-only' | 'asks';

/** Statements that do nothing but end well, print or load. Everything that is not known to be one of them asks something. */
export function inlineCode(language: 'node' | 'python', code: string): InlineCode {
  const statements = code
    .split(/[;\n]/u)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '');
  const kinds = statements.map((statement) => (language === 'node' ? ofNode(statement) : ofPython(statement)));
  if (kinds.includes('asks')) return 'asks';
  return kinds.includes('import') ? 'import-only' : 'constant';
}

type Kind = 'nothing' | 'import' | 'asks';

const LITERAL = String.raw`(?:"[^"]*"|'[^']*'|\x60[^\x60$]*\x60|-?\d+|true|True|null|None)`;
const PRINTS_NODE = new RegExp(
  String.raw`^(?:console\.\w+|process\.stdout\.write)\(\s*(?:${LITERAL}(?:\s*,\s*${LITERAL})*)?\s*\)$`,
  'u',
);
const PRINTS_PYTHON = new RegExp(
  String.raw`^print\(\s*(?:${LITERAL}(?:\s*,\s*${LITERAL})*)?\s*\)$|^print ${LITERAL}$`,
  'u',
);
/** Modules of the language itself: that they can be loaded says nothing at all. */
const OWN_NODE = /^(?:node:)?(?:fs|os|path|process|util|http|https|net|url|child_process)$/u;
const OWN_PYTHON = /^(?:sys|os|time|json|re|socket|urllib(?:\.request)?|http(?:\.client)?|pathlib|subprocess)$/u;

function ofNode(statement: string): Kind {
  if (PRINTS_NODE.test(statement) || /^process\.exit\(\s*0?\s*\)$|^['"]use strict['"]$|^(?:0|1|true)$/u.test(statement))
    return 'nothing';
  const module =
    /^(?:(?:const|let|var)\s+[\w{},\s]+=\s*)?(?:await\s+)?(?:require|import)\(\s*(['"`])(?<name>[^'"`]+)\1\s*\)$|^import\s+(?:[\w{},*\s]+\s+from\s+)?(['"])(?<from>[^'"]+)\3$/u.exec(
      statement,
    )?.groups;
  const name = module?.['name'] ?? module?.['from'];
  if (name === undefined) return 'asks';
  return OWN_NODE.test(name) ? 'nothing' : 'import';
}

function ofPython(statement: string): Kind {
  if (
    PRINTS_PYTHON.test(statement) ||
    /^(?:pass|(?:sys\.|os\._)?exit\(\s*0?\s*\)|quit\(\)|raise SystemExit(?:\(0?\))?|True|0|1)$/u.test(statement)
  )
    return 'nothing';
  const names =
    /^import\s+(?<names>[\w.]+(?:\s+as\s+\w+)?(?:\s*,\s*[\w.]+(?:\s+as\s+\w+)?)*)$/u.exec(statement)?.groups?.[
      'names'
    ] ?? /^from\s+(?<from>[\w.]+)\s+import\s+[\w*,\s()]+$/u.exec(statement)?.groups?.['from'];
  if (names === undefined) return 'asks';
  return names.split(',').every((name) => OWN_PYTHON.test(name.trim().split(/\s/u)[0] ?? '')) ? 'nothing' : 'import';
}

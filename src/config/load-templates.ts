import type { Template, TemplateKind } from '../model/template.js';
import { readPackageFolder } from './package-files.js';

const KINDS: Readonly<Record<TemplateKind, true>> = {
  dockerfile: true,
  dockerignore: true,
  'backend-dockerfile': true,
  'backend-dockerignore': true,
  'backend-readme': true,
  compose: true,
  'compose-override': true,
  'compose-production': true,
  environment: true,
  'environment-example': true,
  'environment-development': true,
  config: true,
  readme: true,
  gitignore: true,
  gitattributes: true,
  'compose-aws-profile': true,
  'compose-fake-aws': true,
  'aws-guide': true,
  'environment-production': true,
  workflow: true,
  'server-json': true,
  'dual-dockerfile': true,
  'dual-entrypoint': true,
  'dual-config': true,
  'dual-readme': true,
  proxy: true,
  fullstack: true,
  makefile: true,
  script: true,
  'data-script': true,
  guide: true,
  'data-guide': true,
  summary: true,
  'foreign-dockerfile': true,
  'foreign-dockerignore': true,
  'foreign-compose': true,
  'foreign-config': true,
  'foreign-environment-example': true,
  'foreign-pid1': true,
};
const KEYS = ['id', 'kind', 'title', 'output', 'mode', 'when'];

/** Every template of this package, in the order of their file names. */
export async function loadTemplates(): Promise<Template[]> {
  const files = await readPackageFolder('templates', (path) => path.endsWith('/') || path.endsWith('.hbs'));
  return files.map(({ path, content }) => parseTemplate(content, path));
}

/** Splits front matter and body. A template that is not right is our own fault, so this throws a plain error. */
export function parseTemplate(text: string, path: string): Template {
  const [, front, body] = /^---\r?\n(.*?)^---\r?\n(.*)$/msu.exec(text) ?? [];
  if (front === undefined || body === undefined) throw new Error(`${path} has no front matter.`);
  const { id, kind, title, output, mode, when, ...rest } = readFrontMatter(front, path);
  const unknown = Object.keys(rest);
  if (unknown.length > 0) throw new Error(`${path}: ${unknown.join(', ')} is not one of ${KEYS.join(', ')}.`);
  return {
    id: requiredText(id, 'id', path),
    kind: kindOf(kind, path),
    title: requiredText(title, 'title', path),
    output: requiredText(output, 'output', path),
    ...(mode === undefined ? {} : { mode: modeOf(mode, path) }),
    when: conditionOf(when, path),
    body: body.replaceAll('\r\n', '\n'),
  };
}

/**
 * Front matter is the plainest YAML: `key: value` on one line, where a value is a text, an octal number or one `{ key: text }`.
 * A reader for all of YAML would be a quarter of the time that `init` takes to start.
 */
function readFrontMatter(text: string, path: string): Record<string, unknown> {
  const lines = text.split(/\r?\n/u).filter((line) => line !== '');
  return Object.fromEntries(
    lines.map((line) => {
      const [, key, value] = /^([a-z]+): (\S.*)$/u.exec(line) ?? [];
      if (key === undefined || value === undefined) throw new Error(`${path}: "${line}" is not "key: value".`);
      return [key, readValue(value, path)];
    }),
  );
}

function readValue(value: string, path: string): unknown {
  if (/^0o[0-7]+$/u.test(value)) return Number(value);
  if (value === '{}') return {};
  const [, key, inner] = /^\{ ([a-z]+): ([\w-]+) \}$/u.exec(value) ?? [];
  if (key !== undefined) return { [key]: inner };
  if (/^[\w.][\w .,/-]*$/u.test(value)) return value;
  throw new Error(`${path}: "${value}" is more YAML than front matter may hold.`);
}

function requiredText(value: unknown, key: string, path: string): string {
  if (typeof value === 'string' && value !== '') return value;
  throw new Error(`${path}: ${key} has to be a text.`);
}

function kindOf(value: unknown, path: string): TemplateKind {
  const kind = requiredText(value, 'kind', path);
  if (Object.hasOwn(KINDS, kind)) return kind as TemplateKind;
  throw new Error(`${path}: "${kind}" is no kind of template.`);
}

function modeOf(value: unknown, path: string): number {
  if (typeof value === 'number' && Number.isInteger(value) && value > 0 && value <= 0o777) return value;
  throw new Error(`${path}: mode has to be written as 0o600.`);
}

function conditionOf(value: unknown, path: string): Template['when'] {
  const { runtime, part, template, ...rest } = (value ?? {}) as Record<string, unknown>;
  const isText = (given: unknown) => given === undefined || typeof given === 'string';
  if (Object.keys(rest).length > 0 || ![runtime, part, template].every(isText))
    throw new Error(`${path}: when knows only runtime, part and template.`);
  return {
    ...(typeof runtime === 'string' && { runtime }),
    ...(typeof part === 'string' && { part }),
    ...(typeof template === 'string' && { template }),
  };
}

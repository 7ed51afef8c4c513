import type { Ajv, ErrorObject, ValidateFunction } from 'ajv';
import { cleanText } from '../../model/clean-text.js';

/** What can be said of a schema: it compiles, or why it does not. */
export type CompiledSchema =
  /** `violation` says how a value breaks the schema; undefined when it conforms. */
  | { readonly ok: true; violation(value: unknown, whole?: string): string | undefined }
  /** `limit`: it may be sound, but is too large to be compiled within our bounds. */
  | { readonly ok: false; readonly kind: 'invalid' | 'dialect' | 'limit'; readonly problem: string };

const MAX_CHARACTERS = 256 * 1024;
const MAX_PARTS = 2_000;
/** Of all schemas of one server together: compiling is quadratic in the parts of a schema. */
const MAX_PARTS_TOGETHER = 50_000;
const MAX_DEPTH = 64;

type Compiler = Pick<Ajv, 'compile' | 'removeSchema'>;

const OPTIONS = {
  // Unknown keywords and formats are annotations; a remote $ref has no loader and is never fetched.
  strict: false,
  validateFormats: false,
  inlineRefs: false,
  logger: false,
  code: { regExp: Object.assign(boundedRegExp, { code: 'boundedRegExp' }) },
} as const;

let dialects: Readonly<Record<string, () => Compiler>> | undefined;

/** Loads the library, a hundred modules; before the first schema. */
export async function loadSchemaLibrary(): Promise<void> {
  if (dialects !== undefined) return;
  const [{ Ajv: Draft07 }, { Ajv2019 }, { Ajv2020 }] = await Promise.all([
    import('ajv'),
    import('ajv/dist/2019.js'),
    import('ajv/dist/2020.js'),
  ]);
  dialects = {
    '2020-12': () => new Ajv2020(OPTIONS),
    '2019-09': () => new Ajv2019(OPTIONS),
    'draft-07': () => new Draft07(OPTIONS),
  };
}

/**
 * A compiler costs tens of milliseconds, so one serves many schemas of a dialect. It forgets none of the names that it gave, and
 * goes through them all for each schema: after some hundreds a new one is the faster one.
 */
const shared = new Map<string, { readonly compiler: Compiler; uses: number }>();
const MOST_USES = 500;

function compilerFor(dialect: string, schema: object): Compiler | undefined {
  if (dialects === undefined) throw new Error('The library for JSON Schema was not loaded.');
  const make = dialects[dialect];
  // A schema that names itself may take the name of another one, or of the dialect, and gets a compiler for itself.
  if (make === undefined || JSON.stringify(schema).includes('"$id"')) return make?.();
  const known = shared.get(dialect);
  const one = known !== undefined && known.uses < MOST_USES ? known : { compiler: make(), uses: 0 };
  one.uses += 1;
  shared.set(dialect, one);
  return one.compiler;
}

/** A compiler for the schemas of one server, for which {@link loadSchemaLibrary} was awaited, which may be hostile: bounded for each and for all together. */
export function schemaCompiler(): (schema: unknown) => CompiledSchema {
  let parts = 0;
  return (schema) => {
    if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) {
      const found = Array.isArray(schema) ? 'an array' : String(schema);
      return { ok: false, kind: 'invalid', problem: `is ${found} and no object` };
    }
    const size = sizeOf(schema);
    if (typeof size === 'string') return { ok: false, kind: 'limit', problem: size };
    parts += size;
    if (parts > MAX_PARTS_TOGETHER) {
      const problem = `was not looked at: all schemas together have more than ${MAX_PARTS_TOGETHER} parts`;
      return { ok: false, kind: 'limit', problem };
    }
    return compileSchema(schema as Schema);
  };
}

type Schema = Readonly<Record<string, unknown>>;

/** Under the dialect that it declares, 2020-12 when it declares none. */
function compileSchema({ $schema: declared, ...rest }: Schema): CompiledSchema {
  const dialect = dialectOf(declared);
  const compiler = dialect === undefined ? undefined : compilerFor(dialect, rest);
  if (compiler === undefined) {
    const words = cleanText(JSON.stringify(declared) ?? '', 100);
    return { ok: false, kind: 'dialect', problem: `declares the dialect ${words}, which clients need not know` };
  }
  try {
    const validate = compiler.compile(rest);
    return { ok: true, violation: (value, whole) => violationOf(validate, value, whole) };
  } catch (error) {
    return { ok: false, kind: 'invalid', problem: wordsOf(error) };
  } finally {
    compiler.removeSchema(rest);
  }
}

function dialectOf(declared: unknown): string | undefined {
  if (declared === undefined) return '2020-12';
  if (typeof declared !== 'string') return undefined;
  const match =
    /^https?:\/\/json-schema\.org\/(?:draft\/(2020-12|2019-09)\/schema|(draft-07|draft-06)\/schema)#?$/u.exec(declared);
  // What draft-06 has means the same in draft-07.
  return match?.[1] ?? (match?.[2] === undefined ? undefined : 'draft-07');
}

/** How many objects and lists it consists of, or why that is too much. */
function sizeOf(schema: object): number | string {
  let parts = 0;
  let level: object[] = [schema];
  for (let depth = 1; level.length > 0; depth += 1) {
    if (depth > MAX_DEPTH) return `is nested deeper than ${MAX_DEPTH} levels`;
    parts += level.length;
    if (parts > MAX_PARTS) return `has more than ${MAX_PARTS} parts`;
    level = level.flatMap((node) =>
      Object.values(node).filter((value): value is object => typeof value === 'object' && value !== null),
    );
  }
  const characters = JSON.stringify(schema).length;
  return characters > MAX_CHARACTERS ? `is ${characters} characters long, over ${MAX_CHARACTERS}` : parts;
}

function violationOf(validate: ValidateFunction, value: unknown, whole = 'the result'): string | undefined {
  if (validate(value) === true) return undefined;
  const [first] = validate.errors ?? [];
  const where = first?.instancePath === '' || first === undefined ? whole : first.instancePath;
  const allowed = allowedAt(first?.instancePath, validate.errors ?? []);
  return cleanText(`${where} ${allowed ?? first?.message ?? 'does not conform'}`, 400);
}

/** Of the values that a schema allows, these are named. */
const MOST_VALUES = 10;

/** `must be "a" or "b"`, where the schema lists values; alternatives each complain of their own. */
function allowedAt(path: string | undefined, errors: readonly ErrorObject[]): string | undefined {
  const [first] = errors;
  if (first?.keyword !== 'enum' && first?.keyword !== 'const') return undefined;
  const values = errors
    .filter(({ instancePath }) => instancePath === path)
    .flatMap(({ params }): unknown[] =>
      'allowedValues' in params ? params['allowedValues'] : 'allowedValue' in params ? [params['allowedValue']] : [],
    );
  const shown = values.slice(0, MOST_VALUES).map((value) => cleanText(JSON.stringify(value), 30));
  const more = values.length - shown.length;
  return `must be ${shown.join(' or ')}${more === 0 ? '' : ` or one of ${more} more`}`;
}

function wordsOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const missing = /^can't resolve reference (\S+)/u.exec(message)?.[1];
  if (missing !== undefined) return `refers to ${cleanText(missing, 150)}, which is not in the schema`;
  return cleanText(message.replace(/^schema is invalid: data/u, 'is invalid at '), 200);
}

/**
 * A pattern of a foreign schema, applied to foreign text. It must be a regular expression; it is applied only where it cannot
 * take exponential time, and counts as matched elsewhere.
 */
function boundedRegExp(pattern: string, flags: string): { test(text: string): boolean; toString(): string } {
  const expression = new RegExp(pattern, flags);
  const quantified = (pattern.match(/[*+]|\{\d+,/gu) ?? []).length;
  const nested = /\)[*+{]/u.test(pattern) || /\\[1-9k]/u.test(pattern);
  return {
    test: (text) => nested || quantified > 3 || text.length > 200 || expression.test(text),
    // ajv tells patterns apart by this.
    toString: () => String(expression),
  };
}

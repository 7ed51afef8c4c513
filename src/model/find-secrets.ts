import { maskSecrets } from './clean-text.js';
import { jsonOrUndefined } from './json-or-undefined.js';
import { isLikelySecretName, isSecretName } from './secret-names.js';
import { stemsOf } from './secret-stems.js';
import { secretRules, type SecretPlace, type SecretRule } from './secret-rules.js';
import { gramsOf, holdsStem } from './stem-grams.js';
import { entropyOf, isSecretValue, isTelling, PLACEHOLDER_INSIDE } from './telling-secrets.js';

/** Where a text comes from: it decides which rules hold. */
export interface SecretContext {
  readonly place: SecretPlace;
  /** Absolute path of the file, name of the variable or label; empty for history and logs. */
  readonly name: string;
  /** Values that are known to be secret, as `tellingSecretValues` gives them. */
  readonly secretValues?: readonly string[];
  /**
   * The text is of a program or of data: its runs of printable characters, or its bytes. Only what stands in such by no chance is a
   * secret there.
   */
  readonly binary?: 'runs' | 'bytes';
  /** The text is one of overlapping parts of a longer one. */
  readonly part?: TextPart;
}

/** Where in a longer text a part lies. What touches its edges is cut; another part has it whole. */
export interface TextPart {
  readonly first: boolean;
  readonly last: boolean;
  /** Characters that the next part begins with again; longer than any two secrets. */
  readonly overlap: number;
}

/** A secret with its value: for hashing and masking in memory only, never part of a fact. */
export interface SecretMatch {
  readonly rule: string;
  readonly title: string;
  readonly value: string;
}

const MAX_MATCHES = 50;
/** Rule of a value that the project itself calls secret. */
export const OWN_SECRET = { rule: 'own-secret', title: 'a secret value of this project' } as const;
const ASSIGNED = { rule: 'assigned-secret', title: 'a literal secret' } as const;

const anchored = (rules: readonly SecretRule[]) => new RegExp(rules.flatMap(({ anchors }) => anchors).join('|'), 'u');
const inFiles = secretRules.filter(({ places }) => places === undefined || places.includes('file'));
const anywhere = inFiles.filter(({ path, binary }) => path === undefined && binary !== 'bytes');
const IN_TEXT = anchored(anywhere);
const TEXT_GRAMS = gramsOf(anywhere.flatMap(({ anchors }) => anchors.flatMap(stemsOf)));
const IN_RUNS = anchored(anywhere.filter(({ binary }) => binary === 'runs'));
const IN_BYTES = anchored(inFiles.filter(({ binary }) => binary === 'bytes'));
const IN_NAMED_FILES = inFiles
  .filter(({ path }) => path !== undefined)
  .map((rule) => ({ path: rule.path, anchors: anchored([rule]) }));
/** Literals one of which stands in every secret that is looked for in runs of a binary file. */
export const BINARY_STEMS: readonly string[] = inFiles
  .filter(({ binary }) => binary === 'runs')
  .flatMap(({ anchors }) => anchors.flatMap(stemsOf));
const ANCHORS = new Map(secretRules.map((rule) => [rule, anchored([rule])]));

/** Whether {@link findSecrets} can find anything in this file: a fast no for nearly all. */
export function mayHoldSecret(text: string, path: string, binary?: SecretContext['binary']): boolean {
  if (binary !== undefined) return (binary === 'runs' ? IN_RUNS : IN_BYTES).test(text);
  return (
    isEnvironmentFile(path) ||
    (holdsStem(text, TEXT_GRAMS) && IN_TEXT.test(text)) ||
    IN_NAMED_FILES.some((rule) => rule.path?.test(path) === true && rule.anchors.test(text))
  );
}

/** Every secret in a text, each value once, named by the first rule that finds it. */
export function findSecrets(text: string, context: SecretContext): SecretMatch[] {
  const found = new Map<string, SecretMatch>();
  const add = (kind: { rule: string; title: string }, value: string) => {
    if (found.size < MAX_MATCHES && ![...found.keys()].some((known) => known.includes(value)))
      found.set(value, { ...kind, value });
  };
  for (const value of context.secretValues ?? []) if (text.includes(value)) add(OWN_SECRET, value);
  for (const rule of secretRules) {
    if (!holdsIn(rule, context) || ANCHORS.get(rule)?.test(text) === false) continue;
    for (const match of text.matchAll(rule.pattern)) {
      if (found.size >= MAX_MATCHES) break;
      if (isCut(match, text, context.part)) continue;
      const value = (match.groups?.['value'] ?? match[0]).trim();
      if (rule.wrapped === true)
        for (const inner of insideOf(value, context)) add({ rule: inner.rule, title: inner.title }, inner.value);
      else if (isSecret(rule, value, context)) add({ rule: rule.id, title: rule.title }, value);
    }
  }
  for (const { name, value } of assignmentsOf(text, context))
    if (isSecretName(name) && isSecretValue(value) && (!isLikelySecretName(name) || isTelling(value)))
      add(ASSIGNED, value);
  return withoutLoneKeyIds([...found.values()]);
}

/** What base64 hides; of a text in a text in a text only the second is looked at. */
function insideOf(value: string, { place, name }: SecretContext): SecretMatch[] {
  const text = Buffer.from(value, 'base64').toString('latin1');
  return findSecrets(text, { place, name }).filter(({ rule }) => rule !== ASSIGNED.rule);
}

/** At the edge of a part nobody knows what comes before or after; the parts overlap by more than any match is long. */
function isCut({ index, 0: { length } }: RegExpExecArray, text: string, part: TextPart | undefined): boolean {
  if (part === undefined) return false;
  return (!part.first && index === 0) || (!part.last && index + length > text.length - part.overlap / 2);
}

function holdsIn({ places, path, notPath, binary }: SecretRule, { place, name, ...context }: SecretContext): boolean {
  if (context.binary === undefined ? binary === 'bytes' : binary !== context.binary) return false;
  if (places !== undefined && !places.includes(place)) return false;
  return place !== 'file' || ((path?.test(name) ?? true) && notPath?.test(name) !== true);
}

function isSecret(rule: SecretRule, value: string, { binary }: SecretContext): boolean {
  if (rule.nearMiss?.test(value) === true) return false;
  if (rule.claims !== undefined && !rule.claims.test(claimsOf(value))) return false;
  // Bytes of a key are no words.
  if (!BYTES.test(value) && PLACEHOLDER_INSIDE.test(value)) return false;
  // Long names of functions look like tokens without a digit.
  if (binary === 'runs' && !/\d/u.test(value)) return false;
  if (rule.minEntropy === undefined) return isSecretValue(value, 3);
  return entropyOf(value) >= rule.minEntropy;
}

const BYTES = /[\u0000-\u0008\u000e-\u001f\u0080-\u00ff]/u;

/** The claims of a JSON Web Token as JSON without spaces; empty when it is none. */
function claimsOf(token: string): string {
  const text = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8');
  const claims = jsonOrUndefined(text);
  return claims === undefined ? '' : JSON.stringify(claims);
}

/** The id of an AWS key is no secret beside the key itself: one finding for the pair. */
function withoutLoneKeyIds(matches: SecretMatch[]): SecretMatch[] {
  const paired = matches.some(({ rule }) => rule === 'aws-secret-access-key');
  return matches.filter(({ rule }) => !(paired && rule === 'aws-access-key-id'));
}

interface Assignment {
  readonly name: string;
  readonly value: string;
}

/** `NAME=value` pairs, where a text is made of such. */
function assignmentsOf(text: string, { place, name, binary, part }: SecretContext): Assignment[] {
  if (place === 'env' || place === 'label') return [{ name, value: text }];
  if (place === 'history') return [...text.matchAll(WORD_ASSIGNMENT)].map(toAssignment);
  if (place === 'file' && binary === undefined && isEnvironmentFile(name))
    return [...text.matchAll(LINE_ASSIGNMENT)].filter((match) => !isCut(match, text, part)).map(toAssignment);
  return [];
}

const toAssignment = (match: RegExpMatchArray): Assignment => ({
  name: match.groups?.['name'] ?? '',
  value: (match.groups?.['double'] ?? match.groups?.['single'] ?? match.groups?.['bare'] ?? '').trim(),
});
const WORD_ASSIGNMENT =
  /(?<![\w$.])(?<name>[A-Za-z_]\w{1,63})=(?:"(?<double>[^"\n]{1,4096})"|'(?<single>[^'\n]{1,4096})'|(?<bare>[^\s"';&|]{1,4096}))/gu;
const LINE_ASSIGNMENT =
  /^[ \t]{0,16}(?:export[ \t]{1,4})?(?<name>[A-Za-z_][\w.]{1,63})[ \t]{0,4}[=:][ \t]{0,4}(?:"(?<double>[^"\n]{1,4096})"|'(?<single>[^'\n]{1,4096})'|(?<bare>[^\s#"'][^\r\n#]{0,4095}))/gmu;

function isEnvironmentFile(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return /^(?:\.env(?:\..+)?|.+\.env)$/u.test(name) && !/\.(?:example|sample|template|dist|schema)$/u.test(name);
}

/** The text with every secret that is found in it replaced. */
export function maskFoundSecrets(text: string, context: SecretContext): string {
  return maskSecrets(
    text,
    findSecrets(text, context).map(({ value }) => value),
  );
}

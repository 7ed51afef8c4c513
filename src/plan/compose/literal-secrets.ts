import * as posix from 'node:path/posix';
import type { ComposeProject } from '../../model/facts/compose.js';
import { instructionWords, plainWord } from '../../model/dockerfile-words.js';
import { findSecrets } from '../../model/find-secrets.js';
import { isLikelySecretName, isSecretName } from '../../model/secret-names.js';
import { entriesOf, itemsOf, nodeAt, textOf, textsOf, type Located, type Place } from '../yaml/located.js';
import { isForDevelopment } from './find-setups.js';
import { interpolate } from './interpolate.js';
import { optionSecrets } from './option-secrets.js';

type LiteralSecret = ComposeProject['literalSecrets'][number];

/** Words that stand where a secret could and say that they are none. */
const NONE =
  /^(?:|not?[-_ ]?a?[-_ ]?secret|none|null|unused|(?:dummy|fake|mock)(?:[-_ ].*)?|test(?:ing)?|yes|no|true|false|on|off|\d{1,5}|x+)$/iu;
const MAX = 50;

/** Secrets that stand in a Compose file as it is written; their values stay here. */
export function literalSecrets(path: string, documents: readonly Located[]): LiteralSecret[] {
  const found = new Map<string, LiteralSecret>();
  const add = (at: Place, one: Omit<LiteralSecret, 'file' | 'line' | 'development'>) => {
    // Through an anchor the same line is read for every service.
    const key = `${at.line} ${one.name ?? one.rule}`;
    if (found.size < MAX && !found.has(key))
      found.set(key, { ...at, ...one, development: isForDevelopment(posix.basename(path)) });
  };
  for (const document of documents) {
    for (const [service, { value: spec }] of entriesOf(nodeAt(document, 'services'))) {
      for (const place of [['environment'], ['build', 'args'], ['labels']])
        for (const { name, text, at } of pairsOf(nodeAt(spec, ...place)))
          for (const one of ofVariable(name, text)) add(at, { service, name, ...one });
      for (const key of ['command', 'entrypoint']) {
        const node = nodeAt(spec, key);
        for (const one of ofCommand(node)) if (node !== undefined) add(node.at, { service, ...one });
      }
      const test = nodeAt(spec, 'healthcheck', 'test');
      for (const one of ofCommand(test)) if (test !== undefined) add(test.at, { service, ...one });
    }
    for (const [name, { value }] of entriesOf(nodeAt(document, 'secrets'))) {
      const content = textOf(nodeAt(value, 'content'));
      if (content !== undefined && pure(content) !== '' && !NONE.test(pure(content)))
        add(value.at, { name, rule: 'assigned-secret', title: 'a literal secret', fallback: false });
    }
  }
  return [...found.values()];
}

function pairsOf(node: Located | undefined): { name: string; text: string; at: Place }[] {
  if (node?.kind === 'map')
    return entriesOf(node).map(([name, { at, value }]) => ({ name, text: textOf(value) ?? '', at }));
  return itemsOf(node).flatMap((item) => {
    const text = textOf(item) ?? '';
    const equals = text.indexOf('=');
    return equals < 0 ? [] : [{ name: text.slice(0, equals), text: text.slice(equals + 1), at: item.at }];
  });
}

type Kind = Pick<LiteralSecret, 'rule' | 'title' | 'fallback'>;

/** What of a variable is written there itself, and what is taken when a variable has no value. */
function ofVariable(name: string, text: string): Kind[] {
  const { pieces } = interpolate(text, () => undefined);
  const literal = pieces
    .filter(({ from }) => from === 'text')
    .map((piece) => piece.text)
    .join('');
  const kind = kindOfValue(name, literal, pieces.length === 1 || literal.trim() === '');
  if (kind !== undefined) return [{ ...kind, fallback: false }];
  if (!pieces.some(({ from }) => from === 'default')) return [];
  const fallback = kindOfValue(name, pieces.map((piece) => piece.text).join(''), true);
  return fallback === undefined ? [] : [{ ...fallback, fallback: true }];
}

/** `whole`: nothing of the value comes from a variable. */
function kindOfValue(name: string, value: string, whole: boolean): Omit<Kind, 'fallback'> | undefined {
  if (NONE.test(value)) return undefined;
  const [known] = findSecrets(value, { place: 'env', name });
  if (known !== undefined) return { rule: known.rule, title: known.title };
  const password = /:\/\/[^\s/:@]*:(?<password>[^\s@/]+)@/u.exec(value)?.groups?.['password'];
  if (password !== undefined && !NONE.test(password)) return { rule: 'url-password', title: 'a password in a URL' };
  // A weak password is no better for being easy to guess.
  const named = isSecretName(name) && !isLikelySecretName(name);
  if (!whole || !named || /^(?:\/|\.{1,2}\/|[a-z][a-z0-9+.-]*:\/\/)/iu.test(value)) return undefined;
  return { rule: 'assigned-secret', title: 'a literal secret' };
}

function ofCommand(node: Located | undefined): Kind[] {
  if (node === undefined) return [];
  const words = node.kind === 'list' ? textsOf(node) : instructionWords(textOf(node) ?? '').map(plainWord);
  const text = pure(words.join(' '));
  const [known] = findSecrets(text, { place: 'history', name: '' });
  if (known !== undefined) return [{ rule: known.rule, title: known.title, fallback: false }];
  const [option] = optionSecrets(words).filter(({ value }) => !NONE.test(pure(value)) && !pure(value).startsWith('/'));
  return option === undefined
    ? []
    : [{ rule: 'assigned-secret', title: `a literal secret behind ${option.option}`, fallback: false }];
}

/** Without its variables. Those of a shell inside, `$$NAME`, are none of the file either. */
const pure = (text: string): string =>
  interpolate(text.replaceAll(/\$\$(?:\w+|\{[^}]*\}|\([^)]*\))/gu, ''), () => undefined)
    .pieces.filter(({ from }) => from === 'text')
    .map((piece) => piece.text)
    .join('');

import type { DeployFiles, LocatedDocument } from '../../model/facts/deploy.js';
import { cleanText } from '../../model/clean-text.js';
import { findSecrets } from '../../model/find-secrets.js';
import { isLikelySecretName, isSecretName } from '../../model/secret-names.js';
import type { Located } from '../yaml/located.js';

const MAX_VALUES = 5_000;
const MAX_TEXT = 2_000;
const MASK = '••••••';
/** What stands where a secret could and is none. */
const NONE =
  /^(?:|none|null|true|false|\d{1,7}|change[-_ ]?me.*|replace.*|your[-_ ].*|<[^>]*>|\$.*|x+|example.*|placeholder.*|dummy|fake|not-a-secret|••••••)$/iu;

export interface Described {
  readonly document: LocatedDocument;
  readonly secrets: DeployFiles['secrets'];
}

/** A document as part of a fact: plain, bounded, with lines beside, and with secrets masked where they stand. */
export function describeDocument(root: Located): Described {
  const lines: Record<string, number> = {};
  const secrets: DeployFiles['secrets'] = [];
  let left = MAX_VALUES;
  const masked = (text: string, name: string, at: Located['at']): string => {
    const [known] = findSecrets(text, { place: 'env', name });
    const named =
      isSecretName(name) && !isLikelySecretName(name) && !NONE.test(text) && !/^(?:\/|[a-z]+:\/\/|arn:)/u.test(text);
    const password = /:\/\/[^\s/:@]*:(?!\$)[^\s@/]+@/u.test(text);
    const found =
      known ??
      (named
        ? { rule: 'assigned-secret', title: 'a literal secret' }
        : password
          ? { rule: 'url-password', title: 'a password in a URL' }
          : undefined);
    if (found === undefined || NONE.test(text)) return cleanText(text.slice(0, 10_000), MAX_TEXT);
    secrets.push({ ...at, name: cleanText(name, 100), rule: found.rule, title: found.title });
    return MASK;
  };
  const read = (node: Located, path: string, key: string): LocatedDocument['value'] => {
    left -= 1;
    if (path !== '') lines[path] = node.at.line;
    if (left < 0) return null;
    if (node.kind === 'scalar') return typeof node.value === 'string' ? masked(node.value, key, node.at) : node.value;
    const below = (name: string | number) => (path === '' ? String(name) : `${path}/${name}`);
    if (node.kind === 'list') return node.items.map((item, index) => read(item, below(index), key));
    // `{ name: TOKEN, value: … }` gives the value the name beside it.
    const name = node.entries.get('name')?.value ?? node.entries.get('key')?.value;
    const own = name?.kind === 'scalar' ? name.text : undefined;
    return Object.fromEntries(
      [...node.entries].map(([entry, { at, value }]) => {
        const child = read(value, below(entry), entry === 'value' && own !== undefined ? own : entry);
        lines[below(entry)] = at.line;
        return [entry, child];
      }),
    );
  };
  const value = read(root, '', '');
  return { document: { ...root.at, value, lines }, secrets };
}

import { cleanText } from '../../model/clean-text.js';
import type { SecretFinding } from '../../model/facts/image.js';
import { findSecrets, type SecretContext } from '../../model/find-secrets.js';
import type { SecretPlace } from '../../model/secret-rules.js';
import type { ArchiveScan } from '../../model/layer-scan.js';
import { lookUp, type FileTree } from './file-tree.js';
import { fingerprintOf } from './fingerprint.js';

/** The parts of an image that are not files and may hold a secret. */
export interface ConfigTexts {
  readonly environment: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly history: readonly { readonly instruction: string; readonly emptyLayer: boolean }[];
}

/**
 * Secrets of the config, then of the history: a build argument or ENV stands in the history of every later step and is one
 * secret. `layer` of a history entry is the layer that it made, if it made one.
 */
export function configSecrets(
  { environment, labels, history }: ConfigTexts,
  secretValues: readonly string[],
): SecretFinding[] {
  const found = new Map<string, SecretFinding>();
  const search = (text: string, context: SecretContext, layer?: number) => {
    for (const { rule, title, value } of findSecrets(text, { ...context, secretValues })) {
      const fingerprint = fingerprintOf(value);
      const { place, name } = context;
      if (!found.has(fingerprint))
        found.set(fingerprint, {
          rule,
          title,
          place,
          name: cleanText(name),
          ...(layer === undefined ? {} : { layer }),
          fingerprint,
        });
    }
  };
  for (const variable of environment) {
    const [name = ''] = variable.split('=', 1);
    search(variable.slice(name.length + 1), { place: 'env', name });
  }
  for (const [name, value] of Object.entries(labels)) search(value, { place: 'label', name });
  let layer = -1;
  for (const [index, { instruction, emptyLayer }] of history.entries()) {
    if (!emptyLayer) layer += 1;
    search(instruction, { place: 'history', name: `step ${index + 1}` }, emptyLayer ? undefined : layer);
  }
  return [...found.values()];
}

const MAX_ELSEWHERE = 5;

/**
 * Secrets of the files of all layers but the first `skippedLayers`. A value is one finding, wherever it lies: that of the file
 * that is still visible, else of the lowest layer, with the other places beside it.
 */
export function fileSecrets({ layers }: ArchiveScan, { root }: FileTree, skippedLayers: number): SecretFinding[] {
  const found = new Map<string, Map<string, SecretFinding>>();
  for (const [layer, { secrets }] of layers.entries()) {
    if (layer < skippedLayers) continue;
    for (const { rule, title, path, inside, fingerprint } of secrets) {
      const node = lookUp(root, path)?.node;
      const visible = node?.layer === layer && node.entry.path === path;
      const place: SecretPlace = 'file';
      const name = cleanText(inside === undefined ? path : `${path}!${inside}`);
      const finding = { rule, title, place, name, layer, fingerprint, ...(visible ? {} : { deleted: true }) };
      const places = found.get(fingerprint) ?? new Map<string, SecretFinding>();
      found.set(fingerprint, places);
      if (visible || !places.has(name)) places.set(name, finding);
    }
  }
  return [...found.values()].flatMap((places) => {
    const [first, ...others] = [...places.values()].sort(byVisibility);
    if (first === undefined) return [];
    const elsewhere = others.slice(0, MAX_ELSEWHERE).map(({ name }) => name);
    return [{ ...first, ...(elsewhere.length === 0 ? {} : { elsewhere, copies: others.length }) }];
  });
}

/** Bytecode has what its source has; the source is what a person looks at. */
const isMade = ({ name }: SecretFinding): boolean => /\.(?:pyc|map|class)$/u.test(name);

const byVisibility = (a: SecretFinding, b: SecretFinding): number =>
  Number(a.deleted ?? false) - Number(b.deleted ?? false) ||
  Number(isMade(a)) - Number(isMade(b)) ||
  (a.layer ?? 0) - (b.layer ?? 0) ||
  (a.name < b.name ? -1 : 1);

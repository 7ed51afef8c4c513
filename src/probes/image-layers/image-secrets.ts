import { cleanText } from '../../model/clean-text.js';
import type { SecretFinding } from '../../model/facts/image.js';
import { findSecrets, type SecretContext } from '../../model/find-secrets.js';
import type { SecretPlace } from '../../model/secret-rules.js';
import type { ArchiveScan } from './scan-archive.js';
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

/** Secrets of the files of all layers but the first `skippedLayers`, each once a file, with whether it is still visible. */
export function fileSecrets({ layers }: ArchiveScan, { root }: FileTree, skippedLayers: number): SecretFinding[] {
  const found = new Map<string, SecretFinding>();
  for (const [layer, { secrets }] of layers.entries()) {
    if (layer < skippedLayers) continue;
    for (const { rule, title, path, fingerprint } of secrets) {
      const key = `${path}\0${fingerprint}`;
      const node = lookUp(root, path)?.node;
      const visible = node?.layer === layer && node.entry.path === path;
      const place: SecretPlace = 'file';
      const finding = { rule, title, place, name: cleanText(path), layer, fingerprint };
      if (visible) found.set(key, finding);
      else if (!found.has(key)) found.set(key, { ...finding, deleted: true });
    }
  }
  return [...found.values()];
}

import type { Severity } from '../../model/finding.js';
import { asReason, NO_ID, NO_LIST, type PeerEntry, type PeerFile, type PeerRemainder } from './peer-entry.js';
import { fieldsOf, itemsOf, readYamlFile, textOf } from './yaml-file.js';

const SEVERITIES: Readonly<Record<string, Severity>> = {
  error: 'error',
  warning: 'warning',
  info: 'info',
  style: 'info',
};

/** `.hadolint.yaml`: what is ignored, and what counts as something else. https://github.com/hadolint/hadolint#configure */
export function readHadolint(text: string, file: string): PeerFile {
  const { pairs, lineOf } = readYamlFile(text, file);
  const entries: PeerEntry[] = [];
  const remainders: PeerRemainder[] = [];
  const take = (what: string, line: number, list: unknown, more: Partial<PeerEntry>) => {
    const items = itemsOf(list);
    if (items === undefined) remainders.push({ what, file, line, because: NO_LIST });
    for (const { node, comments } of items ?? []) {
      const id = textOf(node);
      if (id === undefined) remainders.push({ what, file, line: lineOf(node), because: NO_ID });
      else entries.push({ id, file, line: lineOf(node), ...asReason(comments), ...more });
    }
  };
  for (const { key, line, value } of pairs) {
    if (key === 'ignored') take(key, line, value, {});
    else if (key === 'override')
      for (const [level, list] of fieldsOf(value)) {
        const severity = SEVERITIES[level];
        const what = `override.${level}`;
        if (severity === undefined) remainders.push({ what, file, line, because: 'hadolint has no such severity' });
        else take(what, line, list, { severity });
      }
    else remainders.push({ what: key, file, line, because: WHY_NOT[key] ?? 'mcp-dock has no setting like it' });
  }
  return { entries, remainders };
}

const WHY_NOT: Readonly<Record<string, string>> = {
  'failure-threshold': 'it is --fail-on of a run',
  format: 'it is --format of a run',
  'no-fail': 'it is --fail-on never of a run',
  trustedRegistries: 'no check asks from which registry an image comes',
};

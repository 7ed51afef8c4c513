import { cleanText } from '../../model/clean-text.js';
import type { ImageContents, SecretFinding } from '../../model/facts/image.js';
import type { Facts } from '../../model/facts.js';
import { baseLayers } from './base-layers.js';
import { classifyFiles, type Found } from './classify-files.js';
import { buildFileTree } from './file-tree.js';
import { configSecrets, fileSecrets, type ConfigTexts } from './image-secrets.js';
import { imageUser } from './image-user.js';
import { scanLimits } from './limits.js';
import { resolvePrograms, type ProgramSource } from './resolve-programs.js';
import type { ArchiveScan } from '../../model/layer-scan.js';

export interface ContentsInput {
  readonly scan: ArchiveScan;
  readonly config: ProgramSource & ConfigTexts & { readonly user: string };
  /** Masked instructions of the entries that made a layer, lowest first. */
  readonly instructions: readonly string[];
  readonly base: Facts['baseImage'] | undefined;
  readonly secretValues: readonly string[];
}

/** The fact from what one pass over the layers saw: sorted, bounded, cleaned. */
export function describeContents({ scan, config, instructions, base, secretValues }: ContentsInput): ImageContents {
  const tree = buildFileTree(scan.layers);
  const documents = new Map(scan.layers.flatMap(({ documents }) => [...documents]));
  const classes = classifyFiles(tree, config.workingDir);
  const owner = baseLayers(base, instructions);
  const wasted = [...tree.wasted].map(([path, sizeBytes]) => ({ path, sizeBytes }));
  const truncated = new Set(scan.truncated);
  const list = <Item>(name: string, items: readonly Item[]): Item[] => {
    if (items.length > scanLimits.listed) truncated.add(name);
    return items.slice(0, scanLimits.listed);
  };
  const files = (name: string, found: readonly Found[], order = byPath): Found[] =>
    list(name, found.toSorted(order)).map((one) => ({ ...one, path: cleanText(one.path) }));
  const unopened = list('unopened', scan.unopened).map((path) => cleanText(path));
  const release = osRelease(documents.get('/etc/os-release') ?? documents.get('/usr/lib/os-release'));

  return {
    layers: scan.layers.map(({ sizeBytes, files }, index) => ({
      index,
      sizeBytes,
      files,
      instruction: cleanText(instructions[index] ?? ''),
      fromBase: index < owner.fromBase,
    })),
    ...(release === undefined ? {} : { osRelease: release }),
    resolved: resolvePrograms(tree, config, imageUser(config.user, documents)),
    secrets: list('secrets', [
      ...configSecrets(config, secretValues),
      ...fileSecrets(scan, tree, owner.public).sort(bySecret),
    ]),
    buildTools: files('buildTools', classes.buildTools),
    packageCaches: files('packageCaches', classes.packageCaches),
    ignoredFiles: files('ignoredFiles', classes.ignoredFiles),
    devDependencies: list(
      'devDependencies',
      classes.devDependencies.sort((a, b) => compare(a.name, b.name) || compare(a.path, b.path)),
    ).map((one) => ({ ...one, path: cleanText(one.path) })),
    mcpSdks: list(
      'mcpSdks',
      classes.mcpSdks.sort((a, b) => compare(a.path, b.path)),
    ).map((one) => ({ ...one, path: cleanText(one.path) })),
    setuid: files('setuid', classes.setuid),
    worldWritable: files('worldWritable', classes.worldWritable),
    wastedBytes: wasted.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    // The largest are enough to see what happened; that there are more is no loss.
    wasted: wasted
      .sort(bySize)
      .slice(0, LARGEST)
      .map(({ path, sizeBytes }) => ({ path: cleanText(path), sizeBytes })),
    totalBytes: scan.layers.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    largestFiles: largest(classes.files.sort(bySize), owner.fromBase).map((one) => ({
      ...one,
      path: cleanText(one.path),
    })),
    truncated: [...truncated].sort(),
    ...(unopened.length === 0 ? {} : { unopened }),
  };
}

const LARGEST = 20;

/** Of all, and of those over the base: a base has enough large files to push out every other. */
function largest(bySizes: readonly Found[], fromBase: number): Found[] {
  const own = new Set(bySizes.filter(({ layer }) => layer >= fromBase).slice(0, LARGEST));
  return bySizes.filter((one, index) => index < LARGEST || own.has(one));
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const byPath = (a: Found, b: Found): number => compare(a.path, b.path);
const bySize = (a: { sizeBytes: number; path: string }, b: { sizeBytes: number; path: string }): number =>
  b.sizeBytes - a.sizeBytes || compare(a.path, b.path);
const bySecret = (a: SecretFinding, b: SecretFinding): number =>
  compare(a.name, b.name) || compare(a.rule, b.rule) || compare(a.fingerprint, b.fingerprint);

function osRelease(text: string | undefined): ImageContents['osRelease'] {
  if (text === undefined) return undefined;
  const value = (key: string) =>
    cleanText(new RegExp(`^${key}=["']?(?<value>[^"'\\r\\n]*)`, 'mu').exec(text)?.groups?.['value'] ?? '', 100);
  return { id: value('ID'), versionId: value('VERSION_ID'), name: value('PRETTY_NAME') };
}

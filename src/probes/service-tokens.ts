import { join, posix } from 'node:path';
import { parseEnvFile } from '../model/env-file.js';
import type { Facts } from '../model/facts.js';
import { findSetups } from '../plan/compose/find-setups.js';
import { readComposeFile } from '../plan/compose/read-file.js';
import { mergeSetup } from '../plan/compose/read-setup.js';
import {
  entriesOf,
  entryAt,
  itemsOf,
  nodeAt,
  textAt,
  textOf,
  type LocatedMap,
  type Place,
} from '../plan/yaml/located.js';
import { defineProbe, NotApplicable } from './define-probe.js';
import { composeTexts } from './project-files/compose-texts.js';
import { projectBuilds, requireProject } from './project-files/project-builds.js';
import { readBounded } from './project-files/read-bounded.js';

/** The token with which a server shows its backend who it is. */
const TOKEN = 'SERVICE_AUTH_TOKEN';
const MAX_BYTES = 65_536;

interface Holder {
  readonly file: string;
  readonly line?: number;
  readonly service?: string;
  readonly setup: string;
  readonly value: string;
}

export default defineProbe({
  fact: 'serviceTokens',
  title: 'Compare the service tokens',
  timeoutMs: 10_000,
  async collect(context) {
    requireProject(context.target);
    const { cwd } = context;
    const read = async (path: string) => (await readBounded(join(cwd, path), MAX_BYTES).catch(() => undefined))?.text;
    const holders = [...(await inFiles(context, read)), ...(await inServices(context, read))];
    if (holders.length === 0) throw new NotApplicable(`Nothing in this folder names ${TOKEN}.`);
    const groups = [...new Set(holders.map(({ value }) => value).filter((value) => value !== ''))];
    return holders.map(({ value, ...holder }): Facts['serviceTokens'][number] => ({
      ...holder,
      variable: TOKEN,
      // Which of them are equal, and nothing else, leaves this place.
      ...(value !== '' && { group: groups.indexOf(value) }),
    }));
  },
});

type Read = (path: string) => Promise<string | undefined>;

/** Files of variables of the project and of what else it builds, which are started without Compose as well. */
async function inFiles(context: Parameters<typeof projectBuilds>[0], read: Read): Promise<Holder[]> {
  const builds = await projectBuilds(context);
  const folders = [...new Set(['.', ...builds.map((build) => build.context), 'backend', 'api'])].filter(
    (folder) => !folder.startsWith('..'),
  );
  const found = await Promise.all(
    folders.map(async (folder): Promise<Holder[]> => {
      const file = posix.join(folder, '.env');
      const entry = parseEnvFile((await read(file)) ?? '').entries.findLast(({ key }) => key === TOKEN);
      return entry === undefined ? [] : [{ file, line: entry.line, setup: '.env', value: entry.value }];
    }),
  );
  return found.flat();
}

async function inServices(
  context: { cwd: string; environment: Readonly<Record<string, string | undefined>> },
  read: Read,
): Promise<Holder[]> {
  const given = await composeTexts(context, { clear: true });
  const whole = (path: string) =>
    entriesOf(nodeAt(readComposeFile(path, given.texts.get(path) ?? '', given.lookup).tree, 'services')).every(
      ([, { value }]) => nodeAt(value, 'image') !== undefined || nodeAt(value, 'build') !== undefined,
    );
  const holders: Holder[] = [];
  for (const { files } of findSetups(given.paths, { whole, named: given.named })) {
    const { tree } = mergeSetup(files, given);
    const setup = files.join(' + ');
    for (const [service, { value }] of entriesOf(nodeAt(tree, 'services'))) {
      const found = await tokenOf(value as LocatedMap, tree, read, posix.dirname(files[0] ?? '.'));
      if (found !== undefined) holders.push({ ...found.at, service, setup, value: found.value });
    }
  }
  return holders;
}

/** In the order in which a server looks: a file, the environment, and files of variables. */
async function tokenOf(
  service: LocatedMap,
  tree: LocatedMap,
  read: Read,
  directory: string,
): Promise<{ at: Place; value: string } | undefined> {
  const file = entryAt(service, 'environment', `${TOKEN}_FILE`);
  const path = textOf(file?.value);
  if (file !== undefined && path !== undefined && path !== '') {
    const name = path.replace(/^\/run\/secrets\//u, '');
    const source = itemsOf(nodeAt(service, 'secrets'))
      .map((item) => textAt(item, 'source') ?? textOf(item))
      .includes(name)
      ? textAt(tree, 'secrets', name, 'file')
      : undefined;
    const value = source === undefined ? undefined : await read(posix.join(directory, source));
    return value === undefined ? undefined : { at: file.at, value: value.trim() };
  }
  const own = entryAt(service, 'environment', TOKEN);
  if (own !== undefined && textOf(own.value) !== undefined) return { at: own.at, value: textOf(own.value) ?? '' };
  for (const item of itemsOf(nodeAt(service, 'env_file')).toReversed()) {
    const text = await read(posix.join(directory, textAt(item, 'path') ?? ''));
    const entry = parseEnvFile(text ?? '').entries.findLast(({ key }) => key === TOKEN);
    if (entry !== undefined) return { at: item.at, value: entry.value };
  }
  return undefined;
}

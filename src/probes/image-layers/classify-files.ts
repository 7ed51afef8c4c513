import { posix } from 'node:path';
import type { ImageContents } from '../../model/facts/image.js';
import type { McpSdk } from '../../model/facts/sdks.js';
import { mcpSdkOf } from './mcp-sdks.js';
import { nodesBelow, type FileTree } from './file-tree.js';
import * as known from './known-files.js';

export interface Found {
  readonly path: string;
  readonly layer: number;
  readonly sizeBytes: number;
}

/** The files of the final file system by what is remarkable about them; whole and unsorted. */
export interface FileClasses {
  readonly buildTools: Found[];
  readonly packageCaches: Found[];
  readonly ignoredFiles: Found[];
  readonly devDependencies: ImageContents['devDependencies'];
  readonly mcpSdks: McpSdk[];
  readonly setuid: Found[];
  readonly worldWritable: Found[];
  readonly files: Found[];
}

const SETUID_OR_SETGID = 0o6000;
const STICKY = 0o1000;
const OTHERS_WRITE = 0o002;

/** Sorts every file once. `workingDir` says where the app lives. */
export function classifyFiles({ root }: FileTree, workingDir: string): FileClasses {
  const app = posix.resolve('/', workingDir);
  const appFolders = app === '/' ? known.USUAL_APP_FOLDERS : [app];
  const caches = new Map<string, Found>();
  const ignored = new Map<string, Found>();
  const classes: FileClasses = {
    buildTools: [],
    packageCaches: [],
    ignoredFiles: [],
    devDependencies: [],
    mcpSdks: [],
    setuid: [],
    worldWritable: [],
    files: [],
  };

  for (const { entry, layer } of nodesBelow(root)) {
    const { path, type, mode, sizeBytes } = entry;
    const found = { path, layer, sizeBytes };
    if ((type === 'file' || type === 'directory') && (mode & OTHERS_WRITE) !== 0)
      if (!(type === 'directory' && (mode & STICKY) !== 0) && !known.WRITABLE_BY_CUSTOM.test(path))
        classes.worldWritable.push(found);
    if (type !== 'file') continue;
    classes.files.push(found);
    if ((mode & SETUID_OR_SETGID) !== 0 && (mode & 0o111) !== 0) classes.setuid.push(found);
    if (known.BUILD_TOOLS.some((tool) => tool.test(path))) classes.buildTools.push(found);
    add(caches, known.CACHE_MARKERS.test(path) ? undefined : groupOf(path, known.PACKAGE_CACHES), found);
    add(ignored, ignoredIn(path, appFolders), found);
    const sdk = mcpSdkOf(path);
    if (sdk !== undefined) classes.mcpSdks.push(sdk);
    const name = devDependency(path);
    if (name !== undefined) classes.devDependencies.push({ name, path: posix.dirname(path), layer });
  }
  classes.packageCaches.push(...caches.values());
  classes.ignoredFiles.push(...ignored.values());
  return classes;
}

/** Adds a file to the folder that stands for it, in the lowest layer that writes there. */
function add(folders: Map<string, Found>, path: string | undefined, { layer, sizeBytes }: Found): void {
  if (path === undefined) return;
  const before = folders.get(path);
  folders.set(path, {
    path,
    layer: Math.min(layer, before?.layer ?? layer),
    sizeBytes: sizeBytes + (before?.sizeBytes ?? 0),
  });
}

function groupOf(path: string, patterns: readonly RegExp[]): string | undefined {
  for (const pattern of patterns) {
    const group = pattern.exec(path)?.[1];
    if (group !== undefined) return group;
  }
  return undefined;
}

/** What packages bring with them is theirs: only their caches are a leftover. */
const IN_PACKAGES = /\/(?:node_modules(?!\/\.cache\/)|site-packages|dist-packages|vendor)\//u;

function ignoredIn(path: string, appFolders: readonly string[]): string | undefined {
  const folder = appFolders.find((app) => path.startsWith(`${app}/`));
  if (folder === undefined || IN_PACKAGES.test(path.slice(folder.length))) return groupOf(path, known.IGNORED_ANYWHERE);
  const below = groupOf(path.slice(folder.length), known.IGNORED_IN_APP);
  return below === undefined ? groupOf(path, known.IGNORED_ANYWHERE) : `${folder}${below}`;
}

function devDependency(path: string): string | undefined {
  // The programs that npm installs for everyone (npm itself, yarn) are of the base.
  const node =
    /^(?!\/usr\/(?:local\/)?lib\/node_modules\/).*\/node_modules\/((?:@[^/]+\/)?[^/]+)\/package\.json$/u.exec(path);
  if (node?.[1] !== undefined) return known.NODE_DEV_PACKAGES.has(node[1]) ? node[1] : undefined;
  const python = /\/(?:site|dist)-packages\/([^/]+?)-[^/-]+\.dist-info\/METADATA$/u.exec(path)?.[1];
  const name = python?.toLowerCase().replaceAll(/[-_.]+/gu, '-');
  return name !== undefined && known.PYTHON_DEV_PACKAGES.has(name) ? name : undefined;
}

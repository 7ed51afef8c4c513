import { createHash } from 'node:crypto';
import type { PlatformPath } from 'node:path';
import { z } from 'zod';
import { McpDockError } from '../../errors/mcp-dock-error.js';
import { jsonOrUndefined } from '../../model/json-or-undefined.js';

/** Reads a file; undefined when there is none. */
export type ReadFile = (path: string) => Promise<Buffer | undefined>;

/** The docker CLI's folder of settings. */
export interface ConfigFolder {
  readonly directory: string;
  readonly path: Pick<PlatformPath, 'join'>;
  readonly readFile: ReadFile;
}

export interface TlsFiles {
  readonly ca?: Buffer;
  readonly cert?: Buffer;
  readonly key?: Buffer;
}

/** What a context says of its engine. */
export interface DockerContext {
  readonly host: string;
  readonly skipVerify: boolean;
  readonly tls: TlsFiles;
}

const metaSchema = z.object({
  Endpoints: z.object({
    docker: z.object({ Host: z.string().min(1), SkipTLSVerify: z.boolean().optional() }),
  }),
});

/** `currentContext` of config.json; a file that cannot be read counts as none, as it does for the docker CLI. */
export async function currentContext({ directory, path, readFile }: ConfigFolder): Promise<string | undefined> {
  const text = await readFile(path.join(directory, 'config.json')).catch(() => undefined);
  const parsed = z.object({ currentContext: z.string() }).safeParse(jsonOrUndefined(text?.toString('utf8')));
  return parsed.success && parsed.data.currentContext !== '' ? parsed.data.currentContext : undefined;
}

/** Reads the context from the CLI's store. Throws ENGINE_CONTEXT_INVALID. */
export async function readContext(name: string, folder: ConfigFolder): Promise<DockerContext> {
  const { directory, path, readFile } = folder;
  const id = createHash('sha256').update(name).digest('hex');
  const file = path.join(directory, 'contexts', 'meta', id, 'meta.json');
  const text = await readFile(file);
  if (text === undefined) {
    throw new McpDockError('ENGINE_CONTEXT_INVALID', {
      context: name,
      reason: `there is no context of that name in ${path.join(directory, 'contexts')}.`,
    });
  }
  const meta = metaSchema.safeParse(jsonOrUndefined(text.toString('utf8')));
  if (!meta.success) {
    throw new McpDockError('ENGINE_CONTEXT_INVALID', {
      context: name,
      reason: `${file} names no Docker endpoint.`,
    });
  }
  const { Host: host, SkipTLSVerify: skipVerify = false } = meta.data.Endpoints.docker;
  const tls = await readTlsFiles(path.join(directory, 'contexts', 'tls', id, 'docker'), folder);
  return { host, skipVerify, tls };
}

/** `ca.pem`, `cert.pem` and `key.pem` of a folder, as far as they are there. */
export async function readTlsFiles(
  directory: string,
  { path, readFile }: Pick<ConfigFolder, 'path' | 'readFile'>,
): Promise<TlsFiles> {
  const [ca, cert, key] = await Promise.all(
    ['ca.pem', 'cert.pem', 'key.pem'].map((name) => readFile(path.join(directory, name))),
  );
  return { ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) };
}

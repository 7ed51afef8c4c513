import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileFault } from '../errors/file-fault.js';
import { McpDockError } from '../errors/mcp-dock-error.js';

/** BuildKit refuses secrets above 500 KB. */
const MAX_BYTES = 480 * 1000;

export interface CaFile {
  /** Absolute. */
  readonly path: string;
  /** Who named it: `--ca-file`, `build.caFile`, `MCP_DOCK_CA_FILE` or `NODE_EXTRA_CA_CERTS`. */
  readonly from: string;
  readonly pem: Buffer;
}

export interface CaFileInput {
  /** Value of --ca-file, relative to `cwd`. */
  readonly flag?: string | undefined;
  /** `build.caFile` of the config, relative to `directory`. */
  readonly configFile?: string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Folder of the project. */
  readonly directory: string;
  /** Folder in which the user stands; the project's when absent. */
  readonly cwd?: string;
}

/**
 * The extra certificate authorities that a build gets: the first that somebody named.
 * Throws CA_FILE_INVALID. A file of NODE_EXTRA_CA_CERTS that is missing or no PEM is passed over, as Node does.
 */
export async function findCaFile(input: CaFileInput): Promise<CaFile | undefined> {
  const { environment, directory, cwd = directory } = input;
  const named = [
    { from: '--ca-file', value: input.flag, base: cwd },
    { from: 'build.caFile', value: input.configFile, base: directory },
    { from: 'MCP_DOCK_CA_FILE', value: environment['MCP_DOCK_CA_FILE'], base: cwd },
    { from: 'NODE_EXTRA_CA_CERTS', value: environment['NODE_EXTRA_CA_CERTS'], base: cwd },
  ].find(({ value }) => value !== undefined && value !== '');
  if (named?.value === undefined) return undefined;
  const path = resolve(named.base, named.value);
  try {
    return { path, from: named.from, pem: await readPem(path, named.from) };
  } catch (error) {
    if (named.from === 'NODE_EXTRA_CA_CERTS') return undefined;
    throw error;
  }
}

async function readPem(path: string, from: string): Promise<Buffer> {
  const refuse = (reason: string, cause?: unknown) =>
    new McpDockError('CA_FILE_INVALID', { path, from, reason }, { cause });
  const pem = await readFile(path).catch((cause: NodeJS.ErrnoException) => {
    throw refuse(`${fileFault(cause)}.`, cause);
  });
  if (pem.length > MAX_BYTES)
    throw refuse(`it has ${Math.ceil(pem.length / 1000)} KB, and a build takes 480 KB at most.`);
  const text = pem.toString('latin1');
  if (text.includes('PRIVATE KEY-----')) throw refuse('it holds a private key, which a build has no use for.');
  const blocks = text.match(/-----BEGIN (?:TRUSTED )?CERTIFICATE-----[\s\S]*?-----END (?:TRUSTED )?CERTIFICATE-----/gu);
  if (blocks === null) throw refuse('it holds no PEM certificate.');
  for (const [index, block] of blocks.entries()) {
    try {
      void new X509Certificate(block).fingerprint256;
    } catch (cause) {
      throw refuse(`certificate ${index + 1} of ${blocks.length} cannot be read.`, cause);
    }
  }
  return pem;
}

import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { crc32, gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';

/** Two package indexes in one, each with one package, for whoever knows the login. */
export interface PrivateIndexes extends AsyncDisposable {
  readonly port: number;
  /** `GET /path 401`, in the order in which they were answered. */
  readonly answers: readonly string[];
  /** Of the npm package: what a lock file holds. */
  readonly integrity: string;
}

export interface PrivatePackages {
  /** Password of `__token__` in Python, bearer token of npm. */
  readonly token: string;
  /** Scoped. */
  readonly npm: string;
  readonly python: string;
  /** As registries do that tell nobody what they have: 404 for who has no token. */
  readonly hides?: boolean;
}

/** Listens on every address of this machine, so that build steps can reach it under that of their gateway. */
export async function startPrivateIndexes({
  token,
  npm,
  python,
  hides = false,
}: PrivatePackages): Promise<PrivateIndexes> {
  const tarball = await npmTarball(npm);
  const integrity = `sha512-${createHash('sha512').update(tarball).digest('base64')}`;
  const wheelName = `${python}-1.0.0-py3-none-any.whl`;
  const basic = `Basic ${Buffer.from(`__token__:${token}`).toString('base64')}`;
  const answers: string[] = [];

  function answer(request: IncomingMessage, response: ServerResponse): void {
    const path = decodeURIComponent(request.url ?? '/');
    const reply = (status: number, body: string | Buffer, headers: Record<string, string> = {}) => {
      answers.push(`${request.method} ${path} ${status}`);
      response.writeHead(status, headers).end(body);
    };
    const { authorization, host = '' } = request.headers;
    const isPython = path.startsWith('/simple/') || path.startsWith('/files/');
    if (authorization !== (isPython ? basic : `Bearer ${token}`)) {
      if (hides && !isPython) return reply(404, '{"error":"Not found"}', JSON_TYPE);
      return reply(401, '{"error":"Log in"}', {
        ...JSON_TYPE,
        'www-authenticate': isPython ? 'Basic realm="acme"' : 'Bearer',
      });
    }
    if (path === `/${npm}`) {
      const version = { name: npm, version: '1.0.0', dist: { tarball: `http://${host}/package.tgz`, integrity } };
      return reply(
        200,
        JSON.stringify({ name: npm, 'dist-tags': { latest: '1.0.0' }, versions: { '1.0.0': version } }),
        JSON_TYPE,
      );
    }
    if (path === '/package.tgz') return reply(200, tarball);
    if (path === `/simple/${python}/`)
      return reply(200, `<!DOCTYPE html><a href="/files/${wheelName}">${wheelName}</a>`, {
        'content-type': 'text/html',
      });
    if (path === `/files/${wheelName}`) return reply(200, wheel(python));
    return reply(404, '{}', JSON_TYPE);
  }
  const server = createServer(answer).listen(0, '0.0.0.0');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    answers,
    integrity,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
    },
  };
}

const JSON_TYPE = { 'content-type': 'application/json' };

async function npmTarball(name: string): Promise<Buffer> {
  const tar = pack();
  tar.entry({ name: 'package/package.json' }, JSON.stringify({ name, version: '1.0.0' }));
  tar.finalize();
  return gzipSync(await buffer(tar));
}

function wheel(name: string): Buffer {
  const info = `${name}-1.0.0.dist-info`;
  return storedZip({
    [`${name}.py`]: 'GREETING = "hello"\n',
    [`${info}/METADATA`]: `Metadata-Version: 2.1\nName: ${name}\nVersion: 1.0.0\n`,
    [`${info}/WHEEL`]: 'Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n',
    [`${info}/RECORD`]: `${name}.py,,\n${info}/METADATA,,\n${info}/WHEEL,,\n${info}/RECORD,,\n`,
  });
}

/** Files without compression: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT */
function storedZip(files: Readonly<Record<string, string>>): Buffer {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, text] of Object.entries(files)) {
    const [path, content] = [Buffer.from(name), Buffer.from(text)];
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    // 1985-10-26
    fields.writeUInt16LE((5 << 9) | (10 << 5) | 26, 8);
    fields.writeUInt32LE(crc32(content), 10);
    fields.writeUInt32LE(content.length, 14);
    fields.writeUInt32LE(content.length, 18);
    fields.writeUInt16LE(path.length, 22);
    const local = Buffer.concat([Buffer.from('PK\u0003\u0004'), fields, path, content]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from('PK\u0001\u0002'), Buffer.from([20, 0]), fields, rest, path]));
    bodies.push(local);
    offset += local.length;
  }
  const list = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(directory.length, 4);
  end.writeUInt16LE(directory.length, 6);
  end.writeUInt32LE(list.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...bodies, list, Buffer.from('PK\u0005\u0006'), end]);
}

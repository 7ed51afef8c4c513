import type { ForeignChoices } from './foreign-choices.js';

/**
 * The probe of an image that serves HTTP, by the runtime that is in it: of its health route where one was found, else of the port
 * alone. In an image of two transports it asks nothing of a container that speaks stdio. Undefined where the arguments of the two
 * do not tell them apart, and for stdio alone.
 */
export function foreignHealthcheck({ runtime, transports, healthPath }: ForeignChoices): readonly string[] | undefined {
  const { http, stdio } = transports;
  if (http === undefined) return undefined;
  const guard = stdio === undefined ? undefined : markOf(http.args, stdio.args);
  if (stdio !== undefined && guard === undefined) return undefined;
  return runtime === 'node'
    ? ['node', '-e', nodeProbe(http.port, healthPath, guard)]
    : ['python', '-c', pythonProbe(http.port, healthPath, guard)];
}

interface Mark {
  readonly word: string;
  readonly means: 'http' | 'stdio';
}

function markOf(http: readonly string[], stdio: readonly string[]): Mark | undefined {
  const ofHttp = http.find((word) => !stdio.includes(word));
  if (ofHttp !== undefined) return { word: ofHttp, means: 'http' };
  const ofStdio = stdio.find((word) => !http.includes(word));
  return ofStdio === undefined ? undefined : { word: ofStdio, means: 'stdio' };
}

function nodeProbe(port: number, path: string | undefined, mark: Mark | undefined): string {
  const guard =
    mark === undefined
      ? ''
      : `if (${mark.means === 'http' ? '!' : ''}require('fs').readFileSync('/proc/1/cmdline', 'utf8').split(String.fromCharCode(0)).includes(${quoted(mark.word)})) process.exit(0); `;
  return path === undefined
    ? `${guard}require('net').connect(${port}, '127.0.0.1').setTimeout(4000, () => process.exit(1)).on('connect', () => process.exit(0)).on('error', () => process.exit(1))`
    : `${guard}fetch(${quoted(`http://127.0.0.1:${port}${path}`)}, { signal: AbortSignal.timeout(4000) }).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))`;
}

function pythonProbe(port: number, path: string | undefined, mark: Mark | undefined): string {
  const guard =
    mark === undefined
      ? ''
      : `import sys; ${quoted(mark.word)} ${mark.means === 'http' ? 'not in' : 'in'} open('/proc/1/cmdline').read().split(chr(0)) and sys.exit(0); `;
  return path === undefined
    ? `${guard}import socket; socket.create_connection(('127.0.0.1', ${port}), 4).close()`
    : `${guard}import urllib.request; urllib.request.urlopen(${quoted(`http://127.0.0.1:${port}${path}`)}, timeout=4)`;
}

/** A text in single quotes, for JavaScript and Python alike. */
const quoted = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", String.raw`\'`)}'`;

import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { Agent, type ClientRequestArgs } from 'node:http';
import { Duplex, type Readable, type Writable } from 'node:stream';
import { cleanLines } from '../../model/clean-text.js';
import type { EngineEndpoint } from '../../model/engine-endpoint.js';

/**
 * Connects as the docker CLI does: by the `ssh` program with the user's keys, config and known hosts, and
 * `docker system dial-stdio` on the other side.
 */
export class SshAgent extends Agent {
  readonly #args: readonly string[];

  constructor({ host = '', username, port }: EngineEndpoint) {
    super({ keepAlive: false });
    this.#args = [
      '-o',
      'ConnectTimeout=30',
      '-o',
      'BatchMode=yes',
      '-T',
      ...(username === undefined ? [] : ['-l', username]),
      ...(port === undefined ? [] : ['-p', String(port)]),
      '--',
      host,
      'docker',
      'system',
      'dial-stdio',
    ];
  }

  override createConnection(
    _options: ClientRequestArgs,
    callback?: (error: Error | null, stream: Duplex) => void,
  ): Duplex | null | undefined {
    const connection = new SshConnection(spawn('ssh', this.#args, { stdio: ['pipe', 'pipe', 'pipe'] }));
    callback?.(null, connection);
    return callback === undefined ? connection : undefined;
  }
}

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

/** The stdio of a child process as one socket. */
class SshConnection extends Duplex {
  readonly #child: Child;
  #complaint = '';
  #heard = false;

  constructor(child: Child) {
    // Ending our half must leave the other open: it still has the answer to give.
    super({ allowHalfOpen: true });
    this.#child = child;
    child.stdout.on('data', (chunk: Buffer) => {
      this.#heard = true;
      if (!this.push(chunk)) child.stdout.pause();
    });
    child.stderr.on('data', (chunk: Buffer) => (this.#complaint = (this.#complaint + chunk.toString()).slice(-2000)));
    child.stdin.on('error', () => {
      // The process is gone; its end says why.
    });
    child.once('error', (error) => this.destroy(sshError(`ssh could not be started: ${error.message}`)));
    child.once('close', (code) => {
      if (code === 0 || this.#heard) this.push(null);
      else this.destroy(sshError(cleanLines(this.#complaint, 1)[0] ?? `ssh ended with status ${code ?? 'unknown'}`));
    });
  }

  override _read(): void {
    this.#child.stdout.resume();
  }

  override _write(chunk: Buffer, encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    // Why it cannot be written, the end of the process says better.
    this.#child.stdin.write(chunk, encoding, () => done());
  }

  override _final(done: () => void): void {
    this.#child.stdin.end(() => done());
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#child.kill();
    done(error);
  }

  // What `http` expects of a socket.
  setTimeout = () => this;
  setNoDelay = () => this;
  setKeepAlive = () => this;
  ref = () => this;
  unref = () => this;
}

const sshError = (message: string) => Object.assign(new Error(message), { code: 'ESSH' });

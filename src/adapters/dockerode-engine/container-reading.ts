import { McpDockError } from '../../errors/mcp-dock-error.js';
import type { Engine, ExecResult } from '../../ports/engine.js';
import type { Calls } from './calls.js';
import type { InspectedContainer } from './container-state.js';
import { containerPath } from './containers.js';
import { containerChanges, containerUsage } from './container-usage.js';
import { FrameReader, type StreamName } from './demultiplex.js';
import { parseTop, type TopAnswer } from './parse-top.js';

type ReadingMethods = Pick<
  Engine,
  'containerLogs' | 'containerProcesses' | 'containerMemory' | 'containerUsage' | 'containerChanges' | 'exec'
>;

const MAX_LOG_BYTES = 1024 * 1024;
const MAX_EXEC_BYTES = 64 * 1024;
const EXEC_LIMIT_MS = 10_000;
const LOG_LIMIT_MS = 30_000;

/** What can be learned of a container while it is there. */
export function readingMethods(calls: Calls): ReadingMethods {
  const inspect = (id: string) =>
    calls.json<InspectedContainer>({
      path: `${containerPath(id)}/json`,
      during: 'inspecting the container',
      container: id,
    });

  return {
    async containerLogs(id, tail) {
      const { Config } = await inspect(id);
      const call = { during: 'reading the logs', container: id, limitMs: LOG_LIMIT_MS };
      return calls.inTime(call, async (signal) => {
        const response = await calls.stream({
          ...call,
          path: `${containerPath(id)}/logs`,
          query: { stdout: true, stderr: true, tail },
          signal,
        });
        const newest = new NewestLines(MAX_LOG_BYTES);
        const frames = new FrameReader();
        for await (const chunk of response as AsyncIterable<Buffer>) {
          // With a terminal there is one stream, and no frames.
          if (Config.Tty === true) newest.add('stdout', chunk);
          else for (const { stream, bytes } of frames.read(chunk)) newest.add(stream, bytes);
        }
        return newest.lines().slice(-tail);
      });
    },

    async containerProcesses(id) {
      const call = { path: `${containerPath(id)}/top`, during: 'listing processes', container: id };
      const [{ State }, top] = await Promise.all([
        inspect(id),
        calls.json<TopAnswer>({ ...call, query: { ps_args: '-eo pid,ppid,uid,args' } }).catch(() =>
          // The host's `ps` may be BusyBox, and Podman has one of its own.
          calls.json<TopAnswer>(call),
        ),
      ]);
      return parseTop(top, State.Pid);
    },

    async containerMemory(id) {
      const [{ HostConfig }, stats] = await Promise.all([
        inspect(id),
        calls.json<{ memory_stats?: MemoryStats }>({
          path: `${containerPath(id)}/stats`,
          query: { stream: false, 'one-shot': true },
          during: 'reading memory use',
          container: id,
        }),
      ]);
      const { usage, stats: details = {} } = stats.memory_stats ?? {};
      if (usage === undefined || usage === 0) {
        throw new McpDockError('ENGINE_REFUSED', {
          during: 'reading memory use',
          reason: 'the engine counts no memory for this container; it may have ended.',
        });
      }
      // cgroup v1 and v2 call the page cache that could be dropped differently; `docker stats` subtracts either.
      const cache = details['total_inactive_file'] ?? details['inactive_file'] ?? 0;
      return {
        usageBytes: cache < usage ? usage - cache : usage,
        ...(HostConfig.Memory !== undefined && HostConfig.Memory > 0 && { limitBytes: HostConfig.Memory }),
      };
    },

    containerUsage: (id) => containerUsage(calls, id),
    containerChanges: (id) => containerChanges(calls, id),

    exec: (id, argv, options = {}) => exec(calls, id, argv, options),
  };
}

interface MemoryStats {
  readonly usage?: number;
  readonly stats?: Readonly<Record<string, number>>;
}

async function exec(
  calls: Calls,
  id: string,
  argv: readonly string[],
  { timeoutMs = EXEC_LIMIT_MS, user }: { readonly timeoutMs?: number; readonly user?: string },
): Promise<ExecResult> {
  const during = 'running a command in the container';
  const created = await calls.json<{ Id: string }>({
    method: 'POST',
    path: `${containerPath(id)}/exec`,
    body: { AttachStdout: true, AttachStderr: true, Cmd: [...argv], ...(user !== undefined && { User: user }) },
    during,
    container: id,
  });
  const limit = AbortSignal.timeout(timeoutMs);
  const output: Record<StreamName, Buffer[]> = { stdout: [], stderr: [] };
  const bytes: Record<StreamName, number> = { stdout: 0, stderr: 0 };
  try {
    const response = await calls.stream({
      method: 'POST',
      path: `/exec/${created.Id}/start`,
      body: { Detach: false, Tty: false },
      during,
      container: id,
      signal: limit,
    });
    const frames = new FrameReader();
    for await (const chunk of response as AsyncIterable<Buffer>) {
      for (const frame of frames.read(chunk)) {
        const kept = frame.bytes.subarray(0, MAX_EXEC_BYTES - bytes[frame.stream]);
        bytes[frame.stream] += kept.length;
        // A copy: a slice would keep the whole chunk in memory.
        if (kept.length > 0) output[frame.stream].push(Buffer.from(kept));
      }
    }
  } catch (error) {
    if (limit.aborted) throw new McpDockError('TIMED_OUT', { limitMs: timeoutMs, during }, { cause: error });
    throw calls.translate(error, { during, container: id });
  }
  const { ExitCode } = await calls.json<{ ExitCode: number | null }>({
    path: `/exec/${created.Id}/json`,
    during,
    container: id,
  });
  const text = (stream: StreamName) => Buffer.concat(output[stream]).toString('utf8');
  return { exitCode: ExitCode ?? -1, stdout: text('stdout'), stderr: text('stderr') };
}

/** The last bytes of two streams, in the order in which they came. */
class NewestLines {
  readonly #limit: number;
  readonly #chunks: { stream: StreamName; bytes: Buffer }[] = [];
  #bytes = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(stream: StreamName, bytes: Buffer): void {
    this.#chunks.push({ stream, bytes: Buffer.from(bytes.subarray(-this.#limit)) });
    this.#bytes += Math.min(bytes.length, this.#limit);
    while (this.#bytes > this.#limit) this.#bytes -= this.#chunks.shift()?.bytes.length ?? this.#bytes;
  }

  lines(): { stream: StreamName; line: string }[] {
    const lines: { stream: StreamName; line: string }[] = [];
    const unfinished: Record<StreamName, Buffer[]> = { stdout: [], stderr: [] };
    const finish = (stream: StreamName) => {
      const line = Buffer.concat(unfinished[stream]).toString('utf8').replace(/\r$/u, '');
      unfinished[stream] = [];
      lines.push({ stream, line });
    };
    for (const { stream, bytes } of this.#chunks) {
      let start = 0;
      for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, start)) {
        unfinished[stream].push(bytes.subarray(start, end));
        finish(stream);
        start = end + 1;
      }
      if (start < bytes.length) unfinished[stream].push(bytes.subarray(start));
    }
    for (const stream of ['stdout', 'stderr'] as const) if (unfinished[stream].length > 0) finish(stream);
    return lines;
  }
}

import { findCaFile, type CaFile } from '../config/ca-file.js';
import { loadConfig } from '../config/load-config.js';
import { cleanText } from '../model/clean-text.js';
import type { Facts } from '../model/facts.js';
import { defineProbe, NotApplicable, type ProbeContext } from './define-probe.js';
import { lookAtTls, proxyFor, publicAuthorities } from './doctor/tls-chain.js';

/** Who vouches for the server from which a build of this project fetches packages. */
export default defineProbe({
  fact: 'tlsInterception',
  title: 'Look who signs the package registry’s certificate',
  timeoutMs: 40_000,
  async collect(context) {
    const { environment, cwd } = context;
    const { runtime } = await context.fact('project');
    const registry = await packageRegistry(runtime, context);
    const { hostname: host, port } = registry;
    const config = (await loadConfig(cwd).catch(() => undefined))?.config;
    const caFile = await findCaFile({ configFile: config?.build?.caFile, environment, directory: cwd });
    const proxy = proxyFor(host, environment);
    const server = { host, port: port === '' ? 443 : Number(port), ...(proxy !== undefined && { proxy }) };
    const common = { host, ...(caFile && { caFile: caFile.path, caFileFrom: caFile.from }) };
    try {
      return { ...common, ...(await statusOf(server, caFile)) };
    } catch (error) {
      context.signal.throwIfAborted();
      return { ...common, status: 'unreachable', message: wordsOf(error) };
    }
  },
});

type Status = Pick<Facts['tlsInterception'], 'status' | 'issuer' | 'message'>;

async function statusOf(server: Parameters<typeof lookAtTls>[0], caFile: CaFile | undefined): Promise<Status> {
  const direct = await lookAtTls(server, publicAuthorities);
  const issuer = cleanText(direct.issuer, 200);
  if (direct.trusted) return { status: 'direct', issuer };
  if (caFile === undefined) return { status: 'untrusted', issuer, message: direct.reason ?? 'not trusted' };
  const extra = await lookAtTls(server, [...publicAuthorities, caFile.pem]);
  return extra.trusted
    ? { status: 'intercepted', issuer }
    : { status: 'untrusted', issuer, message: extra.reason ?? 'not trusted' };
}

async function packageRegistry(runtime: string | undefined, { processes, cwd, signal }: ProbeContext): Promise<URL> {
  if (runtime !== 'node') throw new NotApplicable('Only builds with npm are known to this question.');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const { stdout, missing } = await processes.run(npm, ['config', 'get', 'registry'], {
    cwd,
    signal,
    timeoutMs: 15_000,
  });
  const address = stdout.trim().split('\n').at(-1) ?? '';
  if (missing || !URL.canParse(address)) throw new NotApplicable('npm is not on this machine to name its registry.');
  const registry = new URL(address);
  if (registry.protocol !== 'https:') throw new NotApplicable(`The registry at ${registry.host} is asked without TLS.`);
  return registry;
}

function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'AbortError' || error.name === 'TimeoutError') return 'no answer within 8 s';
  const { code } = error as NodeJS.ErrnoException;
  return cleanText(error.message === '' ? (code ?? 'unknown') : error.message, 200);
}

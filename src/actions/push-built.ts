import { registryLogins } from '../config/registry-logins.js';
import type { BuildReport } from '../model/build-report.js';
import type { Context } from '../ports/context.js';
import { registryHostOf } from '../probes/doctor/resolved-froms.js';
import { compressedSize } from '../probes/registry/compressed-size.js';
import { pushImages } from './push-images.js';

type Ports = Pick<Context, 'engine' | 'progress' | 'processes' | 'environment' | 'signal'>;

/** Pushes all tags of a built image; the report then says where it is, under which digest, and how large it is there. Throws as `pushImages`. */
export async function pushBuilt(report: BuildReport, ports: Ports): Promise<BuildReport> {
  const { engine, environment, processes, signal } = ports;
  const begun = performance.now();
  const { platform, tags } = report.image;
  const loginOf = registryLogins(environment, processes);
  const pushed = await pushImages(tags, ports, loginOf);
  const [first] = pushed;
  if (first === undefined) return report;
  const [login, { publishedHost }] = await Promise.all([loginOf(registryHostOf(first.reference)), engine.info(signal)]);
  const local = /^(?:localhost|127\.[\d.]+)$/u.test(publishedHost);
  const compressedBytes = await compressedSize({
    ...first,
    platform,
    local,
    signal,
    ...(login !== undefined && { login }),
  });
  return {
    ...report,
    durationMs: report.durationMs + Math.round(performance.now() - begun),
    image: { ...report.image, digest: first.digest, ...(compressedBytes !== undefined && { compressedBytes }) },
    pushed,
  };
}

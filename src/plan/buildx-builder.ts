import { McpDockError } from '../errors/mcp-dock-error.js';
import { platformsOf, type BuildOutput, type BuildxOptions } from './buildx-options.js';

/** The builder that buildx would use now. */
export interface BuildxBuilder {
  /** Version of buildx: `0.13.1`. */
  readonly version: string;
  readonly name: string;
  /** `docker`: the engine itself; `docker-container`, `kubernetes`, `remote`: a BuildKit of its own. */
  readonly driver: string;
  /** The driver is `docker`, and the engine keeps its images in containerd's store. */
  readonly containerdStore: boolean;
}

/** `--progress=rawjson` came with it. */
export const OLDEST_BUILDX = '0.13.0';

/** From `github.com/docker/buildx v0.29.1 a32761a`; undefined for what is no word of buildx. */
export function buildxVersionIn(text: string): string | undefined {
  return /github\.com\/docker\/buildx v?(\d+\.\d+\.\d+)/u.exec(text)?.[1];
}

export function isOldBuildx(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major === 0 && minor < Number(OLDEST_BUILDX.split('.')[1]);
}

/** Reads `docker buildx inspect`; undefined where no driver is named. */
export function parseBuilder(text: string): Pick<BuildxBuilder, 'name' | 'driver' | 'containerdStore'> | undefined {
  const name = /^Name:\s+(\S+)/mu.exec(text)?.[1];
  const driver = /^Driver:\s+(\S+)/mu.exec(text)?.[1];
  if (name === undefined || driver === undefined) return undefined;
  // Only the worker with containerd's snapshots names one; that of the classic store has no such label.
  const containerdStore = driver === 'docker' && /^\s*org\.mobyproject\.buildkit\.worker\.snapshotter:/mu.test(text);
  return { name, driver, containerdStore };
}

/** Where an image ends up; `none` when only files are written. */
export type ImagePlace = 'engine' | 'registry' | 'none';

export interface BuildxWish {
  readonly options: BuildxOptions;
  readonly outputs: readonly BuildOutput[];
  readonly platform: string | undefined;
  readonly place: ImagePlace;
  /** Images that are built side by side are pushed together, so each of them has to reach the engine first. */
  readonly pushedLater?: boolean;
}

const CREATE = 'docker buildx create --driver docker-container --use';
const TO_OCI = 'Write it to a file instead: --output type=oci,dest=image.tar';

/** Throws BUILDER_UNSUITED for what this builder is known not to do, before anything is sent to it. */
export function requireSuited(
  { options, outputs, platform, place, pushedLater = false }: BuildxWish,
  builder: BuildxBuilder,
): void {
  const { name, driver, containerdStore } = builder;
  const refuse = (option: string, reason: string, advice: readonly string[]) =>
    new McpDockError('BUILDER_UNSUITED', { builder: name, driver, option, reason, advice });
  const several = platformsOf(platform).length > 1;
  const scans = options.sbom === true || options.sbomGenerator !== undefined;
  const attests = scans || options.provenance !== undefined;
  const attestation = scans ? '--sbom' : '--provenance';

  if (driver === 'docker' && !containerdStore) {
    const needed: readonly (readonly [string, boolean])[] = [
      [attestation, attests],
      ['--platform with several platforms', several],
      ['--reproducible', options.reproducible === true],
      ['--output type=oci', outputs.some(({ type }) => type === 'oci')],
      ['--output type=docker', outputs.some(({ type }) => type === 'docker')],
      ['--cache-to other than type=inline', (options.cacheTo ?? []).some((spec) => !/type=inline\b/u.test(spec))],
    ];
    const first = needed.find(([, is]) => is);
    if (first !== undefined)
      throw refuse(first[0], 'the engine keeps its images in the classic store, which has no room for that', [
        `Make a builder of its own: ${CREATE}`,
        'Or turn on the containerd image store of the engine: https://docs.docker.com/go/containerd-image-store/',
      ]);
  }
  const tar = outputs.some(({ type }) => type === 'docker');
  if (tar && (attests || several))
    throw refuse(
      `${attests ? attestation : 'several platforms'} with --output type=docker`,
      'that format holds one image and nothing beside it',
      [TO_OCI],
    );
  if (place !== 'engine') return;
  const push = pushedLater
    ? 'Build and push one image at a time, straight to the registry: --push --image NAME.'
    : 'Add --push.';
  if (driver !== 'docker' && attests)
    throw refuse(attestation, 'it can hand the image to the engine only without what is attested', [push, TO_OCI]);
  if (several && (driver !== 'docker' || options.reproducible === true))
    throw refuse(
      driver === 'docker' ? '--reproducible with several platforms' : '--platform with several platforms',
      'it can hand only one image at a time to the engine',
      [...(driver === 'docker' ? [] : [push]), TO_OCI],
    );
}

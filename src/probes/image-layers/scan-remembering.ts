import type { Engine } from '../../ports/engine.js';
import type { LayerScan } from '../../model/layer-scan.js';
import type { RememberedLayer, RememberedLayers } from './remembered-layers.js';
import type { ArchiveScan } from '../../model/layer-scan.js';
import { scanMembers, type ScannedLayer } from './scan-archive.js';

interface ScannedImage {
  readonly reference: string;
  /** Digests of the layers, unpacked, lowest first. */
  readonly diffIds: readonly string[];
  /** How many of them are of a public base, in which no secret of the project can be. */
  readonly publicLayers: number;
  readonly secretValues: readonly string[];
}

type Ports = { readonly engine: Pick<Engine, 'saveImage'>; readonly signal: AbortSignal };

/**
 * Reads the layers that are not known yet. With all of them known the engine is not asked for the image at all; with some, their
 * bytes are passed over.
 */
export async function scanRemembering(
  { reference, diffIds, publicLayers, secretValues }: ScannedImage,
  layers: RememberedLayers,
  { engine, signal }: Ports,
): Promise<ArchiveScan> {
  const inputsOf = (index: number): unknown => (index < publicLayers ? 'public' : secretValues);
  const known = await Promise.all(diffIds.map((diffId, index) => layers.find(diffId, inputsOf(index))));
  const complete = known.filter((layer) => layer !== undefined);
  if (diffIds.length > 0 && complete.length === diffIds.length)
    return { layers: complete.map(({ scan }) => scan), truncated: [], unopened: [] };

  const read = async (remembered: ReadonlyMap<string, LayerScan>) =>
    scanMembers(await engine.saveImage(reference, signal), { secretValues, signal, remembered });
  const remembered = new Map(complete.map(({ member, scan }) => [member, scan]));
  const first = await read(remembered);
  // A member that bears the name of another layer's: its bytes were passed over in vain.
  const found = isAsKnown(first.members, known, remembered) ? first : await read(new Map());
  const { members, truncated, unopened } = found;
  if (truncated.length === 0 && unopened.length === 0 && members.length === diffIds.length) {
    await Promise.all(
      members.map(async ({ member, scan }, index) => {
        const diffId = diffIds[index];
        if (diffId === undefined || known[index]?.scan === scan) return;
        // What a public base holds is its publisher's; it is the same for whoever builds on it.
        const kept = index < publicLayers ? { ...scan, secrets: [] } : scan;
        await layers.keep(diffId, inputsOf(index), { member, scan: kept });
      }),
    );
    await layers.forgetOldest();
  }
  return { layers: members.map(({ scan }) => scan), truncated, unopened };
}

function isAsKnown(
  members: readonly ScannedLayer[],
  known: readonly (RememberedLayer | undefined)[],
  remembered: ReadonlyMap<string, LayerScan>,
): boolean {
  return members.every(({ member, scan }, index) => {
    const passedOver = remembered.get(member) === scan;
    return !passedOver || known[index]?.scan === scan;
  });
}

import { tellingSecretValues } from '../model/telling-secrets.js';
import { defineProbe, NotApplicable, type ProbeContext } from './define-probe.js';
import { baseLayers } from './image-layers/base-layers.js';
import { describeContents } from './image-layers/describe-contents.js';
import { RememberedContents } from './image-layers/remembered-contents.js';
import { RememberedLayers } from './image-layers/remembered-layers.js';
import { scanRemembering } from './image-layers/scan-remembering.js';

export default defineProbe({
  fact: 'imageContents',
  title: 'Look through the layers',
  timeoutMs: 300_000,
  after: ['imageHistory', 'baseImage'],
  async collect(context) {
    const { engine, target } = context;
    const reference = target.imageReference;
    if (reference === undefined) throw new NotApplicable(`${target.title} has no image.`);
    const secretValues = tellingSecretValues(target.secretValues);
    const [config, history, masked, base] = await Promise.all([
      engine.inspectImage(reference),
      engine.imageHistory(reference),
      context.fact('imageHistory'),
      // Without it the layers are judged as those of an unknown base.
      context.fact('baseImage').catch(() => undefined),
    ]);
    const instructions = masked.flatMap(({ instruction, emptyLayer }) => (emptyLayer ? [] : [instruction]));
    const described = async (scan: Parameters<typeof describeContents>[0]['scan']) =>
      describeContents({ scan, config: { ...config, history }, instructions, base, secretValues });
    // Nobody but this run knows what a file holds, so nothing of it is remembered.
    if (target.archive !== undefined) return described(await target.archive.scan(secretValues));

    const remembered = new RememberedContents(context.environment);
    const question = { imageId: config.id, toolVersion: context.toolVersion, inputs: [base, secretValues] };
    const known = await remembered.find(question);
    if (known !== undefined) return known;
    const image = {
      reference,
      diffIds: config.layers,
      publicLayers: baseLayers(base, instructions).public,
      secretValues,
    };
    const contents = await described(await scanRemembering(image, layersOf(context), context));
    await remembered.keep(question, contents);
    return contents;
  },
});

const layersOf = ({ environment, toolVersion }: Pick<ProbeContext, 'environment' | 'toolVersion'>) =>
  new RememberedLayers(environment, toolVersion);

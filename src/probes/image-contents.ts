import { tellingSecretValues } from '../model/find-secrets.js';
import { defineProbe, NotApplicable } from './define-probe.js';
import { describeContents } from './image-layers/describe-contents.js';
import { RememberedContents } from './image-layers/remembered-contents.js';
import { scanArchive } from './image-layers/scan-archive.js';

export default defineProbe({
  fact: 'imageContents',
  title: 'Look through the layers',
  timeoutMs: 300_000,
  after: ['imageHistory', 'baseImage'],
  async collect(context) {
    const { engine, target, signal } = context;
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
    const remembered = new RememberedContents(context.environment);
    const question = { imageId: config.id, toolVersion: context.toolVersion, inputs: [base, secretValues] };
    const known = await remembered.find(question);
    if (known !== undefined) return known;
    const contents = describeContents({
      scan: await scanArchive(await engine.saveImage(reference, signal), { secretValues, signal }),
      config: { ...config, history },
      instructions: masked.flatMap(({ instruction, emptyLayer }) => (emptyLayer ? [] : [instruction])),
      base,
      secretValues,
    });
    await remembered.keep(question, contents);
    return contents;
  },
});

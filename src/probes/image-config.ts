import { imageConfigSchema } from '../model/facts/image.js';
import { cleanText, maskSecrets } from '../model/clean-text.js';
import { findSecrets, maskFoundSecrets } from '../model/find-secrets.js';
import { defineProbe, NotApplicable } from './define-probe.js';

const MAX_TEXT = 16_384;

export default defineProbe({
  fact: 'imageConfig',
  title: 'Read the image config',
  timeoutMs: 10_000,
  async collect({ engine, target }) {
    if (target.imageReference === undefined) throw new NotApplicable(`${target.title} has no image.`);
    const inspected = await engine.inspectImage(target.imageReference);
    const known = [
      ...target.secretValues,
      ...inspected.environment.flatMap((variable) => {
        const [name = ''] = variable.split('=', 1);
        return findSecrets(variable.slice(name.length + 1), { place: 'env', name }).map(({ value }) => value);
      }),
    ];
    const masked = (text: string) =>
      cleanText(maskFoundSecrets(maskSecrets(text, known), { place: 'history', name: '' }), MAX_TEXT);
    const { entrypoint, cmd, healthcheck, labels } = inspected;
    // The schema drops what the fact does not have: values of the environment above all.
    return imageConfigSchema.parse({
      ...inspected,
      user: cleanText(inspected.user),
      workingDir: cleanText(inspected.workingDir),
      entrypoint: entrypoint.map(masked),
      cmd: cmd.map(masked),
      labels: Object.fromEntries(
        Object.entries(labels).map(([name, value]) => [
          name,
          cleanText(maskFoundSecrets(maskSecrets(value, known), { place: 'label', name }), MAX_TEXT),
        ]),
      ),
      ...(healthcheck === undefined ? {} : { healthcheck: { ...healthcheck, test: healthcheck.test.map(masked) } }),
    });
  },
});

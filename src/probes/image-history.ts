import { cleanText, maskSecrets } from '../model/clean-text.js';
import { maskFoundSecrets } from '../model/find-secrets.js';
import { defineProbe, NotApplicable } from './define-probe.js';

/** Instructions are long at times (a heredoc); the beginning says what they are. */
const MAX_INSTRUCTION = 2000;

export default defineProbe({
  fact: 'imageHistory',
  title: 'Read the image history',
  timeoutMs: 10_000,
  async collect({ engine, target }) {
    if (target.imageReference === undefined) throw new NotApplicable(`${target.title} has no image.`);
    const entries = await engine.imageHistory(target.imageReference);
    return entries.map(({ instruction, sizeBytes, emptyLayer }) => ({
      // Build arguments stand in the history with their values.
      instruction: cleanText(
        maskFoundSecrets(maskSecrets(instruction, target.secretValues), { place: 'history', name: '' }),
        MAX_INSTRUCTION,
      ),
      sizeBytes,
      emptyLayer,
    }));
  },
});

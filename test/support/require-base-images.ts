import { ensureBaseImages } from './base-images.js';
import { ensureEngine } from './engine.js';
import { progressLog } from './log.js';

/** Base images that a test builds on. Throws where no engine answers, and where one can neither be pulled nor assembled. */
export async function requireBaseImages(images: readonly string[]): Promise<void> {
  const log = progressLog();
  const engine = await ensureEngine({ log });
  if (!engine.available) throw new Error(`${engine.reason} ${engine.remedy}`);
  await ensureBaseImages(images, { log, engine });
}

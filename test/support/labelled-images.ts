import { RUN_LABEL } from '../../src/model/tool.js';
import { mustRun } from './run.js';

/** Ids of the images that a test built with this value of the run label. By label: building a tag again leaves the image before it without a name. */
export async function labelledImages(value: string): Promise<string[]> {
  const filter = `label=${RUN_LABEL}=${value}`;
  const listed = await mustRun('docker', ['image', 'ls', '--quiet', '--no-trunc', '--filter', filter]);
  return [...new Set(listed.split('\n').filter((id) => id !== ''))];
}

/** Removes them in one command: engines stumble over layers that two removals share. */
export async function removeLabelledImages(value: string): Promise<void> {
  const ids = await labelledImages(value);
  if (ids.length > 0) await mustRun('docker', ['image', 'rm', '--force', ...ids]);
}

import { access, mkdir, writeFile } from 'node:fs/promises';

/** The control group (version 1) of what BuildKit in dockerd runs; containers are its siblings. */
const CPU = '/sys/fs/cgroup/cpu';
const BUILDS = `${CPU}/docker/buildkit`;

/**
 * Gives all builds together an eighth of one container's weight: a test that builds must not decide how fast the server of
 * another one starts. Where there is no such group, or it is not ours to set, they share as the engine has it.
 */
export async function yieldBuilds(): Promise<void> {
  try {
    await access(`${CPU}/cpu.shares`);
    await mkdir(BUILDS, { recursive: true });
    await writeFile(`${BUILDS}/cpu.shares`, '128', { flag: 'r+' });
  } catch {
    // As the engine has it.
  }
}

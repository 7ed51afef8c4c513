import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { pathOf, type Machine } from '../clients/place.js';
import { readTextIfThere } from '../config/read-text.js';
import type { LoadedConfig } from '../config/schema.js';
import { parseEnvFile } from '../model/env-file.js';
import { readComposeProject } from '../probes/doctor/compose-project.js';

/** Lays the folder with the person's AWS profiles over compose.yaml; `init --template aws` writes it. */
const AWS_OVERLAY = 'compose.aws-profile.yaml';

/** How compose starts the server for one client. */
export interface ComposeStdio {
  readonly args: readonly string[];
  readonly notes: readonly string[];
}

/**
 * The arguments of docker that start the project's service for one client, where docker alone cannot: other services stand behind
 * the server, or its credentials are in a folder that only a Compose file mounts. Undefined where `docker run` does.
 */
export async function composeStdio(
  { directory }: Pick<LoadedConfig, 'directory'>,
  reference: string,
  { machine, environment }: { machine: Machine; environment: Readonly<Record<string, string | undefined>> },
): Promise<ComposeStdio | undefined> {
  const { attended, files } = await readComposeProject(directory, environment);
  const own = attended.find(({ image }) => image === reference);
  const [file] = files;
  if (own === undefined || file === undefined) return undefined;
  const overlays = (await wantsAwsFiles(directory, machine)) ? [AWS_OVERLAY] : [];
  if (own.dependsOn.length === 0 && overlays.length === 0) return undefined;
  const whole = [file, ...overlays].flatMap((name) => ['--file', join(directory, name)]);
  return {
    // Whatever runs already stays as it is: without --no-deps, compose would replace services that were started another way.
    args: ['compose', ...whole, 'run', '--rm', '--no-deps', '--no-TTY', own.service],
    notes: [
      ...(own.dependsOn.length === 0
        ? []
        : [
            `The server reaches ${own.dependsOn.join(' and ')} over the network of the project. That has to run before: \`docker compose -f ${file} up --detach --wait\`.`,
          ]),
      ...(overlays.length === 0
        ? []
        : [
            `${AWS_OVERLAY} mounts ~/.aws read-only, for its owner: AWS_FILES_USER in .env where that is not 1000:1000. Keys in .env come without it.`,
          ]),
      'It needs Docker Compose 2: `docker compose version`. `mcp-dock verify` starts the image alone, without what compose adds.',
    ],
  };
}

/** Profiles of the person count where nothing else gives credentials. */
async function wantsAwsFiles(directory: string, machine: Machine): Promise<boolean> {
  if (!(await isThere(join(directory, AWS_OVERLAY)))) return false;
  const { entries } = parseEnvFile((await readTextIfThere(join(directory, '.env'))) ?? '');
  const value = (name: string) => entries.findLast(({ key }) => key === name)?.value ?? '';
  if (value('AWS_ACCESS_KEY_ID') !== '' || value('AWS_WEB_IDENTITY_TOKEN_FILE') !== '') return false;
  if (value('AWS_FILES') !== '') return true;
  const folder = pathOf(machine).join(machine.home, '.aws');
  const files = await Promise.all(['credentials', 'config'].map((name) => isThere(pathOf(machine).join(folder, name))));
  return files.includes(true);
}

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

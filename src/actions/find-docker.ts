import { access, constants } from 'node:fs/promises';
import { pathOf, type Machine } from '../clients/place.js';

/** The absolute path of the docker program: by the PATH, else where installers put it; undefined when it is in neither. */
export async function findDocker(
  machine: Pick<Machine, 'platform' | 'home' | 'environment'>,
): Promise<string | undefined> {
  const { platform, environment } = machine;
  const path = pathOf(machine);
  const windows = platform === 'win32';
  const name = windows ? 'docker.exe' : 'docker';
  // Windows does not mind how the name is written.
  const variable = Object.keys(environment).find((key) => (windows ? key.toUpperCase() : key) === 'PATH') ?? 'PATH';
  const folders = (environment[variable] ?? '').split(path.delimiter).filter((folder) => path.isAbsolute(folder));
  for (const candidate of [...folders.map((folder) => path.join(folder, name)), ...usualPlaces(machine)])
    if (await isExecutable(candidate)) return candidate;
  return undefined;
}

function usualPlaces({ platform, home, environment }: Pick<Machine, 'platform' | 'home' | 'environment'>): string[] {
  if (platform === 'win32')
    return [
      pathOf({ platform }).join(
        environment['ProgramFiles'] ?? String.raw`C:\Program Files`,
        'Docker/Docker/resources/bin/docker.exe',
      ),
    ];
  return [
    '/usr/bin/docker',
    '/usr/local/bin/docker',
    ...(platform === 'darwin'
      ? ['/opt/homebrew/bin/docker', `${home}/.docker/bin/docker`, `${home}/.orbstack/bin/docker`]
      : []),
  ];
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return true;
  } catch {
    // Not there, or not for us: the next one.
    return false;
  }
}

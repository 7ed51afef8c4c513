import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Says why `npm ci` is needed. What is installed is compared by content, not by age: a checkout
 * gives the lock file a new date without a new word in it, and a needless install costs half a
 * minute and takes the packages away from whoever uses them at the moment.
 *
 * @param {string} folder - A folder with a package-lock.json.
 * @returns {string | undefined} The reason, or undefined when everything is in place.
 */
export function whyInstall(folder) {
  let installed;
  try {
    const kept = readFileSync(join(folder, 'node_modules', '.package-lock.json'), 'utf8');
    installed = JSON.parse(kept).packages;
  } catch {
    return 'No packages are installed yet';
  }
  const wanted = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8')).packages;
  for (const [path, entry] of Object.entries(wanted)) {
    if (path === '') continue;
    const found = installed[path];
    // These may be absent for good reason: another platform, or nobody asked for them.
    if (!found && (entry.optional || entry.peer || entry.devOptional)) continue;
    if (found?.version !== entry.version) {
      const name = path.replace(/^.*node_modules\//u, '');
      return `The packages are not those of package-lock.json (${name})`;
    }
  }
  return undefined;
}

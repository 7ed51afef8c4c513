import type { LayerEntry } from '../../model/layer-scan.js';

/** The user of an image as the kernel sees it. */
export interface ImageUser {
  readonly uid: number;
  readonly gids: ReadonlySet<number>;
}

/** Resolves `USER` with the image's own passwd and group; undefined when a name is in neither. */
export function imageUser(user: string, documents: ReadonlyMap<string, string>): ImageUser | undefined {
  const [name = '', group] = user === '' ? ['0'] : user.split(':', 2);
  const accounts = linesOf(documents.get('/etc/passwd'));
  const groups = linesOf(documents.get('/etc/group'));
  const account = accounts.find(([login]) => login === name) ?? accounts.find(([, , uid]) => uid === name);
  const uid = /^\d+$/u.test(name) ? Number(name) : numberOf(account?.[2]);
  const named = groups.find(([title]) => title === group);
  const gid =
    group === undefined || group === ''
      ? (numberOf(account?.[3]) ?? 0)
      : /^\d+$/u.test(group)
        ? Number(group)
        : numberOf(named?.[2]);
  if (uid === undefined || gid === undefined) return undefined;
  // A group given with USER replaces the supplementary ones.
  const member = account?.[0];
  const others =
    group === undefined && member !== undefined
      ? groups.filter((line) => line[3]?.split(',').includes(member)).flatMap((line) => numberOf(line[2]) ?? [])
      : [];
  return { uid, gids: new Set([gid, ...others]) };
}

const linesOf = (text = ''): string[][] => text.split('\n').map((line) => line.trim().split(':'));
const numberOf = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d+$/u.test(text) ? Number(text) : undefined;

/** Whether the permission bits give the user the right: 4 read, 1 execute or search. */
export function may(user: ImageUser, right: 4 | 1, { mode, uid, gid, type }: LayerEntry): boolean {
  if (user.uid === 0) return right === 4 || type === 'directory' || (mode & 0o111) !== 0;
  if (user.uid === uid) return (mode & (right << 6)) !== 0;
  return (mode & (user.gids.has(gid) ? right << 3 : right)) !== 0;
}

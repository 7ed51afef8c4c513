/**
 * The value at a path such as `$`, `$.title`, `$.tasks[0].id` or `$["odd key"]`.
 * `undefined` when there is nothing there; throws SyntaxError when the path is none.
 */
export function valueAt(root: unknown, path: string): unknown {
  return stepsOf(path).reduce<unknown>((value, step) => {
    if (typeof value !== 'object' || value === null) return undefined;
    return Object.hasOwn(value, step) ? (value as Record<string | number, unknown>)[step] : undefined;
  }, root);
}

/** Whether {@link valueAt} can read it. */
export function isJsonPath(path: string): boolean {
  try {
    stepsOf(path);
    return true;
  } catch {
    return false;
  }
}

const STEP = /\.([A-Za-z_$][\w$-]*)|\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]|\['((?:[^'\\]|\\.)*)'\]/uy;

function stepsOf(path: string): (string | number)[] {
  if (!path.startsWith('$')) throw new SyntaxError(`"${path}" is no JSON path: it does not start with $.`);
  const steps: (string | number)[] = [];
  for (let at = 1; at < path.length; at = STEP.lastIndex) {
    STEP.lastIndex = at;
    const match = STEP.exec(path);
    if (match === null) throw new SyntaxError(`"${path}" is no JSON path: "${path.slice(at)}" cannot be read.`);
    const [, name, index, double, single] = match;
    const key = name ?? (double ?? single)?.replaceAll(/\\(.)/gu, '$1');
    steps.push(key ?? Number(index));
  }
  return steps;
}

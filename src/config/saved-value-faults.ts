import { numbered, savedValuesOf } from '../model/configured-calls.js';
import type { ProjectConfig } from './schema.js';

type Call = NonNullable<ProjectConfig['expect']>['calls'][number];

/** Values that calls ask for and that no call before them saves: key path within the list, and words. */
export function savedValueFaults(calls: readonly Call[]): { path: (string | number)[]; message: string }[] {
  return calls.flatMap((call, index) => {
    const before = new Set(calls.slice(0, index).flatMap(namesSavedBy));
    const unknown = savedValuesOf(call).filter(({ name }) => !before.has(name));
    return unknown.map(({ name, path }) => ({
      path: [index, ...path],
      message: `asks for {{${name}}}, which ${whoSaves(name, calls, index)}; ${
        before.size === 0 ? 'no earlier call saves anything' : `earlier calls save ${[...before].join(', ')}`
      }${calls.some((call) => namesSavedBy(call).includes(name)) ? '' : `; as text it is written '\\{{${name}}}', in single quotes`}`,
    }));
  });
}

function whoSaves(name: string, calls: readonly Call[], index: number): string {
  const at = calls.findIndex((call) => namesSavedBy(call).includes(name));
  const [call, one] = [calls[at], calls[index]];
  if (call === undefined || one === undefined) return 'no call saves';
  if (call === one) return `call ${numbered({ index, tool: one.tool })} itself saves, once it has its answer`;
  return `only call ${numbered({ index: at, tool: call.tool })} saves, after call ${numbered({ index, tool: one.tool })}`;
}

const namesSavedBy = ({ save = {} }: Call): string[] => Object.keys(save);

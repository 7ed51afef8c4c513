import type { Contract } from '../../model/facts/contract.js';
import { became, change, reworded, type ContractChange, type Keys } from './contract-change.js';

type Resource = NonNullable<Contract['resources']>[string];

export function resourceChanges(before: Resource, after: Resource, name: string, path: Keys): ContractChange[] {
  const mime =
    before.mimeType === after.mimeType
      ? []
      : [
          change(
            'compatible',
            [...path, 'mimeType'],
            `the mimeType of ${name}`,
            became(before.mimeType, after.mimeType),
            before.mimeType,
            after.mimeType,
          ),
        ];
  return [...mime, ...reworded(before, after, ['name', 'title', 'description'], name, path)];
}

type Prompt = NonNullable<Contract['prompts']>[string];

export function promptChanges(before: Prompt, after: Prompt, name: string, path: Keys): ContractChange[] {
  const [one, other] = [before.arguments ?? {}, after.arguments ?? {}];
  const args = [...new Set([...Object.keys(one), ...Object.keys(other)])].toSorted();
  return [
    ...args.flatMap((arg) => argumentChanges(one, other, { arg, name, path: [...path, 'arguments', arg] })),
    ...reworded(before, after, ['title', 'description'], name, path),
  ];
}

type PromptArguments = NonNullable<Prompt['arguments']>;

function argumentChanges(
  one: PromptArguments,
  other: PromptArguments,
  { arg, name, path }: { readonly arg: string; readonly name: string; readonly path: Keys },
): ContractChange[] {
  const had = Object.hasOwn(one, arg) ? one[arg] : undefined;
  const has = Object.hasOwn(other, arg) ? other[arg] : undefined;
  const what = `the argument ${JSON.stringify(arg)} of the prompt ${name}`;
  const [required, requiredNow] = [had?.required === true, has?.required === true];
  if (had === undefined)
    return requiredNow
      ? [change('breaking', path, what, 'is new and required', undefined, has)]
      : [change('compatible', path, what, 'is new', undefined, has)];
  if (has === undefined) return [change('breaking', path, what, 'is gone', had, undefined)];
  return [
    ...(required === requiredNow
      ? []
      : [
          change(
            requiredNow ? 'breaking' : 'compatible',
            [...path, 'required'],
            what,
            requiredNow ? 'is required now' : 'is not required any more',
            required,
            requiredNow,
          ),
        ]),
    ...reworded(had, has, ['title', 'description'], `the argument ${JSON.stringify(arg)} of ${name}`, path),
  ];
}

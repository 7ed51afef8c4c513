import { setTimeout as delay } from 'node:timers/promises';
import type { ContainerExit } from '../model/facts/run.js';
import { literalPattern } from '../model/literal-pattern.js';
import { wantedAtExit } from '../model/wanted-by.js';
import type { Facts } from '../model/facts.js';
import { defineProbe, NotApplicable, type ProbeContext } from './define-probe.js';
import { besideOthers, firstAnswer, variantOf, variantSpec, type Variant } from './lifecycle/first-answer.js';

type Row = Facts['requiredVariables'][number];

/** More starts would tell nothing new: a server that names one of them names the others in the same way. */
const TRIED = 6;
/** Longer than the 5 s within which it should be gone, so that the time can be told. */
const WAIT_MS = 8_000;

export default defineProbe({
  fact: 'requiredVariables',
  title: 'Start it without each variable that it requires',
  timeoutMs: 180_000,
  async collect(context) {
    const { target } = context;
    const variant = await variantOf(context);
    const given = target.containerFor?.(variantSpec(variant.transport)).environment ?? {};
    const declared = (target.settings.requiredVariables ?? []).filter((name) => Object.hasOwn(given, name));
    // A server that asks for a variable in its plain run was started without it already.
    if (variant.eras.length === 0) return [await plainRow(variant, context)];
    if (declared.length === 0) return withoutAny(Object.keys(given), context);
    return Promise.all(
      declared
        .slice(0, TRIED)
        .map((name) =>
          besideOthers(context, () =>
            without(name, Object.fromEntries(Object.entries(given).filter(([key]) => key !== name)), variant, context),
          ),
        ),
    );
  },
});

async function without(
  variable: string,
  environment: Readonly<Record<string, string>>,
  variant: Variant,
  context: ProbeContext,
): Promise<Row> {
  const { target, signal } = context;
  await using run = await target.open(variantSpec(variant.transport, { environment }), signal);
  const { firstAnswerMs, exited } = await Promise.race([
    firstAnswer({ ...variant, run, waitMs: WAIT_MS }, context),
    // One that is gone is not waited for any longer.
    run.exited.then((exited) => ({ exited, firstAnswerMs: undefined })),
    delay(WAIT_MS, { exited: undefined, firstAnswerMs: undefined }, { ref: false }),
  ]);
  return {
    variable,
    saidBy: 'config',
    answered: firstAnswerMs !== undefined,
    // The time that the engine took to start it is none of the server's.
    ...(exited === undefined
      ? {}
      : { exited: { ...exited, afterMs: Math.max(0, exited.afterMs - (run.startCallMs ?? 0)) } }),
    named: names(exited, variable),
    command: run.command,
  };
}

/** Of the plain run, which ended for want of a variable. */
async function plainRow({ transport }: Variant, { fact }: ProbeContext): Promise<Row> {
  const { exited, command } =
    transport === 'http'
      ? await fact('httpStart')
      : await fact('withoutConfig').then(({ bare }) => ({ exited: bare.exited, command: bare.command }));
  const wants = exited === undefined ? undefined : wantedAtExit(exited);
  const [variable] = wants?.variables ?? [];
  if (exited === undefined || variable === undefined)
    throw new NotApplicable('It does not answer in a plain run, and names no variable; mcp/initialize says more.');
  return { variable, saidBy: 'server', answered: false, exited, named: true, ...(command && { command }) };
}

/** Nobody says which are required: what it needs of those that it is given shows when it gets none. */
async function withoutAny(given: readonly string[], { fact }: ProbeContext): Promise<Row[]> {
  const { bare } = await fact('withoutConfig');
  if (bare.firstAnswerMs !== undefined)
    throw new NotApplicable('No variable is said to be required, and it starts without any.');
  // Of those that nobody gives it, it alone can say the names.
  const wanted = bare.exited === undefined ? [] : (wantedAtExit(bare.exited)?.variables ?? []);
  const variables = given.length > 0 ? given : wanted;
  if (variables.length === 0)
    throw new NotApplicable('It is given no variable, and names none; mcp/initialize says more.');
  return [
    {
      variable: variables.join(', '),
      saidBy: 'server',
      answered: false,
      ...(bare.exited === undefined ? {} : { exited: bare.exited }),
      named: wanted.length > 0 || given.some((name) => names(bare.exited, name)),
      ...(bare.command === undefined ? {} : { command: bare.command }),
    },
  ];
}

const names = (exited: ContainerExit | undefined, variable: string): boolean =>
  exited?.lastLines.some((line) => new RegExp(String.raw`(?<!\w)${literalPattern(variable)}(?!\w)`, 'u').test(line)) ??
  false;

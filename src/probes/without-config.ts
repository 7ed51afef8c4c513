import { missingVariable } from '../model/missing-variable.js';
import { placeholderFor } from '../model/placeholder.js';
import type { Listing } from '../model/facts/lifecycle.js';
import { defineProbe, type ProbeContext } from './define-probe.js';
import { besideOthers, firstAnswer, variantOf, variantSpec, type Variant } from './lifecycle/first-answer.js';

/** As long as the slowest of the clients whose budgets are short waits, and some more so that the time can be told. */
export const COLD_WAIT_MS = 20_000;
/** A server that asks for one variable after the other is followed so far. */
const ROUNDS = 4;

export default defineProbe({
  fact: 'withoutConfig',
  title: 'Start it without configuration',
  timeoutMs: 180_000,
  async collect(context) {
    const variant = await variantOf(context);
    const bare = await list({}, variant, context);
    if (bare.tools !== undefined) return { transport: variant.transport, bare };
    const dummy = await withMadeUpValues(bare, variant, context);
    return { transport: variant.transport, bare, ...(dummy === undefined ? {} : { dummy }) };
  },
});

function list(
  environment: Readonly<Record<string, string>>,
  variant: Variant,
  context: ProbeContext,
): Promise<Listing> {
  const { target, signal } = context;
  return besideOthers(context, async () => {
    await using run = await target.open(variantSpec(variant.transport, { environment }), signal);
    // Awaited here: what is returned unawaited would be disposed of before it has answered.
    return await firstAnswer({ ...variant, run, waitMs: COLD_WAIT_MS, listing: true }, context);
  });
}

/** Variables that it is known to want, and those that it names before it ends, one round after the other. */
async function withMadeUpValues(
  bare: Listing,
  variant: Variant,
  context: ProbeContext,
): Promise<(Listing & { variables: string[] }) | undefined> {
  const wanted = new Set(context.target.settings.requiredVariables);
  let last = bare;
  for (let round = 0; round < ROUNDS; round += 1) {
    const named = missingVariable(last.exited?.lastLines ?? [], [...wanted])?.name;
    if (named !== undefined) wanted.add(named);
    if (wanted.size === 0 || (round > 0 && named === undefined)) break;
    const variables = [...wanted];
    last = await list(Object.fromEntries(variables.map((name) => [name, placeholderFor(name)])), variant, context);
    if (last.tools !== undefined) return { ...last, variables };
  }
  return wanted.size === 0 ? undefined : { ...last, variables: [...wanted] };
}

import { setTimeout as delay } from 'node:timers/promises';
import { McpDockError } from '../../errors/mcp-dock-error.js';
import type { HttpComingUp } from '../../targets/wait-for-http.js';
import type { ScenarioRun, ScenarioSpec } from '../../targets/target.js';
import { comingUp, type ComingUpContext } from './coming-up.js';

/** A good server answers long before; a slow one is then also started without what was tried. */
const PATIENCE_MS = 5_000;

/** What became of a run with the differences that its scenario tries first. */
export interface Trial {
  readonly run: ScenarioRun;
  readonly up: HttpComingUp;
}

const trials = new WeakMap<ScenarioRun, Promise<Trial>>();

/** The trial that came before the run, or that it is; undefined when nothing was tried. Rejects when the engine refused it. */
export const trialOf = (run: ScenarioRun): Promise<Trial> | undefined => trials.get(run);

/**
 * Opens the scenario with what it tries first, and keeps that run when it answers soon. When not, opens it as it is; the trial
 * has the rest of its time beside it, so that what a plain run shows is read of a plain run. An engine that refuses what is
 * tried may still run it without.
 */
export async function openTried(
  { triedWith, ...plain }: ScenarioSpec,
  open: (spec: ScenarioSpec) => Promise<ScenarioRun>,
  context: ComingUpContext,
): Promise<ScenarioRun> {
  if (triedWith === undefined) return open(plain);
  const tried = await open({ ...plain, container: { ...plain.container, ...triedWith.container } }).catch(refusal);
  if (tried instanceof McpDockError) {
    const run = await open(plain);
    const refused = Promise.reject<Trial>(tried);
    refused.catch(() => undefined);
    if (run.owned) trials.set(run, refused);
    return run;
  }
  if (!tried.owned) return tried;

  const over = new AbortController();
  const signal = AbortSignal.any([context.signal, over.signal]);
  const trial = comingUp(tried, { ...context, signal }).then((up) => ({ run: tried, up }));
  const early = await Promise.race([trial, delay(PATIENCE_MS, undefined, { signal, ref: false })]);
  if (early?.up.readyAt !== undefined) {
    trials.set(tried, trial);
    return tried;
  }
  const disposed = thenDisposed(tried, trial);
  // Whoever wants to know asks for it; with nobody asking it is not our business.
  disposed.catch(() => undefined);
  try {
    const run = await open(plain);
    trials.set(run, disposed);
    return run;
  } catch (error) {
    over.abort(error);
    throw error;
  }
}

/** What the engine answers to an option that it does not take; every other error is passed on. */
function refusal(error: unknown): McpDockError {
  if (error instanceof McpDockError && error.code === 'ENGINE_REFUSED') return error;
  throw error;
}

async function thenDisposed<Value>(run: ScenarioRun, value: Promise<Value>): Promise<Value> {
  try {
    return await value;
  } finally {
    await run[Symbol.asyncDispose]();
  }
}

import { createExecaProcessRunner } from '../../src/adapters/execa-process-runner.js';
import { createSilentProgress } from '../../src/adapters/silent-progress.js';
import type { Context } from '../../src/ports/context.js';
import { createScriptedPrompter } from '../fakes/scripted-prompter.js';
import { realEngine } from './verify-engine.js';

/** The world as a command has it, in a folder of its own; nobody is asked and nothing is shown. */
export const realContext = async (cwd: string): Promise<Context> => ({
  cwd,
  engine: await realEngine(),
  processes: createExecaProcessRunner(),
  prompter: createScriptedPrompter(),
  progress: createSilentProgress(),
  signal: new AbortController().signal,
  environment: process.env,
  toolVersion: '0.0.0-test',
});

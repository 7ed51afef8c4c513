import { McpDockError } from '../errors/mcp-dock-error.js';
import type { BuildReport } from '../model/build-report.js';
import { testStepOf } from '../plan/test-stage.js';
import { withoutBuildx } from './prepare-build.js';
import { runBuild, type BuildPorts, type Run } from './run-build.js';

/**
 * Builds the stage with the tests and keeps nothing of it but the builder's cache. Throws TESTS_FAILED with the last lines, and
 * what {@link runBuild} throws when it does not get as far as the tests.
 */
export async function runTestsStage(
  run: Run & { readonly target: string },
  ports: BuildPorts,
): Promise<NonNullable<BuildReport['tests']>> {
  const { prepared, target } = run;
  const { outline } = prepared;
  const { plan, ...direct } = withoutBuildx(prepared);
  const { built, record } = await runBuild(
    {
      ...run,
      prepared: { ...direct, plan: { ...plan, target } },
      title: `Run the tests of ${plan.tags[0]} (stage ${target})`,
      output: 'cache',
    },
    ports,
  );
  const steps = record.steps.filter(({ name }) => testStepOf(name, target, outline) !== undefined);
  const tests = steps.find(({ name }) => testStepOf(name, target, outline) === 'tests');
  // Nothing else says that a build without an image came to its end.
  if (tests === undefined && built.builder === 'buildkit')
    throw new McpDockError('ENGINE_LOST', { during: 'the tests' });
  return {
    stage: target,
    cached: tests?.cached ?? false,
    durationMs: steps.reduce((sum, { durationMs }) => sum + durationMs, 0),
  };
}

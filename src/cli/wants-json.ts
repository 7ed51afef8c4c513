/** The flag's name in the environment. */
export const JSON_VARIABLE = 'MCP_DOCK_JSON';

/** Whether `--json` was asked for, where flags could not be parsed: by the flag, or as oclif reads its variable. */
export function wantsJson(argv: readonly string[], environment: Readonly<Record<string, string | undefined>>): boolean {
  const end = argv.indexOf('--');
  return (
    argv.slice(0, end < 0 ? undefined : end).includes('--json') ||
    ['1', 'true', 'y', 'yes'].includes(environment[JSON_VARIABLE]?.toLowerCase() ?? '')
  );
}

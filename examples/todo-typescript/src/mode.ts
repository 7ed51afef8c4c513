export const MODES = ['http', 'stdio'] as const;
export type Mode = (typeof MODES)[number];

const TRANSPORTS: Record<string, Mode> = { 'streamable-http': 'http', stdio: 'stdio' };

/** The first argument decides, then MCP_TRANSPORT, then `http`. Throws for anything unknown. */
export function chooseMode(argument: string | undefined, transport: string | undefined): Mode {
  if (argument !== undefined) {
    const mode = MODES.find((candidate) => candidate === argument);
    if (mode === undefined) throw new Error(`The mode "${argument}" is unknown. Use one of: ${MODES.join(', ')}.`);
    return mode;
  }
  if (transport === undefined || transport === '') return 'http';
  const mode = TRANSPORTS[transport];
  if (mode === undefined)
    throw new Error(`MCP_TRANSPORT is "${transport}". Use one of: ${Object.keys(TRANSPORTS).join(', ')}.`);
  return mode;
}

import type { McpAnswer } from './facts/mcp.js';

/** Failures of an answer that came, and that nobody can do anything with. */
const CAME: readonly string[] = ['not-json', 'not-json-rpc', 'too-deep', 'other-id'];

/** Whether anything came back, good or bad: the server is there. */
export const hasAnswered = ({ failure }: Pick<McpAnswer, 'failure'>): boolean =>
  failure === undefined || CAME.includes(failure.kind);

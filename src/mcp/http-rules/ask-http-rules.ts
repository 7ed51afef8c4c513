import type { HttpRules } from '../../model/facts/http-rules.js';
import type { McpSession } from '../../model/facts/mcp.js';
import { MODERN_VERSION } from '../../model/mcp-protocol.js';
import type { WireSession } from '../http-wire.js';
import { Asker, type AskerOptions } from './asker.js';
import { corsQuestions } from './cors-questions.js';
import { askHandshakeRules } from './handshake-questions.js';
import { modernQuestions } from './modern-questions.js';

export interface HttpRulesOptions extends AskerOptions {
  /** What the server was found to speak, and to have. */
  readonly session: Pick<McpSession, 'eras' | 'tools'>;
  /** Started by us: it may be sent a body that cannot be read. What is a whole message, with one header or id that is wrong, anybody gets. */
  readonly owned: boolean;
  /** The one to ask in, where no other is given. */
  readonly only?: WireSession | undefined;
  /** Of web pages that may use the server, as the project says. */
  readonly origins?: readonly string[] | undefined;
}

/** Asks every rule of Streamable HTTP, in both eras, side by side. Nothing that is asked changes anything. */
export async function askHttpRules(options: HttpRulesOptions): Promise<HttpRules> {
  const { session, owned, only, origins = [] } = options;
  const { eras, tools } = session;
  using asker = new Asker(options);
  const handshake = eras.includes('handshake');
  const modern = eras.includes(MODERN_VERSION);
  const lists = tools !== undefined;
  const harmless = lists ? 'tools/list' : 'server/discover';
  const single = [
    ...(modern
      ? modernQuestions({
          client: asker.client,
          harmless,
          hasTools: lists && tools.length > 0,
          dual: handshake,
        })
      : []),
    ...(origins.length > 0 ? corsQuestions({ client: asker.client, harmless, origins, modern, handshake }) : []),
  ];
  const [rules, ...rows] = await Promise.all([
    handshake
      ? askHandshakeRules(asker, { harmless: lists ? 'tools/list' : 'ping', malformed: owned, only })
      : undefined,
    ...single.map(async (question) => (await asker.ask(question)).row),
  ]);
  return {
    eras: [...eras],
    ...(rules?.version === undefined ? {} : { version: rules.version }),
    ...(rules?.sessions === undefined ? {} : { sessions: rules.sessions }),
    exchanges: [...(rules?.rows ?? []), ...rows],
  };
}

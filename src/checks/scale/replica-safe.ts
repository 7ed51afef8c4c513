import { shellWord } from '../../model/shell-word.js';
import { defineCheck } from '../define-check.js';

export default defineCheck({
  id: 'scale/replica-safe',
  title: 'Two replicas behind a load balancer serve one client',
  why: 'A balancer sends each request of a client to another replica; a session that lives in the memory of one of them is unknown to the others, and clients see errors at random.',
  remedy:
    'Keep no session between requests (stateless mode of the SDK), or keep it where every replica finds it; else run one replica, or make the balancer sticky by the header Mcp-Session-Id.',
  severity: 'warning',
  references: [
    {
      title: 'MCP: Session management',
      url: 'https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#session-management',
    },
  ],
  profile: 'full',
  since: '0.1.0',
  needs: ['replicas', 'settings'],
  run({ replicas: { eras, command }, settings }) {
    const { port = 3000, path = '/mcp' } = settings.transports.http ?? {};
    return eras
      .filter(({ failed }) => failed > 0)
      .map(({ era, requests, failed, failure = 'no result', httpStatus, session }) => ({
        message: `Behind a round robin over two replicas, ${failed} of ${requests} requests of one client fail (${era === 'handshake' ? 'handshake era' : era}): ${failure}. ${session ? 'Its sessions need a sticky balancer, or a stateless server.' : 'It needs one replica, or a server without state.'}`,
        measured: `${failed} of ${requests}`,
        limit: '0',
        ...(httpStatus === undefined
          ? {}
          : { evidence: [`HTTP ${httpStatus} from the replica that did not greet it`] }),
        repro: twice(command, port, path),
      }));
  },
});

const HELLO =
  '{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"curl","version":"0"}}}';
const LIST = '{"jsonrpc":"2.0","id":2,"method":"tools/list"}';

/** Greeted on one replica, asked on the other. */
function twice(command: string, port: number, path: string): string {
  const start = command.replace('docker run --rm', 'docker run --rm --detach');
  const second = start.replace(`127.0.0.1:${port}:${port}`, `127.0.0.1:${port + 1}:${port}`);
  const curl = `curl -s -H 'Content-Type: application/json' -H 'Accept: application/json, text/event-stream'`;
  const session = `S=$(${curl} -o /dev/null -D - -d ${shellWord(HELLO)} http://127.0.0.1:${port}${path} | tr -d '\\r' | sed -n 's/^mcp-session-id: //Ip')`;
  const ask = `${curl} -H "Mcp-Session-Id: $S" -d ${shellWord(LIST)} http://127.0.0.1:${port + 1}${path}`;
  return `a=$(${start}); b=$(${second}); sleep 3; ${session}; ${ask}; docker stop "$a" "$b"`;
}

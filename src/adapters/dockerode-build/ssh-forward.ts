import {
  status,
  type ServerDuplexStream,
  type ServiceDefinition,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import { connect } from 'node:net';
import type { BuildRequest } from '../../ports/engine.js';
import { readFields, textOf, writeBytes } from './protobuf.js';

export const CHECK_AGENT = '/moby.sshforward.v1.SSH/CheckAgent';
export const FORWARD_AGENT = '/moby.sshforward.v1.SSH/ForwardAgent';

/** The metadata in which BuildKit names the agent that a mount asks for. */
const ID_KEY = 'buildkit.ssh.id';
const DEFAULT_ID = 'default';

type Answered = (error: object | null, value?: Buffer) => void;
type Agents = NonNullable<BuildRequest['ssh']>;

/**
 * Lets steps with `RUN --mount=type=ssh` talk to agents of this machine: every connection inside becomes one to the agent, its
 * bytes wrapped in BytesMessage { 1: data }. Keys never leave the agent.
 * https://github.com/moby/buildkit/blob/master/session/sshforward/ssh.proto
 */
export function sshForward(agents: Agents): {
  readonly definition: ServiceDefinition;
  readonly implementation: UntypedServiceImplementation;
} {
  const same = (bytes: Buffer) => bytes;
  const method = (path: string, stream: boolean) => ({
    path,
    requestStream: stream,
    responseStream: stream,
    requestSerialize: same,
    requestDeserialize: same,
    responseSerialize: same,
    responseDeserialize: same,
  });
  const socketOf = (id: string) => agents.find((agent) => agent.id === (id === '' ? DEFAULT_ID : id))?.socket;
  return {
    definition: { [CHECK_AGENT]: method(CHECK_AGENT, false), [FORWARD_AGENT]: method(FORWARD_AGENT, true) },
    implementation: {
      [CHECK_AGENT]: ({ request }: { request: Buffer }, answered: Answered) => {
        const id = textOf(readFields(request), 1);
        if (socketOf(id) === undefined)
          answered({
            code: status.NOT_FOUND,
            details: `no SSH agent is given to the build under the id "${id || DEFAULT_ID}"`,
          });
        else answered(null, Buffer.alloc(0));
      },
      [FORWARD_AGENT]: (call: ServerDuplexStream<Buffer, Buffer>) => {
        const [id = DEFAULT_ID] = call.metadata.get(ID_KEY);
        const socket = socketOf(String(id));
        if (socket === undefined) call.emit('error', { code: status.NOT_FOUND, details: 'no such SSH agent' });
        else forward(call, socket);
      },
    },
  };
}

function forward(call: ServerDuplexStream<Buffer, Buffer>, path: string): void {
  const agent = connect(path);
  agent.on('data', (bytes) => {
    if (!call.write(writeBytes(1, bytes))) {
      agent.pause();
      call.once('drain', () => agent.resume());
    }
  });
  call.on('data', (message: Buffer) => {
    for (const { number, bytes } of readFields(message)) if (number === 1 && bytes !== undefined) agent.write(bytes);
  });
  agent.on('end', () => call.end());
  agent.on('error', () => call.end());
  for (const event of ['end', 'cancelled', 'error', 'close']) call.on(event, () => agent.end());
}

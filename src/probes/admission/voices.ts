import type { ConsumerVoice } from '../../mcp/ask-as-consumer.js';
import { HANDSHAKE_VERSION } from '../../model/mcp-protocol.js';
import { TOOL_NAME } from '../../model/tool.js';

/** Client and time limit of docker/mcp-registry, `internal/mcp/client.go`; the version is the newest that its library knows. */
export const DOCKER_CATALOG: ConsumerVoice = {
  client: { name: 'docker', version: '1.0.0' },
  protocolVersion: '2024-11-05',
  timeoutMs: 60_000,
};

/** Client and version of docker/mcp-gateway, `pkg/gateway/clientpool.go`. It has no time limit; this one is ours. */
export const DOCKER_GATEWAY: ConsumerVoice = {
  client: { name: 'docker', version: '1.0.0' },
  protocolVersion: '2024-11-05',
  timeoutMs: 30_000,
};

/** For consumers whose client is nowhere written down. */
export const ownVoice = (version: string): ConsumerVoice => ({
  client: { name: TOOL_NAME, version },
  protocolVersion: HANDSHAKE_VERSION,
  timeoutMs: 30_000,
});

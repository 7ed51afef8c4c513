/** TCP ports of an image config's `ExposedPorts` (`3000/tcp`), in their order. */
export const exposedTcpPorts = (exposed: readonly string[]): number[] =>
  exposed
    .filter((port) => !/\/(?:udp|sctp)$/u.test(port))
    .map((port) => Number.parseInt(port, 10))
    .filter((port) => port > 0);

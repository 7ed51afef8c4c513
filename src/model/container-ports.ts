/** TCP ports of an image config's `ExposedPorts` (`3000/tcp`), in their order. */
export const exposedTcpPorts = (exposed: readonly string[]): number[] =>
  exposed
    .filter((port) => !/\/(?:udp|sctp)$/u.test(port))
    .map((port) => Number.parseInt(port, 10))
    .filter((port) => port > 0);

/** Of an address on which something listens, `127.0.0.1:3000` or `[::1]:8000`: nothing outside of its container reaches it. */
export const isLoopbackSocket = (socket: string): boolean => socket.startsWith('127.') || socket.startsWith('[::1]');

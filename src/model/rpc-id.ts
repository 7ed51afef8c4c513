/** What a request is known by. */
export type RpcId = string | number;

export const isRpcId = (id: unknown): id is RpcId => typeof id === 'string' || typeof id === 'number';

/** Whether an answer names that request. One that comes back as a text does: the client libraries take it for the number. */
export const isIdOf = (id: unknown, own: RpcId): boolean => id === own || id === String(own);

/** An answer names a request, and another one than that. */
export const isOtherId = (id: unknown, own: RpcId): id is RpcId => isRpcId(id) && !isIdOf(id, own);

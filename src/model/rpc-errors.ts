/** Error codes of JSON-RPC 2.0 that the protocol names. @see https://www.jsonrpc.org/specification#error_object */
export const METHOD_NOT_FOUND = -32_601;
export const INVALID_PARAMS = -32_602;

import type { RegistryCredentials } from '../../ports/engine.js';

/**
 * The header in which the engine takes a login, never part of a path or a message. Identity tokens go under the user name
 * `<token>` everywhere but here.
 */
export function registryAuth(login: RegistryCredentials | undefined): { readonly headers?: Record<string, string> } {
  if (login === undefined) return {};
  const { username, secret } = login;
  const auth = username === '<token>' ? { identitytoken: secret } : { username, password: secret };
  return { headers: { 'X-Registry-Auth': Buffer.from(JSON.stringify(auth)).toString('base64url') } };
}

import type { RegistryCredentials } from '../../ports/engine.js';

/**
 * The header in which the engine takes a login, never part of a path or a message. Identity tokens go under the user name
 * `<token>` everywhere but here.
 */
export function registryAuth(login: RegistryCredentials | undefined): { readonly headers?: Record<string, string> } {
  if (login === undefined) return {};
  const { username, secret } = login;
  return header(username === '<token>' ? { identitytoken: secret } : { username, password: secret });
}

/** The same for a push: engine 20.10 refuses one without the header, even from nobody. */
export const pushAuth = (login: RegistryCredentials | undefined): { readonly headers: Record<string, string> } => ({
  ...header({}),
  ...registryAuth(login),
});

/** Go's alphabet for URLs with its padding: without it engine 20.10 takes the login for none and says nothing. */
function header(auth: Readonly<Record<string, string>>): { readonly headers: Record<string, string> } {
  const encoded = Buffer.from(JSON.stringify(auth)).toString('base64').replaceAll('+', '-').replaceAll('/', '_');
  return { headers: { 'X-Registry-Auth': encoded } };
}

import { createServer, request as ask, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export const CLIENT = { id: 'ci', secret: 'p:ss w%rd+1234' };
export const TOKEN = 'issued-token';

export interface AuthorizationServerOptions {
  /** Path of its issuer. */
  readonly path?: string;
  /** Where its metadata is. */
  readonly place?: string;
  readonly metadata?: Readonly<Record<string, unknown>>;
  /** Of the protected server, beside what is right. */
  readonly resourceMetadata?: Readonly<Record<string, unknown>>;
  /** In place of its answer to a right client. */
  readonly answer?: { readonly status: number; readonly body: string };
  /** The server that its resource is, for whoever has a token; without it there is none behind. */
  readonly behind?: URL;
}

export interface AuthorizationServer extends AsyncDisposable {
  readonly issuer: string;
  /** An MCP server that takes its tokens and says so. */
  readonly protectedUrl: URL;
  /** Forms of all token requests. */
  readonly asked: { readonly form: Readonly<Record<string, string>>; readonly basic: boolean }[];
}

/** A little authorization server and a resource of its own, in this process. */
export async function startAuthorizationServer(options: AuthorizationServerOptions = {}): Promise<AuthorizationServer> {
  const { path = '', place = `/.well-known/oauth-authorization-server${path}`, metadata = {}, answer } = options;
  const { resourceMetadata = {}, behind } = options;
  const asked: AuthorizationServer['asked'] = [];
  let origin = '';
  const token = async (request: IncomingMessage) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const form = Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString()));
    const [, given] = /^Basic (.+)$/u.exec(request.headers.authorization ?? '') ?? [];
    const [id, secret] =
      given === undefined
        ? [form['client_id'], form['client_secret']]
        : Buffer.from(given, 'base64')
            .toString()
            .split(':')
            .map((part) => new URLSearchParams(`x=${part}`).get('x') ?? '');
    asked.push({ form, basic: given !== undefined });
    return id === CLIENT.id && secret === CLIENT.secret;
  };
  const json = (response: ServerResponse, status: number, body: unknown, headers = {}) =>
    void response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(JSON.stringify(body));
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', origin);
    if (pathname === place)
      return json(response, 200, { issuer: `${origin}${path}`, token_endpoint: `${origin}/token`, ...metadata });
    if (pathname === '/token')
      return void token(request).then((known) => {
        if (!known) json(response, 401, { error: 'invalid_client', error_description: `no ${CLIENT.secret}` });
        else if (answer === undefined) json(response, 200, { access_token: TOKEN, token_type: 'bearer' });
        else response.writeHead(answer.status).end(answer.body);
      });
    if (pathname === '/.well-known/oauth-protected-resource/mcp')
      return json(response, 200, {
        resource: `${origin}/mcp`,
        authorization_servers: [`${origin}${path}`],
        scopes_supported: ['tasks:read', 'tasks:write'],
        ...resourceMetadata,
      });
    if (pathname === '/mcp' && request.headers.authorization !== `Bearer ${TOKEN}`)
      return json(response, 401, {}, { 'WWW-Authenticate': 'Bearer error="invalid_token"' });
    if (pathname === '/mcp' && behind !== undefined) {
      const { method = 'POST', headers } = request;
      const onward = ask(behind, { method, headers: { ...headers, host: behind.host } }, (answered) => {
        response.writeHead(answered.statusCode ?? 502, answered.headers);
        answered.pipe(response);
      });
      onward.on('error', () => response.destroy());
      request.pipe(onward);
      return undefined;
    }
    response.writeHead(404).end();
    return undefined;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    issuer: `${origin}${path}`,
    protectedUrl: new URL(`${origin}/mcp`),
    asked,
    async [Symbol.asyncDispose]() {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

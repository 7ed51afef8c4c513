import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requireBaseImages } from '../support/require-base-images.js';
import { callTools } from '../support/call-tools.js';
import { progressLog } from '../support/log.js';
import { MakeProject, prepareMake, type MakePrograms } from '../support/make-project.js';
import { mustRun } from '../support/run.js';

const log = progressLog();
const BASES = ['nginx:1-alpine-slim', 'node:24-bookworm-slim', 'debian:bookworm-slim', 'python:3.13-slim-trixie'];
let programs: MakePrograms;
let project: MakeProject;
let page: string;
let auth: string;
let password: string;

beforeAll(async () => {
  programs = await prepareMake(await mkdtemp(join(tmpdir(), 'mcp-dock-fullstack-e2e-')), log);
  await requireBaseImages(BASES);
  project = new MakeProject(programs, 'fullstack', ['fullstack']);
  await project.write();
  const ports = { FRONTEND_PORT: project.port + 1, BACKEND_PORT: project.port + 2, AUTH_PORT: project.port + 3 };
  const lines = Object.entries(ports).map(([name, port]) => `${name}=${port}\n`);
  await appendFile(join(project.directory, '.env'), lines.join(''));
  page = `http://127.0.0.1:${ports.FRONTEND_PORT}`;
  auth = `http://127.0.0.1:${ports.AUTH_PORT}`;
  await project.mustMake('up');
  password = (await project.mustMake('-s', 'auth-password')).trim();
}, 600_000);

afterAll(async () => {
  await project.make(['clean-all', 'YES=1']);
  await rm(programs.parent, { recursive: true, force: true });
}, 120_000);

async function login(fields: Record<string, string> = {}, base = `${page}/auth/token`) {
  const form = { grant_type: 'password', username: 'Ada', password, ...fields };
  const answer = await fetch(base, { method: 'POST', body: new URLSearchParams(form) });
  const { access_token: token = '' } = (await answer.json()) as { access_token?: string };
  return { status: answer.status, token };
}

const api = async (token: string, path = '', init: { method?: string; body?: string } = {}) =>
  fetch(`${page}/api/tasks${path}`, {
    ...init,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
  });

describe('the four services', () => {
  it('are healthy, and reached on this machine only', async () => {
    const health = await project.mustMake('health');
    for (const service of ['mcp-server', 'backend', 'frontend', 'auth-server']) {
      expect(health).toContain(`${project.name}-${service}-1: healthy`);
      expect(await mustRun('docker', ['port', `${project.name}-${service}-1`])).toMatch(/-> 127\.0\.0\.1:\d+\n$/u);
    }
    expect((await fetch(`${auth}/health`)).status).toBe(200);
    expect(await project.mustMake('-s', 'token-print')).toMatch(/^[\w-]{43}\n$/u);
    expect(password).toMatch(/^[\w-]{43}$/u);
  });

  it('serve a page that may load nothing from elsewhere', async () => {
    const answer = await fetch(page);
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'self'");
    const text = await answer.text();
    expect(text).toContain('<h1>Tasks</h1>');
    const parts = [...text.matchAll(/(?:href|src)="([\w.]+)"/gu)].map(([, path = '']) => path);
    expect(parts).toEqual(['style.css', 'app.js']);
    const types = await Promise.all(
      parts.map(async (path) => (await fetch(`${page}/${path}`)).headers.get('content-type')),
    );
    expect(types.map((type) => type?.split(';')[0])).toEqual(['text/css', 'application/javascript']);
    for (const path of ['nginx.conf', 'start.sh', 'session', '.env'])
      expect((await fetch(`${page}/${path}`)).status, path).toBe(404);
  });

  it('show a person and a model the same tasks', async () => {
    const { status, token } = await login();
    expect(status).toBe(200);
    const made = await api(token, '', { method: 'POST', body: JSON.stringify({ title: 'Of a person' }) });
    expect(made.status).toBe(201);
    const { id } = (await made.json()) as { id: number };
    await callTools(project.url, async (call) => {
      expect(await call('list_tasks', {})).toMatchObject({ total: 1, tasks: [{ title: 'Of a person' }] });
      await call('mark_task_completed', { task_id: id });
      await call('create_task', { title: 'Of a model' });
    });
    const listed = (await (await api(token, '?status=all')).json()) as {
      tasks: { title: string; completed: boolean }[];
    };
    expect(Object.fromEntries(listed.tasks.map(({ title, completed }) => [title, completed]))).toEqual({
      'Of a person': true,
      'Of a model': false,
    });
    expect((await api(token, `/${id}`, { method: 'DELETE' })).status).toBe(204);
    expect(await project.titles()).toEqual(['Of a model']);
  });

  it('let nobody through without a token of the auth server for the page', async () => {
    expect((await login({ password: 'wrong' })).status).toBe(400);
    const elsewhere = await login({ resource: project.url });
    const { token } = await login();
    const statuses = await Promise.all(
      ['', 'x', elsewhere.token, `${token}x`].map(async (one) => (await api(one)).status),
    );
    expect(statuses).toEqual([401, 401, 401, 401]);
    // The backend itself knows the service token alone.
    const direct = await fetch(`http://127.0.0.1:${project.port + 2}/api/tasks`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(direct.status).toBe(401);
  });

  it('go on with another service token, and refuse while the auth server is away', async () => {
    const { token } = await login();
    await project.mustMake('token');
    expect((await api(token)).status).toBe(200);
    await project.addTask('With another token');
    await mustRun('docker', ['stop', `${project.name}-auth-server-1`]);
    expect((await api(token)).status).toBe(500);
    await project.mustMake('up');
    // Its key is another one now.
    expect((await api(token)).status).toBe(401);
    expect((await api((await login()).token)).status).toBe(200);
  }, 180_000);

  it('ask MCP clients for tokens of the auth server when that is wanted', async () => {
    const settings = {
      AUTH_SERVER_URL: 'http://auth-server:8080',
      AUTH_ISSUER_URL: auth,
      RESOURCE_SERVER_URL: project.url,
    };
    const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}\n`);
    await appendFile(join(project.directory, '.env'), lines.join(''));
    await project.mustMake('up');
    const body = '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"list_tasks","arguments":{}}}';
    const ask = async (token: string) =>
      fetch(project.url, {
        method: 'POST',
        body,
        headers: {
          'content-type': 'application/json',
          accept: 'application/json, text/event-stream',
          authorization: `Bearer ${token}`,
        },
      });
    const { token } = await login({ resource: project.url }, `${auth}/token`);
    const answer = await ask(token);
    expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining('Of a model')]);
    expect((await ask((await login()).token)).status).toBe(401);
    expect((await ask('')).status).toBe(401);
  }, 120_000);
});

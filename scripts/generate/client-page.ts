import type { Client, Place } from '../../src/clients/define-client.ts';
import type { EntryFormat } from '../../src/entry-files/entry-format.ts';
import type { GeneratedFile } from './indexes.ts';

const compiled = (path: string) => import(new URL(`../../dist/${path}`, import.meta.url).href);

const PLATFORMS = [
  { name: 'linux', title: 'Linux' },
  { name: 'darwin', title: 'macOS' },
  { name: 'win32', title: 'Windows' },
] as const;

const SERVER = {
  name: 'todo',
  command: 'docker',
  args: ['run', '--rm', '-i', '--init', '-v', 'todo-data:/app/data', 'todo:1.0.0', 'stdio'],
};
const URL_ = 'http://127.0.0.1:3000/mcp';
const TOKEN = { name: 'Authorization', variable: 'TODO_TOKEN', bearer: true };

/** The clients, from their own files. */
export async function clientPage(note: string): Promise<GeneratedFile> {
  const [{ clients }, { entryFormats }] = (await Promise.all([
    compiled('clients/index.js'),
    compiled('entry-files/edit-entry.js'),
  ])) as [{ clients: readonly Client[] }, { entryFormats: Record<Client['format'], EntryFormat> }];
  const rows = clients.map(
    ({ id, title, format, http, headersIn, places }) =>
      `| [\`${id}\`](#${id}) | ${title} | ${format === 'jsonc' ? 'JSON' : format.toUpperCase()} | ${Object.keys(places).join(', ')} | ${http === undefined ? 'stdio' : 'stdio, HTTP'} | ${headersIn.join(', ') || '–'} |`,
  );
  return {
    path: 'docs/clients.md',
    content: `${note}${INTRODUCTION}
## Clients

| name | client | file | scopes | transports | headers from variables |
|---|---|---|---|---|---|
${rows.join('\n')}

What is said of files is from the documentation of the clients, as linked. The files are read and written by tests on Linux; none of the clients is started by a test, and what is for macOS and Windows is **untested** there.

${clients.map((client) => section(client, entryFormats[client.format])).join('\n')}`,
  };
}

const INTRODUCTION = `# Clients

\`\`\`
mcp-dock client                              the clients, and which of them are on this machine
mcp-dock client cursor                       prints the entry of the project in this folder
mcp-dock client cursor --write               shows the difference, asks, writes, keeps a copy
mcp-dock client cursor --remove              takes it out again
mcp-dock client codex --image acme/weather:1.2.0
mcp-dock client vscode --url https://weather.example/mcp --bearer-env WEATHER_TOKEN
\`\`\`

Over stdio the client starts a container for itself: \`docker run --rm -i --init\`, with one volume \`NAME-data\` for each path of \`server.data\`, and with \`--env-file\` where the server needs variables (\`server.requiredEnv\`) or \`.env\` holds credentials. The image and its arguments are those that \`mcp-dock verify\` starts, from the same code; what an entry has more is \`--init\`, the volumes and the file of variables. There is no \`-t\`: a terminal would mix its echo into the protocol.

Where other services stand behind the server, the entry goes through Compose instead, \`docker compose --file … run --rm --no-deps --no-TTY stdio\`: the container is on the network of the project, with the settings and secrets of compose.yaml, beside whatever runs there already. Those services have to run; \`--no-deps\` keeps Compose from replacing them, which it would do where they were started with other files. A project of \`init --template aws\` goes the same way, with \`compose.aws-profile.yaml\`, where \`~/.aws\` is there and \`.env\` has no keys.

Over HTTP the entry holds the address that Compose publishes on this machine, or that of \`--url\`. The server has to run by itself.

**Secrets** stand neither in the file of a client nor in its command. Over stdio docker reads them from the file that \`--env-file\` names. Over HTTP \`--bearer-env\` and \`--header-env\` name variables, which the client reads itself where it can; where it can not, the command refuses. Note that \`env\` of an entry would reach the docker program only, never the server in the container.

**docker** stands with its whole path for clients that are started from a desktop, since those do not have the PATH of a shell; \`--docker\` names another.

**What is written** is checked first: read back, the new file has to be the old one with this entry, and comments outside of the entry stay. Keys that others have added to an entry of the same name (\`env\`, \`disabled\` …) stay. A file that cannot be read, or changed without touching something else, is left alone, and the line is named. The copy is beside the file, with the time in its name; a new file of a person is for that person only (0600).
`;

function section(client: Client, format: EntryFormat): string {
  const { id, title, docs, places, keyPath, stdio, http, headersIn, reload, limits } = client;
  const files = Object.entries(places).flatMap(([scope, place]) => filesOf(scope, place));
  const code = (entry: object) => `\`\`\`${client.format}\n${format.snippet([...keyPath, SERVER.name], entry)}\`\`\`\n`;
  const request = { name: SERVER.name, url: URL_, headers: headersIn.length > 0 ? [TOKEN] : [] };
  return `<a id="${id}"></a>

## ${title}

${files.join('\n')}

${code(stdio(SERVER))}
${http === undefined ? '' : `${code(http(request))}\n`}Then: ${reload}
${limits.length === 0 ? '' : `\n${limits.map((limit) => `- ${limit}`).join('\n')}\n`}
From: ${docs.map((url) => `<${url}>`).join(', ')}
`;
}

function filesOf(scope: string, place: Place): string[] {
  if (typeof place === 'string') return [`- ${scope}: \`${place}\``];
  return PLATFORMS.flatMap(({ name, title }) => {
    const path = place[name];
    return path === undefined ? [] : [`- ${scope}, ${title}: \`${path}\``];
  });
}

/** What helps a program of this machine, which is in no image, by the id of the cause. */
export const processRemedies: Readonly<Record<string, string>> = {
  'missing-program': 'Write the program with its path, or one that is on the PATH, and see that it may be executed.',
  'not-executable': 'Write the program with its path, or one that is on the PATH, and see that it may be executed.',
  'missing-variable': 'Give it the variable: --env NAME takes the value from your environment.',
  usage: 'Give it the arguments that it asks for, behind command:.',
  'needs-terminal':
    'Start it without asking anything: clients have no terminal. A login belongs into a command of its own, or into variables.',
  'sdk-drift':
    'Install the MCP SDK that the server was written for: from its lock file (`npm ci`, `uv sync --locked`), or below the next major version.',
  'missing-module':
    'Correct the path of the program, or install its dependencies from its lock file and build it first.',
  'port-in-use': 'End what listens on that port of this machine, or give the server another one.',
  'bind-refused': 'Listen on an address of this machine, and on a port above 1024.',
  'disk-full': 'Free space on this machine.',
  'tls-interception':
    'Give it the certificate of the proxy between with --env: NODE_EXTRA_CA_CERTS for Node.js, SSL_CERT_FILE and REQUESTS_CA_BUNDLE for Python.',
  'package-download': 'Install the server first and start its program: npx, uvx and pip need a registry at each start.',
  'dns-failure':
    'Correct the name, or see that this machine can look it up; connect when a tool needs it, not at start.',
  'connection-refused':
    'Start what it connects to before it, or correct the address; connect when a tool needs it, not at start.',
  'network-unreachable': 'See that this machine reaches that place; connect when a tool needs it, with a time limit.',
  'permission-denied': 'Let the files and folders that it uses belong to the user who starts it.',
  'missing-file': 'Correct the path, which begins where you stand, or put the file there.',
  'other-module-kind':
    'Write "type": "module" into the package.json nearest to sources with import, and take it out for sources with require.',
  'does-not-parse':
    'Start it with the version of the runtime that it was written for, or build it for the one that is here.',
  'installing-at-start':
    'Install the server first and start its program: npx, uvx and pip need a registry at each start, and npx asks a question before it without -y.',
  'serves-http':
    'Start it in its stdio mode, by the arguments or variables that it has for that. If it has none, start it yourself and verify its URL.',
  'still-starting':
    'Answer the first request before catalogues, models or connections are loaded, and say on stderr what is being waited for.',
  crashed:
    'A native module or the runtime itself is at fault: install native modules for this platform and processor, and try another version of the runtime.',
};

import { missingVariable } from '../missing-variable.js';
import { byText, quoted, type Cause } from './cause.js';
import { isAboutArguments } from './telling-line.js';

const SDK = String.raw`(?:mcp|fastmcp|@modelcontextprotocol)`;

/** The program ran and gave up: what it wrote says why. The narrower ones come first. */
export const serverCauses: readonly Cause[] = [
  {
    id: 'missing-variable',
    title: 'it asks for a variable',
    remedy:
      'Give it the variable: --env NAME takes the value from your environment; `server.env` of mcp-dock.yaml keeps one that is no secret.',
    find: ({ lastLines }) => {
      const naming = missingVariable(lastLines);
      return naming === undefined ? undefined : `it asks for the variable ${naming.name} (${naming.line})`;
    },
  },
  {
    id: 'needs-terminal',
    title: 'it wants a terminal',
    remedy:
      'Start it without asking anything: clients have no terminal. A login belongs into a command of its own, or into variables.',
    find: byText(/\bnot a (?:tty|terminal)\b|\bENOTTY\b|Inappropriate ioctl for device|setRawMode is not a function/iu),
  },
  {
    id: 'sdk-drift',
    title: 'the MCP SDK in the image is not the one that it was written for',
    remedy:
      'Pin the MCP SDK below its next major version in the manifest, install from the lock file (`npm ci`, `uv sync --locked`), and build again.',
    find: byText(
      new RegExp(String.raw`ImportError: cannot import name .* from ['"]?${SDK}\b`, 'u'),
      new RegExp(String.raw`No module named ['"]${SDK}\.`, 'u'),
      new RegExp(String.raw`(?:requested module|ERR_PACKAGE_PATH_NOT_EXPORTED|Package subpath).*${SDK}/`, 'u'),
      /'Server' object has no attribute '(?:list_|call_tool|read_resource|get_prompt|completion|(?:un)?subscribe_|set_logging_level|progress_notification)/u,
      new RegExp(
        String.raw`(?:unexpected keyword argument|has no attribute).*\b(?:FastMCP|MCPServer)\b|\b(?:FastMCP|MCPServer)\b.*(?:unexpected keyword argument|has no attribute)`,
        'u',
      ),
    ),
  },
  {
    id: 'missing-module',
    title: 'a module or package is not in the image',
    remedy:
      'Install all dependencies in the image from the lock file, build before the runtime stage copies, and see that .dockerignore keeps what is needed.',
    find: byText(
      /Cannot find (?:module|package)\b|\bERR_MODULE_NOT_FOUND\b|\bModuleNotFoundError\b|No module named\b|\bcannot open shared object file\b/u,
    ),
  },
  {
    id: 'port-in-use',
    title: 'something else in the container listens on its port',
    remedy: 'Start one server in the container, or give each a port of its own.',
    find: byText(/\bEADDRINUSE\b|address already in use/iu),
  },
  {
    id: 'bind-refused',
    title: 'it may not listen on its address',
    remedy: 'Listen on 0.0.0.0 and on a port above 1024.',
    find: byText(
      /\bEADDRNOTAVAIL\b|cannot assign requested address/iu,
      /(?:listen|bind)\b.*(?:\bEACCES\b|permission denied)|(?:\bEACCES\b|permission denied).*\b(?:listen|bind)/iu,
    ),
  },
  {
    id: 'read-only',
    title: 'it writes where the file system is read-only',
    remedy: 'Write to a volume or to /tmp, and start with `--tmpfs /tmp`.',
    find: byText(/\bEROFS\b|read-only file system/iu),
  },
  {
    id: 'disk-full',
    title: 'there is no space left',
    remedy: 'Free space on the engine: `docker system df` shows what holds it.',
    find: byText(/\bENOSPC\b|no space left on device/iu),
  },
  {
    id: 'tls-interception',
    title: 'it does not trust the certificate of what it connects to',
    remedy:
      'Give the container the certificate of the proxy between: NODE_EXTRA_CA_CERTS for Node.js, SSL_CERT_FILE and REQUESTS_CA_BUNDLE for Python, with the file mounted.',
    find: byText(
      /SELF_SIGNED_CERT|UNABLE_TO_(?:GET_ISSUER|VERIFY_LEAF)|CERTIFICATE_VERIFY_FAILED|self[- ]signed certificate|unable to (?:verify the first|get local issuer) certificate|unknown authority|invalid peer certificate/iu,
    ),
  },
  {
    id: 'package-download',
    title: 'it installs packages when it starts, and cannot',
    remedy:
      'Install the server while the image is built, and start its program in ENTRYPOINT: npx, uvx and pip at start need a registry each time.',
    find: byText(
      /npm (?:error|ERR!) (?:code|network|errno)\b|Failed to (?:fetch|download)[: ].*(?:pypi|\.whl|simple\/|registry)|No solution found when resolving|Could not find a version that satisfies/iu,
    ),
  },
  {
    id: 'dns-failure',
    title: 'a name that it connects to cannot be resolved',
    remedy:
      'Give the container the network in which that name exists, or its right name; connect when a tool needs it, not at start.',
    find: byText(
      /\bENOTFOUND\b|\bEAI_(?:AGAIN|NONAME)\b|getaddrinfo|Name or service not known|name resolution|no such host|could not translate host name/iu,
    ),
  },
  {
    id: 'connection-refused',
    title: 'nothing listens where it connects to',
    remedy:
      'Start what it connects to before it, on the same network and under that name: inside a container localhost is the container itself. Connect when a tool needs it.',
    find: byText(/\bECONNREFUSED\b|connection refused/iu),
  },
  {
    id: 'network-unreachable',
    title: 'what it connects to does not answer',
    remedy:
      'Connect when a tool needs it, with a time limit; give the container a network from which that place answers.',
    find: byText(
      /\bE(?:NETUNREACH|HOSTUNREACH|TIMEDOUT)\b|network is unreachable|no route to host|connect(?:ion)? timed? ?out/iu,
    ),
  },
  {
    id: 'permission-denied',
    title: 'it may not read or write a file',
    remedy:
      'Let the files and folders that it uses belong to the user that it runs as: COPY --chown, or chown before USER. Created ahead in the image, a volume gets the same owner.',
    find: byText(/\bEACCES\b|\bEPERM\b|\bPermissionError\b|permission denied|operation not permitted/iu),
  },
  {
    id: 'missing-file',
    title: 'a file that it wants is not there',
    remedy: 'Copy the file into the image, or mount it where the server looks for it; see that .dockerignore keeps it.',
    find: byText(/\bENOENT\b|\bFileNotFoundError\b|no such file or directory/iu),
  },
  {
    id: 'usage',
    title: 'it asks for other arguments',
    remedy: 'Give it the arguments that it asks for: under server.transports of mcp-dock.yaml, or as CMD of the image.',
    find: ({ lastLines, last }) => (isAboutArguments(lastLines) ? last : undefined),
  },
  {
    id: 'other-module-kind',
    title: 'its source and its package.json disagree about the kind of its modules',
    remedy:
      'Write "type": "module" into the package.json nearest to sources with import, and take it out for sources with require; copy that package.json into the image.',
    find: byText(
      /Cannot use import statement outside a module|Failed to load the ES module|\b(?:require|module|exports) is not defined in ES module scope/u,
    ),
  },
  {
    id: 'does-not-parse',
    title: 'its source does not parse with this runtime',
    remedy: 'Build for the version of the runtime that the image has, or take the base image that the sources want.',
    find: byText(/\b(?:SyntaxError|IndentationError)\b|ERR_UNKNOWN_FILE_EXTENSION|Unknown file extension/u),
  },
  {
    id: 'crashed',
    title: 'it crashed in native code',
    remedy:
      'A native module or the runtime itself is at fault: build native modules in the image, for its platform and processor, and try another version of the runtime.',
    find: (evidence) => {
      const signal = {
        132: 'an illegal instruction',
        134: 'an abort',
        135: 'a bus error',
        139: 'a segmentation fault',
      }[evidence.exitCode];
      return signal === undefined ? undefined : `it crashed with ${signal}${quoted(evidence)}`;
    },
  },
  {
    id: 'reported-error',
    title: 'it says why by itself',
    remedy:
      'Start the image by hand, read what it says, and give it what it needs: variables with --env, or a server that starts without.',
    find: ({ last }) => last,
  },
  {
    id: 'stdin-closed',
    title: 'it ended because nobody holds its stdin',
    remedy:
      'A server over stdio runs with `docker run -i`, and no platform restarts it in a loop. As a service it must listen on a port: declare its HTTP transport, and the arguments for it.',
    find: ({ exitCode, overStdio }) =>
      exitCode === 0 && overStdio === false
        ? 'its first process ended without an error, as a server over stdio does whose stdin nobody holds'
        : undefined,
  },
  {
    id: 'ended-by-itself',
    title: 'its first process ended without an error',
    remedy:
      'Keep the server as the first process: `exec` it in the last line of an entrypoint script, and start nothing in the background with `&`.',
    find: ({ exitCode, process = false }) => {
      if (exitCode !== 0) return undefined;
      return process
        ? 'it ended by itself, without an error'
        : 'its first process ended without an error, and a container ends with it';
    },
  },
  {
    id: 'killed',
    title: 'it was killed',
    remedy:
      'See who ends it: a supervisor, a time limit, or the memory of the machine (`docker events --filter event=oom`, the log of the kernel).',
    find: ({ exitCode, killed }) =>
      exitCode === 137 || killed === true
        ? killed === true
          ? 'it was killed from outside'
          : 'it was killed'
        : undefined,
  },
  {
    id: 'wrote-nothing',
    title: 'it ended and did not say why',
    remedy:
      'Start the image by hand and raise the log level; let the server write every error that ends it to stderr, uncaught ones included.',
    find: () => 'it did not say why',
  },
];

import { McpDockError } from '../errors/mcp-dock-error.js';
import { splitWords } from '../model/split-words.js';

/** What TARGET stands for; `project` when nothing was given. */
export type ParsedTarget =
  | { readonly kind: 'project' }
  | { readonly kind: 'image'; readonly reference: string }
  | { readonly kind: 'container'; readonly name: string }
  | { readonly kind: 'compose'; readonly service: string; readonly file?: string }
  | { readonly kind: 'command'; readonly words: readonly string[] }
  | ArchiveReference
  | { readonly kind: 'http'; readonly url: URL };

/** An image in a file; of several, the one that `image` names by reference or platform. */
export interface ArchiveReference {
  readonly kind: 'archive';
  readonly format: 'oci' | 'docker';
  readonly path: string;
  readonly image?: string;
}

/** Reads TARGET. Throws TARGET_INVALID or IMAGE_REFERENCE_INVALID. */
export function parseTarget(text: string | undefined, { archives = true } = {}): ParsedTarget {
  if (text === undefined) return { kind: 'project' };
  const target = text.trim();
  if (/^https?:\/\//iu.test(target)) return { kind: 'http', url: parseUrl(target) };
  if (target.startsWith('image:')) return { kind: 'image', reference: checkedReference(target.slice('image:'.length)) };
  if (target.startsWith('container:')) {
    const name = target.slice('container:'.length);
    if (/^\/?[a-zA-Z0-9][\w.-]*$/u.test(name)) return { kind: 'container', name };
    throw new McpDockError('TARGET_INVALID', {
      target,
      reason: name === '' ? 'the name of the container is missing.' : 'that is no name or id of a container.',
    });
  }
  if (target.startsWith('command:')) return parseCommand(target.slice('command:'.length));
  if (target.startsWith('compose:')) return parseCompose(target);
  const archive = /^(oci|docker)-archive:/u.exec(target);
  if (archive !== null) return parseArchive(target, archive[1] === 'oci' ? 'oci' : 'docker');
  const reason =
    target === ''
      ? 'it is empty.'
      : isPath(target)
        ? `verify takes no folder. Go there with \`cd ${target}\` and run \`mcp-dock verify\`.`
        : LIKE_AN_ADDRESS.test(target)
          ? `it has no kind. For a server write http://${target}, for an image of a registry image:${target}`
          : faultOf(target) === undefined
            ? `it has no kind. For an image write image:${target}`
            : 'it begins with none of image:, container:, compose:, oci-archive:, docker-archive:, command:, http:// and https://.';
  throw new McpDockError('TARGET_INVALID', { target, reason, ...(archives ? {} : { archives }) });
}

/** `127.0.0.1:3000/mcp`, `localhost:3000`: somebody left the beginning of an address out, or it is a registry. */
const LIKE_AN_ADDRESS =
  /^(?:localhost(?::\d+)?|\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?|[a-z0-9][a-z0-9.-]*:\d+(?=\/))(?:\/\S*)?$/iu;

/** `.`, `..`, `src/`, `./server`, `C:\\server`: what no image is called. */
const isPath = (target: string): boolean => /^(?:\.{1,2}|~)?[/\\]|^(?:\.{1,2}|~)$|[/\\]$|^[A-Za-z]:[/\\]/u.test(target);

function parseCommand(line: string): ParsedTarget {
  const split = splitWords(line);
  if ('words' in split) return { kind: 'command', words: split.words };
  // Its arguments may be secrets: the program is all that is repeated.
  const program = /^\s*[^\s=]*/u.exec(line)?.[0].trim() ?? '';
  const target = `command:${program}${program === line.trim() ? '' : ' …'}`;
  throw new McpDockError('TARGET_INVALID', { target, reason: split.fault });
}

/** `compose:SERVICE`, or `compose:SERVICE@FILE` for other files than Compose finds by itself. */
function parseCompose(target: string): ParsedTarget {
  const [, service = '', file] = /^compose:([^@]*)(?:@(.*))?$/su.exec(target) ?? [];
  if (!/^[a-zA-Z0-9][\w.-]*$/u.test(service))
    throw new McpDockError('TARGET_INVALID', {
      target,
      reason: service === '' ? 'the name of the service is missing.' : 'that is no name of a service.',
    });
  if (file === '') throw new McpDockError('TARGET_INVALID', { target, reason: 'the file behind the @ is missing.' });
  return { kind: 'compose', service, ...(file === undefined ? {} : { file }) };
}

/** `oci-archive:FILE`, or `oci-archive:FILE#linux/arm64` and `docker-archive:FILE#acme/weather:1.2.0` for one of several. */
function parseArchive(target: string, format: 'oci' | 'docker'): ArchiveReference {
  const [path = '', ...rest] = target.slice(target.indexOf(':') + 1).split('#');
  const image = rest.join('#');
  if (path === '') throw new McpDockError('TARGET_INVALID', { target, reason: 'the file is missing.' });
  if (rest.length > 0 && image === '')
    throw new McpDockError('TARGET_INVALID', { target, reason: 'the image behind the # is missing.' });
  return { kind: 'archive', format, path, ...(image === '' ? {} : { image }) };
}

function parseUrl(target: string): URL {
  if (!URL.canParse(target))
    throw new McpDockError('TARGET_INVALID', {
      target: target.replace(/(?<=:\/\/).*@/su, '…@').replace(/[?#].*$/su, '?…'),
      reason: 'that is no URL.',
    });
  const url = new URL(target);
  if (url.username !== '' || url.password !== '') {
    throw new McpDockError('TARGET_INVALID', {
      target: `${url.origin}${url.pathname}`,
      reason: 'credentials do not belong into the address; give them with --header or --bearer-env.',
    });
  }
  return url;
}

function checkedReference(reference: string): string {
  const reason = faultOf(reference);
  if (reason !== undefined) throw new McpDockError('IMAGE_REFERENCE_INVALID', { reference, reason });
  return reference;
}

const COMPONENT = String.raw`[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*`;
const DOMAIN = String.raw`(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*|\[[0-9a-fA-F:]+\])(?::\d+)?`;
const NAME = new RegExp(String.raw`^(?:${DOMAIN}/)?${COMPONENT}(?:/${COMPONENT})*$`, 'u');

/** What is wrong with an image reference or image id; undefined when nothing is. */
function faultOf(reference: string): string | undefined {
  if (reference === '') return 'it is empty.';
  if (reference.length > 512) return 'it is longer than 512 characters.';
  if (/^(?:sha256:)?[0-9a-f]{64}$/u.test(reference)) return undefined;
  if (/\s/u.test(reference)) return 'it contains a space.';
  const [beforeDigest = '', digest, ...more] = reference.split('@');
  if (more.length > 0) return 'it has more than one @.';
  if (digest !== undefined && !/^[a-z0-9]+(?:[.+_-][a-z0-9]+)*:[0-9a-f]{32,}$/u.test(digest))
    return `the digest "${digest}" is not algorithm:hex.`;
  const colon = beforeDigest.lastIndexOf(':');
  const tagged = colon > beforeDigest.lastIndexOf('/');
  const name = tagged ? beforeDigest.slice(0, colon) : beforeDigest;
  const tag = tagged ? beforeDigest.slice(colon + 1) : undefined;
  if (tag !== undefined && !/^\w[\w.-]{0,127}$/u.test(tag)) return `the tag "${tag}" is not valid.`;
  if (NAME.test(name)) return undefined;
  if (NAME.test(name.toLowerCase())) return 'names are all lower case.';
  return `the name "${name}" is not valid.`;
}

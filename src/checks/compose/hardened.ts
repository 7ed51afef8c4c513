import type { ComposeService } from '../../model/facts/compose.js';
import type { Finding } from '../../model/finding.js';
import { defineCheck } from '../define-check.js';
import { allServices, at, lastingServices, NO_SERVICE, once, placeOf } from './services.js';

export default defineCheck({
  id: 'compose/hardened',
  title: 'Containers have no right that they do not need',
  why: 'What a model is talked into doing with a tool ends at what the container may do.',
  remedy:
    'Write `read_only: true` with a tmpfs at /tmp, `cap_drop: [ALL]` and `security_opt: ["no-new-privileges:true"]`.',
  severity: 'warning',
  references: [
    {
      title: 'OWASP: Docker security',
      url: 'https://cheatsheetseries.owasp.org/cheatsheets/Docker_Security_Cheat_Sheet.html',
    },
  ],
  aliases: ['CIS-DI-5.3', 'CIS-DI-5.4', 'CIS-DI-5.12', 'CIS-DI-5.25'],
  since: '0.1.0',
  needs: ['composeProject'],
  run({ composeProject }) {
    const services = allServices(composeProject);
    if (services.length === 0) return NO_SERVICE;
    return once([
      ...lastingServices(composeProject).flatMap(({ service }) => lacking(service)),
      ...services.flatMap(({ service }) => excessive(service)),
    ]);
  },
});

function lacking(service: ComposeService): Finding[] {
  const { name, readOnly, capDrop, securityOptions, privileged } = service;
  if (privileged) return [];
  const missing = [
    ...(readOnly ? [] : [{ key: 'read_only', words: '`read_only: true`' }]),
    ...(capDrop.some((one) => /^all$/iu.test(one)) ? [] : [{ key: 'cap_drop', words: '`cap_drop: [ALL]`' }]),
    ...(securityOptions.some((one) => /^no-new-privileges(?:[:=]true)?$/u.test(one))
      ? []
      : [{ key: 'security_opt', words: '`no-new-privileges`' }]),
  ];
  const [first] = missing;
  if (first === undefined) return [];
  const list = new Intl.ListFormat('en', { type: 'disjunction' }).format(missing.map(({ words }) => words));
  return [
    {
      message: `The service "${name}" has no ${list}.`,
      location: at(missing.length === 1 ? placeOf(service, first.key) : service),
    },
  ];
}

const STRONG = /^(?:CAP_)?(?:ALL|SYS_ADMIN|SYS_PTRACE|SYS_MODULE|NET_ADMIN|DAC_READ_SEARCH|SYS_RAWIO|BPF)$/iu;

function excessive(service: ComposeService): Finding[] {
  const { name, privileged, capAdd, namespaces, networkMode, securityOptions, mounts, user } = service;
  const said = (message: string, place: { file: string; line: number }, remedy: string): Finding => ({
    message: `The service "${name}" ${message}.`,
    location: at(place),
    remedy,
  });
  return [
    ...(privileged
      ? [said('is privileged: it has this machine', placeOf(service, 'privileged'), 'Remove `privileged`.')]
      : []),
    ...capAdd
      .filter((one) => STRONG.test(one))
      .map((one) =>
        said(`adds the capability ${one}`, placeOf(service, 'cap_add'), 'Remove it, or name the one that is needed.'),
      ),
    ...[...namespaces, ...(networkMode === undefined ? [] : [{ key: 'network_mode', value: networkMode }])]
      .filter(({ value }) => value === 'host')
      .map(({ key }) =>
        said(
          `shares ${key === 'network_mode' ? 'the network' : key} with this machine`,
          placeOf(service, key),
          `Remove \`${key}: host\`.`,
        ),
      ),
    ...securityOptions
      .filter((one) => /(?:seccomp|apparmor|label)[:=](?:unconfined|disable)/u.test(one))
      .map((one) => said(`turns off a protection: ${one}`, placeOf(service, 'security_opt'), 'Remove the option.')),
    ...mounts
      .filter(({ source = '' }) => /(?:^|\/)(?:docker|podman|containerd)\.sock$/u.test(source))
      .map((mount) =>
        said(
          `has the socket of the engine, ${mount.source}, and with it this machine`,
          mount,
          'Remove the mount; put a proxy that allows only what is needed in between.',
        ),
      ),
    ...mounts
      .filter(
        ({ type, source, readOnly }) =>
          type === 'bind' && /^\/(?:etc|proc|sys|boot|root|var)?\/?$/u.test(source ?? '') && !readOnly,
      )
      .map((mount) =>
        said(`can write to ${mount.source} of this machine`, mount, 'Mount only what is needed, with `:ro`.'),
      ),
    ...(user !== undefined && /^(?:root|0)(?::|$)/u.test(user)
      ? [said('runs as root', placeOf(service, 'user'), 'Remove `user`, or give a user without rights: `1000:1000`.')]
      : []),
  ];
}

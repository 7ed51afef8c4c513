import type { ComposeProblem, ComposeService, ComposeSetup } from '../../model/facts/compose.js';

/** What Compose refuses of files that are fine one by one: names that nothing has, circles, profiles that leave out what is needed. */
export function setupProblems(setup: ComposeSetup): ComposeProblem[] {
  const { services } = setup;
  return [
    ...services.flatMap((service) => [...nothingToRun(service), ...unknownNames(service, setup)]),
    ...circles(services),
    ...profiles(services),
    ...sameNames(services),
  ];
}

const problem = ({ file, line }: { file: string; line: number }, message: string): ComposeProblem => ({
  kind: 'reference',
  file,
  line,
  message,
});

function nothingToRun(service: ComposeService): ComposeProblem[] {
  if (service.image !== undefined || service.build !== undefined || 'provider' in service.keys) return [];
  return [problem(service, `The service "${service.name}" has neither an image nor a build.`)];
}

function unknownNames(service: ComposeService, { services, secrets, configs }: ComposeSetup): ComposeProblem[] {
  const names = new Set(services.map(({ name }) => name));
  const among = (kind: string, used: ComposeService['secrets'], known: ComposeSetup['secrets']) =>
    used
      .filter(({ name }) => !known.some((one) => one.name === name))
      .map((one) =>
        problem(
          one,
          `The service "${service.name}" uses the ${kind} "${one.name}", which is not declared under ${kind}s.`,
        ),
      );
  return [
    ...service.dependsOn
      .filter(({ name, required }) => required && !names.has(name))
      .map((one) =>
        problem(one, `The service "${service.name}" depends on "${one.name}", and there is no such service.`),
      ),
    ...among('secret', service.secrets, secrets),
    ...among('config', service.configs, configs),
  ];
}

function circles(services: readonly ComposeService[]): ComposeProblem[] {
  const byName = new Map(services.map((service) => [service.name, service]));
  const done = new Set<string>();
  const found: ComposeProblem[] = [];
  const visit = (service: ComposeService, path: readonly string[]) => {
    if (done.has(service.name)) return;
    for (const dependency of service.dependsOn) {
      const at = path.indexOf(dependency.name);
      if (at >= 0) {
        const circle = [...path.slice(at), dependency.name];
        found.push(problem(dependency, `Services wait for each other in a circle: ${circle.join(' → ')}.`));
        continue;
      }
      const next = byName.get(dependency.name);
      if (next !== undefined) visit(next, [...path, next.name]);
    }
    done.add(service.name);
  };
  for (const service of services) visit(service, [service.name]);
  return found;
}

/** A service is started in each of its profiles, and always without any; so what it needs must be started then as well. */
function profiles(services: readonly ComposeService[]): ComposeProblem[] {
  return services.flatMap((service) =>
    service.dependsOn.flatMap((dependency) => {
      const needed = services.find(({ name }) => name === dependency.name);
      if (needed === undefined || !dependency.required || needed.profiles.length === 0) return [];
      const without = service.profiles.filter((profile) => !needed.profiles.includes(profile));
      if (service.profiles.length > 0 && without.length === 0) return [];
      const when = service.profiles.length === 0 ? 'without a profile' : `in the profile ${without[0] ?? ''}`;
      return [
        problem(
          dependency,
          `The service "${service.name}" starts ${when} and depends on "${needed.name}", which starts only in ${needed.profiles.join(', ')}.`,
        ),
      ];
    }),
  );
}

function sameNames(services: readonly ComposeService[]): ComposeProblem[] {
  const named = services.filter(({ containerName }) => containerName !== undefined);
  return named.flatMap((service, index) => {
    const other = named.slice(0, index).find(({ containerName }) => containerName === service.containerName);
    return other === undefined
      ? []
      : [
          problem(
            service.keys['container_name'] ?? service,
            `The services "${other.name}" and "${service.name}" want the same container name, ${service.containerName ?? ''}.`,
          ),
        ];
  });
}

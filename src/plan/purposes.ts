/** What a server can be for, as a person answers; each with the sentence that it gives to an advice. */
export const purposes = {
  local: {
    title: 'only for you, on this machine',
    towards: 'local',
    weight: 1,
    reason: 'It is for you alone, on this machine: nobody else needs the same environment.',
  },
  development: {
    title: 'being developed: changed, tried and debugged',
    towards: 'local',
    weight: 2,
    reason:
      'It is being developed: a local process starts at once after a change and stops in a debugger; an image is built first.',
  },
  production: {
    title: 'in production: the same everywhere, for others',
    towards: 'container',
    weight: 3,
    reason: 'It is for production: the image that was tested is the one that runs, with a health check and limits.',
  },
  scaling: {
    title: 'several copies, or Kubernetes, Swarm and the like',
    towards: 'container',
    weight: 3,
    reason: 'It is to run in several copies: orchestrators start, check and replace containers, not processes.',
  },
  platforms: {
    title: 'machines of several kinds',
    towards: 'container',
    weight: 2,
    reason:
      'It is for machines of several kinds: one image for linux/amd64 and linux/arm64 runs on Linux, macOS and Windows.',
  },
  isolation: {
    title: 'kept apart: limits, rights, code that is not trusted',
    towards: 'container',
    weight: 2,
    reason:
      'It is to be kept apart: a container bounds memory, processor and processes, and sees no files but those it is given.',
  },
} as const satisfies Readonly<
  Record<
    string,
    { readonly title: string; readonly towards: Towards; readonly weight: number; readonly reason: string }
  >
>;

export type Towards = 'container' | 'local';
export type Purpose = keyof typeof purposes;

export const PURPOSES = Object.keys(purposes) as readonly Purpose[];

/** Whether a protected resource holds an address, as client libraries compare them: the same origin, and a path that begins with that of the resource. */
export function covers(resource: URL, asked: URL): boolean {
  const folder = (path: string) => (path.endsWith('/') ? path : `${path}/`);
  return resource.origin === asked.origin && folder(asked.pathname).startsWith(folder(resource.pathname));
}

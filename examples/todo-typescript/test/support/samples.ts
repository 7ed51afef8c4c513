/** The value of one series of a Prometheus text, whatever the order of its labels; undefined when it is not there. */
export function sample(text: string, name: string, labels: Record<string, string> = {}): number | undefined {
  const wanted = JSON.stringify(Object.entries(labels).toSorted());
  for (const line of text.split('\n')) {
    const [, series, given = '', value] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
    if (series !== name) continue;
    const found = [...given.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, text]) => [key, text]).toSorted();
    if (JSON.stringify(found) === wanted) return Number(value);
  }
  return undefined;
}

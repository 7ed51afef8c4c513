import { imageName } from './image-names.js';

interface Release {
  /** As tags begin: `18`, `3.8`, or a code name. */
  readonly version: string;
  /** Last day with security updates for everybody. */
  readonly end: string;
}

interface Product {
  readonly title: string;
  readonly source: string;
  readonly releases: readonly Release[];
}

const releases = (text: string): Release[] =>
  text
    .trim()
    .split(/\s+/u)
    .map((pair) => {
      const [version = '', end = ''] = pair.split('=');
      return { version, end };
    });

/** Days from the projects' own pages. Where a page names a month, the last day of it. */
export const PRODUCTS: Readonly<Record<'node' | 'python' | 'debian' | 'ubuntu' | 'alpine', Product>> = {
  node: {
    title: 'Node.js',
    source: 'https://github.com/nodejs/Release#release-schedule',
    releases:
      releases(`4=2018-04-30 5=2016-06-30 6=2019-04-30 7=2017-06-30 8=2019-12-31 9=2018-06-30 10=2021-04-30 11=2019-06-01
      12=2022-04-30 13=2020-06-01 14=2023-04-30 15=2021-06-01 16=2023-09-11 17=2022-06-01 18=2025-04-30 19=2023-06-01
      20=2026-04-30 21=2024-06-01 22=2027-04-30 23=2025-06-01 24=2028-04-30 25=2026-06-01`),
  },
  python: {
    title: 'Python',
    source: 'https://devguide.python.org/versions/',
    releases:
      releases(`2.7=2020-01-01 3.4=2019-03-18 3.5=2020-09-30 3.6=2021-12-23 3.7=2023-06-27 3.8=2024-10-07 3.9=2025-10-31
      3.10=2026-10-31 3.11=2027-10-31 3.12=2028-10-31 3.13=2029-10-31 3.14=2030-10-31`),
  },
  // With Debian's long-term support, which images of that release still get.
  debian: {
    title: 'Debian',
    source: 'https://wiki.debian.org/LTS',
    releases:
      releases(`jessie=2020-06-30 stretch=2022-06-30 buster=2024-06-30 bullseye=2026-08-31 bookworm=2028-06-30 trixie=2030-06-30
      8=2020-06-30 9=2022-06-30 10=2024-06-30 11=2026-08-31 12=2028-06-30 13=2030-06-30`),
  },
  ubuntu: {
    title: 'Ubuntu',
    source: 'https://ubuntu.com/about/release-cycle',
    releases:
      releases(`trusty=2019-04-25 xenial=2021-04-30 bionic=2023-05-31 focal=2025-05-29 jammy=2027-06-01 noble=2029-05-31
      14.04=2019-04-25 16.04=2021-04-30 18.04=2023-05-31 20.04=2025-05-29 22.04=2027-06-01 22.10=2023-07-20 23.04=2024-01-25
      23.10=2024-07-11 24.04=2029-05-31 24.10=2025-07-10 25.04=2026-01-15 25.10=2026-07-09 26.04=2031-05-29`),
  },
  alpine: {
    title: 'Alpine Linux',
    source: 'https://alpinelinux.org/releases/',
    releases:
      releases(`3.10=2021-05-01 3.11=2021-11-01 3.12=2022-05-01 3.13=2022-11-01 3.14=2023-05-01 3.15=2023-11-01 3.16=2024-05-23
      3.17=2024-11-22 3.18=2025-05-09 3.19=2025-11-01 3.20=2026-04-01 3.21=2026-11-01 3.22=2027-05-01 3.23=2027-11-01`),
  },
};

export interface Ended {
  readonly title: string;
  readonly version: string;
  readonly end: string;
  readonly source: string;
}

/** What an image is made of that gets no security updates any more on that day: the runtime by its tag, the system by its suffix. */
export function endOfLife(reference: string, day: string): Ended[] {
  const { name, tag = '', official } = imageName(reference);
  if (!official) return [];
  const [first = '', ...suffixes] = tag.split('-');
  const own = name in PRODUCTS ? [{ product: PRODUCTS[name as keyof typeof PRODUCTS], word: first }] : [];
  const systems = suffixes.map((word) => systemOf(word)).filter((found) => found !== undefined);
  return [...own, ...systems].flatMap(({ product, word }) => {
    const release = releaseOf(product, word);
    return release === undefined || release.end >= day
      ? []
      : [{ title: product.title, ...release, source: product.source }];
  });
}

function releaseOf({ releases: all }: Product, word: string): Release | undefined {
  return all.find(({ version }) => word === version || word.startsWith(`${version}.`));
}

function systemOf(word: string): { product: Product; word: string } | undefined {
  const alpine = /^alpine(?<version>\d+\.\d+)/u.exec(word)?.groups?.['version'];
  if (alpine !== undefined) return { product: PRODUCTS.alpine, word: alpine };
  if (!/^[a-z]+$/u.test(word)) return undefined;
  const product = [PRODUCTS.debian, PRODUCTS.ubuntu].find(({ releases: all }) =>
    all.some(({ version }) => version === word),
  );
  return product === undefined ? undefined : { product, word };
}

/** Files by what they are for. Paths are absolute in the image; the app folder is handled apart. */

const BIN = '^/(?:usr/|usr/local/|opt/[^/]+/)?s?bin/';
const TRIPLET = '(?:[a-z0-9_]+-(?:linux-gnu|linux-musl|alpine-linux-musl|pc-linux-gnu)(?:eabihf|eabi)?-)?';
const VERSION = '(?:-[0-9.]+)?';

/** Compilers, linkers and build systems. Package managers are none: their caches are looked for instead. */
export const BUILD_TOOLS: readonly RegExp[] = [
  new RegExp(
    `${BIN}${TRIPLET}(?:gcc|g\\+\\+|cc|c\\+\\+|cpp|clang|clang\\+\\+|gfortran|tcc|as|ld(?:\\.(?:bfd|gold|lld))?|make|gmake|cmake|ninja|meson|autoconf|automake|libtool|bison|flex|m4|nasm|javac)${VERSION}$`,
    'u',
  ),
  /^\/usr\/local\/go\/bin\/go$|^\/usr\/lib\/go(?:-[0-9.]+)?\/bin\/go$|^\/(?:usr\/)?bin\/go$/u,
  /^\/(?:usr\/local\/cargo|root\/\.cargo|home\/[^/]+\/\.cargo)\/bin\/(?:cargo|rustc|rustup)$|^\/usr\/bin\/(?:cargo|rustc)$/u,
  /^\/usr\/lib\/gcc(?:-cross)?\/[^/]+\/[^/]+\/(?:cc1|cc1plus|collect2)$/u,
];

/** What package managers leave behind. Group 1 is the folder that a person removes. */
export const PACKAGE_CACHES: readonly RegExp[] = [
  /^(\/var\/lib\/apt\/lists)\/[^/]+$/u,
  /^(\/var\/cache\/apt)\/(?:archives\/[^/]+\.deb|[^/]+\.bin)$/u,
  /^(\/var\/cache\/apk)\/[^/]+$/u,
  /^(\/var\/cache\/(?:yum|dnf|microdnf|zypp))\/.+$/u,
  /^(\/(?:root|home\/[^/]+|app)\/\.npm)\/_(?:cacache|logs|npx)\/.+$/u,
  /^(\/(?:root|home\/[^/]+|app)\/\.cache\/(?:pip|uv|pypoetry|pnpm|yarn|node-gyp|node|go-build|deno|puppeteer))\/.+$/u,
  /^(\/(?:root|home\/[^/]+)\/\.local\/share\/pnpm\/store)\/.+$/u,
  /^(\/usr\/local\/share\/\.cache\/yarn)\/.+$/u,
  /^(\/(?:root|home\/[^/]+)\/\.yarn\/(?:berry\/)?cache)\/.+$/u,
  /^(\/usr\/local\/cargo\/registry)\/(?:cache|src|index)\/.+$/u,
  /^(\/(?:root\/)?go\/pkg\/mod\/cache)\/.+$/u,
];

/** Markers that package managers keep in an emptied cache folder. */
export const CACHE_MARKERS = /\/(?:lock|partial|CACHEDIR\.TAG|auxfiles|\.gitkeep)$/u;

/** Below the app folder: what a .dockerignore is for. Group 1 is the part that a person would ignore. */
export const IGNORED_IN_APP: readonly RegExp[] = [
  /^(.*?\/(?:\.git|\.svn|\.hg|\.github|\.gitlab|\.vscode|\.idea|\.aws|\.ssh|__tests__|\.pytest_cache|\.mypy_cache|\.ruff_cache|\.nyc_output|\.tox))\/.+$/u,
  /^(\/(?:tests?|e2e|coverage|docs))\/.+$/u,
  /^(.*?\/node_modules\/\.cache)\/.+$/u,
  /^(.*\/(?:\.npmrc|\.pypirc|\.netrc|\.git-credentials|\.DS_Store|\.dockerignore|\.gitignore|Dockerfile|(?:docker-)?compose(?:\.[\w-]+)?\.ya?ml))$/u,
  /^(.*\/\.env(?:\.(?!example$|sample$|template$|dist$)[\w.-]+)?)$/u,
  /^(.*\.(?:test|spec)\.[cm]?[jt]sx?)$/u,
];

/** In a home folder or the root: credentials that belong to a person, not to an image. */
export const IGNORED_ANYWHERE: readonly RegExp[] = [
  /^(\/(?:root|home\/[^/]+)?\/?\.(?:aws|ssh|kube|docker|gnupg|config\/gcloud))\/.+$/u,
  /^(\/(?:root\/|home\/[^/]+\/)?(?:\.npmrc|\.pypirc|\.netrc|\.git-credentials|\.env))$/u,
];

/** Folders in which an app lives when the image names no working directory. */
export const USUAL_APP_FOLDERS: readonly string[] = ['/app', '/usr/src/app', '/srv', '/opt/app', '/workspace', '/code'];

/** Packages of npm that serve development and nothing else. */
export const NODE_DEV_PACKAGES: ReadonlySet<string> = new Set(
  `typescript ts-node tsx tsup vitest jest mocha chai ava tap nyc c8 sinon cypress @playwright/test eslint oxlint
  prettier stylelint husky lint-staged nodemon webpack-cli webpack-dev-server vite rollup parcel
  @vitest/coverage-v8 @typescript-eslint/parser @typescript-eslint/eslint-plugin @biomejs/biome ts-jest babel-jest knip
  @changesets/cli semantic-release supertest nock msw concurrently`.split(/\s+/u),
);

/** Distributions of PyPI that serve development and nothing else, normalised as PEP 503 says. */
export const PYTHON_DEV_PACKAGES: ReadonlySet<string> = new Set(
  `pytest pytest-cov pytest-asyncio pytest-xdist pytest-mock coverage ruff mypy black isort flake8 pylint pyright bandit tox nox
  pre-commit hypothesis ipython ipdb debugpy sphinx mkdocs twine build autopep8 yapf pyflakes pycodestyle types-requests
  types-pyyaml vulture interrogate`.split(/\s+/u),
);

/** Where everyone may write by custom. */
export const WRITABLE_BY_CUSTOM = /^\/(?:tmp|var\/tmp|run\/lock|var\/lock|dev|proc|sys)(?:\/|$)/u;

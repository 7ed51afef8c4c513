import type { LocalNeed } from './detection.js';
import { firstIn, type Detected, type Language, type ProjectView } from './project-view.js';

interface Rule extends LocalNeed {
  readonly packages?: Readonly<Partial<Record<Language, readonly string[]>>>;
  readonly sources?: Readonly<Partial<Record<Language, RegExp>>>;
}

const RULES: readonly Rule[] = [
  {
    kind: 'browser',
    what: 'a browser',
    packages: {
      node: [
        'playwright',
        'playwright-core',
        '@playwright/mcp',
        'puppeteer',
        'puppeteer-core',
        'selenium-webdriver',
        'chrome-remote-interface',
        'chrome-devtools-mcp',
      ],
      python: ['playwright', 'selenium', 'pyppeteer', 'browser-use'],
    },
  },
  {
    kind: 'desktop',
    what: 'the desktop: screen, keyboard, clipboard or other programs',
    packages: {
      node: [
        'robotjs',
        '@nut-tree/nut-js',
        '@nut-tree-fork/nut-js',
        'node-notifier',
        'screenshot-desktop',
        'clipboardy',
        'run-applescript',
        'active-win',
      ],
      python: [
        'pyautogui',
        'pynput',
        'mss',
        'pywinauto',
        'pywin32',
        'pyobjc',
        'pygetwindow',
        'keyboard',
        'uiautomation',
        'pyperclip',
      ],
    },
    sources: { node: /\bosascript\b/u, python: /\bosascript\b/u },
  },
  {
    kind: 'credentials',
    what: 'credentials that lie in the home folder or in the keychain',
    packages: { node: ['keytar', '@napi-rs/keyring'], python: ['keyring'] },
    sources: {
      node: /["'`/\\.](?:\.aws|\.kube|\.ssh|\.config\/gcloud|\.azure|\.docker)\b/u,
      python: /["'/\\.](?:\.aws|\.kube|\.ssh|\.config\/gcloud|\.azure|\.docker)\b/u,
    },
  },
  {
    kind: 'files',
    what: 'files of the home folder or of the folder in which the client stands',
    packages: { node: ['@modelcontextprotocol/server-filesystem'] },
    sources: {
      node: /\b(?:os\.)?homedir\(\)|process\.cwd\(\)[^;\n]*\b(?:read|write|readdir|resolve|join)|\b(?:read|write|readdir)\w*\([^;\n]*process\.cwd\(\)|\ballowedDirectories\b/u,
      python: /\bPath\.home\(\)|expanduser\(\s*["']~|\ballowed_directories\b/u,
    },
  },
  {
    kind: 'programs',
    what: 'programs of this machine',
    sources: {
      node: /\b(?:exec|execFile|spawn|execSync|spawnSync|execa)\(\s*["'`](?:docker|xcodebuild|xcrun|adb|kubectl|open|code|brew|systemctl|powershell|pbcopy)\b/u,
      python:
        /\bsubprocess\.\w+\(\s*\[?\s*["'](?:docker|xcodebuild|xcrun|adb|kubectl|open|code|brew|systemctl|powershell|pbcopy)\b/u,
    },
  },
];

/** What the server reaches for on the machine of its user, that a container does not have. */
export function localNeedsOf(
  view: ProjectView,
  language: Language,
  dependencies: ReadonlyMap<string, string>,
): Detected<LocalNeed>[] {
  return RULES.flatMap(({ kind, what, packages, sources }) => {
    const name = packages?.[language]?.find((one) => dependencies.has(one));
    const pattern = sources?.[language];
    const from =
      name !== undefined
        ? `${dependencies.get(name)}: ${name}`
        : pattern === undefined
          ? undefined
          : firstIn(view, language, pattern, () => true)?.from;
    return from === undefined ? [] : [{ value: { kind, what }, from }];
  });
}

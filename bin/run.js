#!/usr/bin/env node
import module from 'node:module';
import v8 from 'node:v8';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (!(major >= 26 || (major === 24 && minor >= 15) || (major === 22 && minor >= 22))) {
  process.stderr.write(
    `mcp-dock needs Node 22.22, 24.15 or 26 and newer; this is ${process.versions.node}.\n` +
      'Install a current Node, or run it with one from npm: npx --package node@24 --package mcp-dock mcp-dock\n',
  );
  process.exit(2);
}

// Most of a short command's time is spent compiling oclif; the cache halves it and is a no-op where it cannot be written.
module.enableCompileCache?.();

// By default the young part of the heap grows to some 50 MB in a run of seconds, and nothing is won by that. V8 names an option that
// it does not know on stderr, so only those versions are asked that have it.
if (major === 22 || major === 24) v8.setFlagsFromString('--semi-space-growth-factor=1');

const args = process.argv.slice(2);
if (args.length === 1 && ['--version', '-v'].includes(args[0])) {
  // The one answer that needs no oclif: scripts ask it often. Its form is oclif's.
  const { version } = module.createRequire(import.meta.url)('../package.json');
  process.stdout.write(`mcp-dock/${version} ${process.platform}-${process.arch} node-${process.version}\n`);
} else {
  const { run } = await import('../dist/cli/run.js');
  await run(args, import.meta.url);
}

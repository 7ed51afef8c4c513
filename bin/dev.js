#!/usr/bin/env node
// Ignores the committed manifest, which hides commands that are newer than it.
const { run } = await import('../dist/cli/run.js');
await run(process.argv.slice(2), import.meta.url, { ignoreManifest: true });

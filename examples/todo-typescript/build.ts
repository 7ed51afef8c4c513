import { build } from 'esbuild';

await build({
  entryPoints: { server: 'src/main.ts', healthcheck: 'src/healthcheck.ts' },
  outdir: 'dist',
  bundle: true,
  platform: 'node',
  target: 'node22',
  format: 'esm',
  minify: true,
  sourcemap: 'linked',
  // Positions are enough for a stack trace; the sources would triple the map that goes into the image.
  sourcesContent: false,
  // prom-client is CommonJS and asks for Node's own modules with require, which an ES module does not have.
  banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  logLevel: 'info',
});

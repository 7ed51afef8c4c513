import { posix } from 'node:path';
import type { McpSdk } from '../../model/facts/sdks.js';

const NODE: Readonly<Record<string, McpSdk['name']>> = {
  '@modelcontextprotocol/sdk': 'typescript-1',
  // The second major version is made of packages of their own.
  '@modelcontextprotocol/server': 'typescript-2',
  fastmcp: 'fastmcp-typescript',
};

/** The MCP library that a file of the image shows: its package.json, or the folder that pip writes beside a distribution. */
export function mcpSdkOf(path: string): McpSdk | undefined {
  const node = /\/node_modules\/((?:@[^/]+\/)?[^/]+)\/package\.json$/u.exec(path)?.[1];
  const name = node === undefined ? undefined : NODE[node];
  if (name !== undefined) return { name, path: posix.dirname(path) };
  const python = /\/(?:site|dist)-packages\/(mcp|fastmcp)-(\d[^/-]*)\.dist-info\/METADATA$/u.exec(path);
  const version = python?.[2];
  if (python === null || version === undefined) return undefined;
  const major = Number.parseInt(version, 10);
  return {
    name: python[1] === 'fastmcp' ? 'fastmcp' : major >= 2 ? 'python-2' : 'python-1',
    version,
    path: posix.dirname(path),
  };
}

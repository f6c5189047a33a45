// Folders of files as targets of the publish benchmark, one for each format.
import path from 'node:path';
import type { BenchTarget } from './target.js';

export const FILES: readonly BenchTarget[] = [
  files('files, JSON lines'),
  files('files, CSV in gzip', { format: 'csv', compression: 'gzip' }),
  files('files, Parquet', { format: 'parquet' }),
  files('files, IntelMQ events', { format: 'intelmq' }),
  files('files, ECS', { format: 'ecs' }),
  files('files, CEF', { format: 'cef' }),
];

function files(name: string, options: Readonly<Record<string, unknown>> = {}): BenchTarget {
  return {
    name,
    why: () => undefined,
    start: async (folder) => ({
      entry: { kind: 'files', path: path.join(folder, 'files'), ...options },
      stop: async () => {},
    }),
  };
}

// Tests that the engine's allocator takes its bound on freed memory.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { boundArenas } from './allocator.js';
import { openEmbedded } from './embedded.js';

it('the engine shares an arena among several cores', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'sundial-allocator-'));
  const engine = await openEmbedded({ folder, memoryLimitMib: 512 });
  try {
    const [row] = await engine.rows<{ stats: string }>('SELECT stats FROM system.jemalloc_stats');
    expect(row!.stats).toContain('opt.percpu_arena: "disabled"');
    expect(row!.stats).toContain(`Environment variable MALLOC_CONF: "${process.env.JE_MALLOC_CONF}"`);
  } finally {
    await engine.close();
    rmSync(folder, { recursive: true, force: true });
  }
});

it.each([
  [1, 1],
  [2, 1],
  [8, 2],
  [64, 16],
])('%i cores share %i arenas', (cores, arenas) => {
  const env: NodeJS.ProcessEnv = {};
  boundArenas(env, cores);
  expect(env).toEqual({ JE_MALLOC_CONF: `percpu_arena:disabled,narenas:${arenas}` });
});

it('a setting from outside has precedence', () => {
  const env = { JE_MALLOC_CONF: 'narenas:3' };
  boundArenas(env, 64);
  expect(env).toEqual({ JE_MALLOC_CONF: 'narenas:3' });
});

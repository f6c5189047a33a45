// Tests that runs are recorded: at their start, and with their result at their end.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../engine/engine.js';
import { migrate } from '../schema/migrations.js';
import { enginesToTest } from '../testing/engines.js';
import { Runs } from './runs.js';

describe.each(enginesToTest())('runs on the $name engine', ({ open, cleanUp }) => {
  let engine: Engine;
  let runs: Runs;
  let now = Date.parse('2026-03-01T08:00:00Z');
  const clock = () => new Date(now);

  beforeAll(async () => {
    engine = await open();
    await migrate(engine, 'a test');
    runs = new Runs(engine);
  });
  afterAll(async () => {
    await engine.close();
    cleanUp();
  });

  it('are in the log while they work, and have an end afterwards', async () => {
    const { run, status, totals, result } = await runs.during({ command: 'fetch', clock }, async () => {
      expect(await runs.latest(1)).toMatchObject([{ command: 'fetch', status: 'running', finished_at: 0 }]);
      now += 5_000;
      return 'what the work returned';
    });
    expect({ status, result }).toEqual({ status: 'done', result: 'what the work returned' });
    const [row] = await runs.latest(1);
    expect(row).toMatchObject({ run, ...totals, status: 'done', error: '' });
    expect(row!.finished_at - row!.started_at).toBe(5);
  });

  it('end with the status that their totals imply', async () => {
    const ended = await runs.during(
      {
        command: 'fetch',
        clock,
        totals: () => ({ reports: 3, quarantined: 2 }),
        status: ({ quarantined }) => (quarantined > 0 ? 'partial' : 'done'),
      },
      async () => {},
    );
    expect(ended).toMatchObject({ status: 'partial', totals: { reports: 3, quarantined: 2, failed: 0 } });
    expect(await runs.latest(1)).toMatchObject([{ status: 'partial', reports: 3, quarantined: 2 }]);
  });

  it('that fail keep their totals and record the reason', async () => {
    let reports = 0;
    const work = async () => {
      reports = 2;
      throw new Error('the disk is full');
    };
    const failed = runs.during({ command: 'ingest', clock, totals: () => ({ reports }) }, work);
    await expect(failed).rejects.toThrow('the disk is full');
    expect(await runs.latest(1)).toMatchObject([{ status: 'failed', reports: 2, error: 'the disk is full' }]);
    expect((await runs.latest(3)).map(({ run }) => run)).toEqual([3, 2, 1]);
  });
});

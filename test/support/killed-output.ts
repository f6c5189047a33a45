// Tests that messages survive kills: a reader that follows a target's messages holds the store in the end.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { heldAfter } from '../../src/publish/broker/testing/held.js';
import { type KilledPublishing, killPublishing, type Side } from './kill-publishing.js';

const ROWS = 200;

/** A running target, and the outputs that send to it. */
export interface KilledTarget {
  readonly server: KilledPublishing['server'];
  /** The entry of an output, without its name. */
  readonly entry: (side: Side) => Readonly<Record<string, unknown>>;
  /** The JSON of all messages of a side, in their order. */
  readonly messages: (side: Side) => Promise<readonly string[]>;
  readonly env?: Readonly<Record<string, string>>;
  readonly stop: () => Promise<void>;
}

export interface KilledOutput {
  /** The name of the target, for people. */
  readonly what: string;
  /** Why the target cannot run here; undefined if it can. */
  readonly missing: string | undefined;
  readonly start: () => Promise<KilledTarget>;
  readonly seed: number;
  /** Rounds with a kill on each side; 0 = not tested in this run, omitted = as many as other campaigns have. */
  readonly kills?: number;
}

/** Declares a test that kills `sundial publish` and its target, and compares what readers of both sides hold. */
export function testKilledOutput({ what, missing, start, seed, kills }: KilledOutput): void {
  if (missing) console.warn(`Kills while publishing to ${what} are not tested: ${missing}`);
  const isLeftOut = kills === 0 || (missing !== undefined && process.env.CI !== 'true');
  let folder: string;
  let target: KilledTarget;
  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'sundial-killed-output-'));
    if (isLeftOut) return;
    target = await start();
    const outputs = (['disturbed', 'reference'] as const).map((name) => ({ name, ...target.entry(name) }));
    writeFileSync(path.join(folder, 'sundial.yaml'), JSON.stringify({ outputs }));
  });
  afterAll(async () => {
    await target?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const held = async (side: Side) =>
    heldAfter(await target.messages(side)).toSorted((a, b) => a.id.localeCompare(b.id));

  test.skipIf(isLeftOut)(
    `killed at random moments while sending to ${what}, a reader of the messages holds the store in the end`,
    async () => {
      expect(missing).toBeUndefined();
      const { server, env = {} } = target;
      await killPublishing({
        ...{ folder, server, seed, rows: ROWS, kills },
        args: (side) => [side],
        env: () => env,
      });
      const reference = await held('reference');
      expect(reference).toHaveLength(1.5 * ROWS + 1);
      expect(await held('disturbed')).toEqual(reference);
    },
  );
}

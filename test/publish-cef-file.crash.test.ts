// Kills `sundial publish` at random moments while it appends records of CEF to files: no line is torn or doubled.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { appendedRecords } from '../src/publish/syslog/testing/appended.js';
import { testKilledOutput } from './support/killed-output.js';

testKilledOutput({
  what: 'files of CEF',
  missing: undefined,
  seed: 20260130,
  start: async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'sundial-cef-'));
    const nothing = async () => {};
    return {
      server: { crash: nothing, revive: nothing },
      entry: (side) => ({ kind: 'syslog', transport: 'file', path: path.join(folder, side) }),
      messages: async (side) =>
        requireOnce(appendedRecords(path.join(folder, side)).map(messageOf)).map((one) =>
          JSON.stringify(one),
        ),
      stop: async () => rmSync(folder, { recursive: true, force: true }),
    };
  },
});

/** Without the list: which of two reports has the copy that counts depends on when the output came to it. */
function messageOf({ cef: { header, pairs } }: ReturnType<typeof appendedRecords>[number]) {
  const { act: state = '', externalId, ShadowserverReportsList: _, ...event } = Object.fromEntries(pairs);
  return { id: `${header[3]}-${externalId}`, state, event };
}

type Message = ReturnType<typeof messageOf>;

/** Refuses an event that appears or is withdrawn twice in a row: a kill has doubled its line. */
function requireOnce(messages: readonly Message[]): readonly Message[] {
  const states = new Map<string, string>();
  for (const { id, state } of messages) {
    if (states.get(id) === state) throw new Error(`a doubled line of ${id}: ${state}`);
    states.set(id, state);
  }
  return messages;
}

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
        appendedRecords(path.join(folder, side)).map(({ cef: { header, pairs } }) => {
          const { act: state, externalId, ...event } = Object.fromEntries(pairs);
          return JSON.stringify({ id: `${header[3]}-${externalId}`, state, event });
        }),
      stop: async () => rmSync(folder, { recursive: true, force: true }),
    };
  },
});

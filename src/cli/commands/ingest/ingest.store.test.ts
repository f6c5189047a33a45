// Checks what `sundial ingest` leaves out of folders, from a user's point of view.
import { afterAll, expect, it } from 'vitest';
import { EXIT } from '../../../domain/errors.js';
import { Session } from '../../testing/session.js';

const session = new Session(() => {});
afterAll(() => session.remove());

const REPORT = 'timestamp,ip,port\n2026-01-15 00:00:01,192.0.2.1,123\n';

it("leaves out Sundial's own data and says so, however often the folder around it is loaded", async () => {
  session.write('2026-01-15-scan_ntp-example.csv', REPORT);
  for (let times = 0; times < 2; times++) {
    const { out, notes, code } = await session.run(['ingest', '.']);
    expect(code).toBe(EXIT.done);
    expect(out).toMatch(/^1 file: /m);
    expect(notes).toContain('note: data: left out, because Sundial keeps its own data there');
  }
  const { out } = await session.run(['ingest', '.', '--json']);
  expect(JSON.parse(out).files).toMatchObject([{ path: '2026-01-15-scan_ntp-example.csv', error: null }]);
});

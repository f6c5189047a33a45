// Checks the errors for failures of an IMAP server on scripted servers: the code, and a complete message.
import { expect, test, vi } from 'vitest';
import { LIMITS } from '../../../domain/limits.js';
import { contextIn, entryOf } from '../../testing/entry-of.js';
import { ImapTrouble } from '../../testing/imap-trouble.js';
import { RUNGS } from '../../testing/trouble.js';
import { IMAP_LADDER } from '../testing/mail-ladder.js';
import { IMAP_KIND } from './declaration.js';

test.each(RUNGS)('a server that is %s', async (rung) => {
  vi.spyOn(LIMITS, 'mailIdleMs', 'get').mockReturnValue(500 as never);
  const trouble = new ImapTrouble(0);
  const port = await trouble.start();
  await trouble.make(rung);
  const entry = { host: '127.0.0.1', port, tls: 'none', user: 'u', password: 'hunter2' };
  const source = await IMAP_KIND.open(entryOf(IMAP_KIND, entry), contextIn('/nonexistent'));
  await expect(source.check()).rejects.toMatchObject({
    code: IMAP_LADDER[rung],
    message: expect.not.stringMatching(/hunter2|undefined| {2}|within .* within/),
  });
  await trouble.stop();
  vi.restoreAllMocks();
});

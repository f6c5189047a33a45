// Turns what the mail server answered into a check; asking it is up to the caller.
import type { Settings } from '../config/index.js';
import { counted } from '../text/index.js';
import { type Check, check, ok } from './check.js';

/** The server that took the sign-in, and how many recipients a digest has. */
export interface MailServerAnswer {
  readonly host: string;
  readonly port: number;
  readonly recipients: number;
}

/** @param ask connects to the server; whatever it throws is the finding */
export function mailServerCheck(
  { smtp_host }: Pick<Settings, 'smtp_host'>,
  ask: () => Promise<MailServerAnswer>,
): Promise<Check> {
  return check('mail server', async () => {
    if (smtp_host === '') return ok('none is set up; digests are saved and not sent');
    const { host, port, recipients } = await ask();
    return ok(`${host}:${port} accepts Sundial; digests go to ${counted(recipients, 'recipient')}`);
  });
}

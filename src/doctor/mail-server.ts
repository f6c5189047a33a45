// Turns the mail server's answer into a check; the caller contacts the server.
import type { Settings } from '../config/index.js';
import { counted } from '../text/index.js';
import { type Check, check, ok } from './check.js';

/** The server that accepted the sign-in, and the number of recipients of a digest. */
export interface MailServerAnswer {
  readonly host: string;
  readonly port: number;
  readonly recipients: number;
}

/** @param ask connects to the server; any error that it throws is the result */
export function mailServerCheck(
  { smtp_host }: Pick<Settings, 'smtp_host'>,
  ask: () => Promise<MailServerAnswer>,
): Promise<Check> {
  return check('mail server', async () => {
    if (smtp_host === '') return ok('none is configured; digests are saved but not sent');
    const { host, port, recipients } = await ask();
    return ok(`${host}:${port} accepts Sundial; digests go to ${counted(recipients, 'recipient')}`);
  });
}

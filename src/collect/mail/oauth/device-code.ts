// Asks a user for permission with a code that is entered in a browser on any device (RFC 8628).
import * as z from 'zod';
import { SundialError } from '../../../domain/errors.js';
import { Secret } from '../../../domain/secret.js';
import { errorMember, type HttpClient, type Pace, shownWords, withRetries } from '../../../net/index.js';
import type { AuthorizeDialog } from './dialog.js';
import { formRequest, type Issued, issued } from './token-answer.js';

export interface DeviceRequest {
  readonly deviceUrl: string;
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly scope: string;
  /** The mailbox's address, with which the user signs in. */
  readonly user: string;
}

const STARTED = z.object({
  device_code: z.string().min(1),
  user_code: z.string().min(1),
  verification_uri: z.url(),
  expires_in: z.number().positive(),
  interval: z.number().nonnegative().default(5),
});

/** RFC 8628, 3.5: "slow_down" lengthens the interval by 5 seconds for this and all further requests. */
const SLOWER_MS = 5_000;

/**
 * Shows the code, and asks the server until the user has decided.
 *
 * @throws SundialError `mail-declined` if the user declines or the code expires, and failures of the network
 */
export async function authorizeByCode(
  request: DeviceRequest,
  dialog: AuthorizeDialog,
  world: { readonly http: HttpClient; readonly pace: Pace },
): Promise<Issued> {
  const { http, pace } = world;
  const { user, clientId, scope } = request;
  const what = `${user}, permission`;
  const start = formRequest(new URL(request.deviceUrl), what, { client_id: clientId, scope });
  const started = parsed(await (await withRetries(() => http.send(start), pace, dialog.signal)).json(), what);
  const until = pace.clock().getTime() + started.expires_in * 1000;
  dialog.show(instructions(started, user));
  for (let waitMs = started.interval * 1000; ; ) {
    await pace.sleep(waitMs, dialog.signal);
    const answer = await ask(request, started.device_code, what, dialog.signal, world);
    const { error } = answer as { readonly error?: unknown };
    if (error === undefined) return issued(answer, what);
    if (error === 'slow_down') waitMs += SLOWER_MS;
    else if (error !== 'authorization_pending') throw declined(what, answer, started.device_code);
    if (pace.clock().getTime() >= until)
      throw new SundialError('mail-declined', { what, problem: 'the code has expired' });
  }
}

function parsed(answer: unknown, what: string): z.infer<typeof STARTED> {
  const { data, error } = STARTED.safeParse(answer);
  if (data) return data;
  const problem = `its ${error.issues[0]?.path.join('.') || 'content'} is not as in RFC 8628`;
  throw new SundialError('mail-garbage', { what, problem });
}

function instructions({ verification_uri, user_code, expires_in }: z.infer<typeof STARTED>, user: string) {
  const minutes = Math.floor(expires_in / 60);
  return `Open ${verification_uri} in a browser, enter the code ${user_code}, and sign in as ${user}. The code is valid for ${minutes} minutes. Waiting ...`;
}

/** Status 400 carries the reasons to go on waiting (RFC 8628, 3.5). */
async function ask(
  { tokenUrl, clientId }: DeviceRequest,
  deviceCode: string,
  what: string,
  signal: AbortSignal,
  { http, pace }: { readonly http: HttpClient; readonly pace: Pace },
): Promise<unknown> {
  const request = {
    ...formRequest(new URL(tokenUrl), what, {
      grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
      client_id: clientId,
      device_code: deviceCode,
    }),
    secrets: [new Secret(deviceCode)],
    accepts: (status: number) => status === 200 || status === 400,
    signal,
  };
  return (await withRetries(() => http.send(request), pace, signal)).json();
}

function declined(what: string, answer: unknown, deviceCode: string): SundialError {
  const words = errorMember(JSON.stringify(answer)) ?? 'the server gave no reason';
  return new SundialError('mail-declined', { what, problem: shownWords(words, [new Secret(deviceCode)]) });
}

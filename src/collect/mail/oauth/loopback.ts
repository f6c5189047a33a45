// Asks a user for permission in a browser, which returns to a port of this machine (RFC 8252, 7.3, with PKCE, RFC 7636).
import { createHash, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SundialError } from '../../../domain/errors.js';
import { LIMITS } from '../../../domain/limits.js';
import { Secret } from '../../../domain/secret.js';
import { type HttpClient, type Pace, shownWords, withRetries } from '../../../net/index.js';
import type { AuthorizeDialog } from './dialog.js';
import { formRequest, type Issued, issued } from './token-answer.js';

export interface BrowserRequest {
  /** The page on which the user decides. */
  readonly pageUrl: string;
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: Secret;
  readonly scope: string;
  /** The mailbox's address, with which the user signs in. */
  readonly user: string;
}

const LOOPBACK = '127.0.0.1';
const HEADERS = {
  'content-type': 'text/plain; charset=utf-8',
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/**
 * Shows the address of the page, waits until the browser returns with a code, and exchanges it for tokens.
 *
 * @throws SundialError `mail-declined` if the user declines or does not decide in time, `mail-port-taken`, and failures
 *   of the network
 */
export async function authorizeInBrowser(
  request: BrowserRequest,
  dialog: AuthorizeDialog,
  { http, pace }: { readonly http: HttpClient; readonly pace: Pace },
): Promise<Issued> {
  const what = `${request.user}, permission`;
  const verifier = randomBytes(48).toString('base64url');
  const { code, redirect } = await codeFromBrowser(request, verifier, dialog, what);
  const exchange = {
    ...formRequest(new URL(request.tokenUrl), what, {
      grant_type: 'authorization_code',
      code: code.reveal(),
      client_id: request.clientId,
      client_secret: request.clientSecret.reveal(),
      redirect_uri: redirect,
      code_verifier: verifier,
    }),
    secrets: [code, request.clientSecret],
    explain: ({ status, problem }: { readonly status: number; readonly problem: string }) =>
      status === 400 || status === 401 ? new SundialError('mail-credentials', { what, problem }) : undefined,
  };
  return issued(await (await withRetries(() => http.send(exchange), pace, dialog.signal)).json(), what);
}

async function codeFromBrowser(
  request: BrowserRequest,
  verifier: string,
  dialog: AuthorizeDialog,
  what: string,
): Promise<{ readonly code: Secret; readonly redirect: string }> {
  const state = randomBytes(32).toString('base64url');
  const signal = AbortSignal.any([dialog.signal, AbortSignal.timeout(LIMITS.mailAuthorizeMs)]);
  const server = createServer();
  const answered = new Promise<Secret>((resolve, reject) => {
    const decline = (problem: string) => reject(new SundialError('mail-declined', { what, problem }));
    server.on('request', (asked, response) => decide(asked, response, { state, resolve, decline }));
    const late = () => decline('no decision came in time');
    if (signal.aborted) late();
    signal.addEventListener('abort', late, { once: true });
  });
  // The server may fail to start, and then nothing waits for the answer.
  answered.catch(() => {});
  try {
    const redirect = `http://${LOOPBACK}:${await listening(server, dialog.port)}`;
    dialog.show(instructions(pageOf(request, { redirect, state, verifier }), redirect, request.user));
    return { code: await answered, redirect };
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

async function listening(server: ReturnType<typeof createServer>, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', ({ code }: NodeJS.ErrnoException) =>
      reject(new SundialError('mail-port-taken', { port, problem: code ?? 'unknown' })),
    );
    server.listen(port, LOOPBACK, resolve);
  });
  return (server.address() as AddressInfo).port;
}

/** Google, "OAuth 2.0 for mobile and desktop apps": offline access, and consent, without which no refresh token comes. */
function pageOf(
  { pageUrl, clientId, scope, user }: BrowserRequest,
  { redirect, state, verifier }: Readonly<Record<'redirect' | 'state' | 'verifier', string>>,
): URL {
  const page = new URL(pageUrl);
  page.search = new URLSearchParams({
    client_id: clientId,
    redirect_uri: redirect,
    response_type: 'code',
    scope,
    state,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    access_type: 'offline',
    prompt: 'consent',
    login_hint: user,
  }).toString();
  return page;
}

function instructions(page: URL, redirect: string, user: string): string {
  return [
    `Open this address in a browser on this machine, sign in as ${user}, and allow access:`,
    page.href,
    `The browser then returns to ${redirect}. With a browser on another machine, repeat the command with --port 8765 after "ssh -L 8765:${LOOPBACK}:8765" to this machine. Waiting ...`,
  ].join('\n');
}

interface Decision {
  readonly state: string;
  readonly resolve: (code: Secret) => void;
  readonly decline: (problem: string) => void;
}

/** Takes the browser's answer; a request without the right state comes from elsewhere and changes nothing. */
function decide(
  asked: IncomingMessage,
  response: ServerResponse,
  { state, resolve, decline }: Decision,
): void {
  const given = new URLSearchParams(asked.url?.split('?')[1]);
  const say = (status: number, text: string, then = () => {}) =>
    response.writeHead(status, HEADERS).end(`${text}\n`, then);
  if (given.get('state') !== state) {
    say(400, 'This address is only for the answer that "sundial mail authorize" is waiting for.');
    return;
  }
  const code = given.get('code');
  if (code) {
    say(200, 'Sundial has received the permission. You can close this window.', () =>
      resolve(new Secret(code)),
    );
    return;
  }
  const problem = shownWords(given.get('error') ?? 'the browser returned without a code', []);
  say(200, 'No permission was given. You can close this window.', () => decline(problem));
}

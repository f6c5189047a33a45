// A double of Google's token endpoint and of the Gmail API; each behaviour names its page of the reference.
import { createPublicKey, verify } from 'node:crypto';
import {
  type Answer,
  type Asked,
  type HttpDouble,
  json,
  startDouble,
} from '../../../net/testing/http-double.js';

export const ACCOUNT = 'sundial@example-project.iam.gserviceaccount.com';
export const USER = 'reports@example.com';
export const REFRESH_TOKEN = 'hunter2-refresh-token';

export interface GmailFaults {
  /** The number of requests, from the first on, that are answered with 403 and a rate limit. */
  readonly throttled?: number;
  /** The number of requests for which the first token is valid. */
  readonly tokenRequests?: number;
  readonly cutRaw?: boolean;
  readonly garbage?: boolean;
}

interface Kept {
  readonly id: string;
  readonly raw: Buffer;
  labelIds: string[];
}

export interface GmailDouble extends HttpDouble {
  readonly messages: Kept[];
  readonly tokenUrl: string;
  /** Puts a message into the inbox. */
  receive(raw: Buffer): void;
}

const PAGE = 2;

/** "Resolve errors": the content of an error besides its status. */
const failure = (code: number, reason: string, message: string): Answer =>
  json({ error: { code, message, errors: [{ domain: 'usageLimits', reason, message }], status: 'X' } }, code);

/** @param publicKey public part of the service account's key, as PEM */
export async function startGmail(
  raws: readonly Buffer[],
  faults: GmailFaults = {},
  publicKey = '',
): Promise<GmailDouble> {
  const messages = raws.map(kept);
  const receive = (raw: Buffer) => void messages.push(kept(raw, messages.length));
  const state = { tokens: 0, requests: 0, throttled: faults.throttled ?? 0 };
  const double = await startDouble((asked) => {
    if (asked.url.pathname === '/token') return token(asked, state, publicKey);
    state.requests += 1;
    if (faults.garbage) return { body: '{"messages": [{"id": ' };
    const isExpired =
      state.tokens === 1 && state.requests > (faults.tokenRequests ?? Number.POSITIVE_INFINITY);
    if (asked.headers.authorization !== `Bearer ya29.${state.tokens}` || isExpired)
      return failure(401, 'authError', 'Request had invalid authentication credentials.');
    if (state.throttled-- > 0) return failure(403, 'userRateLimitExceeded', 'User-rate limit exceeded.');
    return mail(asked, messages, faults);
  });
  return Object.assign(double, { messages, receive, tokenUrl: `${double.url}/token` });
}

/** Ids are 16 hexadecimal digits. */
function kept(raw: Buffer, index: number): Kept {
  return { id: `18c0ffee0000000${index}`, raw, labelIds: ['INBOX', 'UNREAD', 'IMPORTANT'] };
}

/** "Using OAuth 2.0 for server to server applications" and "... for mobile and desktop apps". */
function token({ body }: Asked, state: { tokens: number }, publicKey: string): Answer {
  const form = new URLSearchParams(body);
  const isProven =
    form.get('grant_type') === 'refresh_token'
      ? form.get('refresh_token') === REFRESH_TOKEN
      : form.get('grant_type') === 'urn:ietf:params:oauth:grant-type:jwt-bearer' &&
        isSigned(form.get('assertion') ?? '', publicKey);
  if (!isProven)
    return json({ error: 'invalid_grant', error_description: 'Token has been expired or revoked.' }, 400);
  state.tokens += 1;
  return json({ access_token: `ya29.${state.tokens}`, expires_in: 3599, token_type: 'Bearer' });
}

function isSigned(assertion: string, publicKey: string): boolean {
  const [head = '', claims = '', signature = ''] = assertion.split('.');
  const { iss, sub, scope, aud, exp, iat } = JSON.parse(Buffer.from(claims, 'base64url').toString());
  return (
    JSON.parse(Buffer.from(head, 'base64url').toString()).alg === 'RS256' &&
    iss === ACCOUNT &&
    sub === USER &&
    scope === 'https://www.googleapis.com/auth/gmail.modify' &&
    String(aud).endsWith('/token') &&
    exp - iat <= 3600 &&
    verify(
      'sha256',
      Buffer.from(`${head}.${claims}`),
      createPublicKey(publicKey),
      Buffer.from(signature, 'base64url'),
    )
  );
}

const LABELS = [
  { id: 'INBOX', name: 'INBOX', type: 'system' },
  { id: 'UNREAD', name: 'UNREAD', type: 'system' },
  { id: 'Label_12', name: 'Reports', type: 'user' },
];

function mail(asked: Asked, messages: readonly Kept[], faults: GmailFaults): Answer {
  const path = asked.url.pathname.split('/').map(decodeURIComponent);
  const [kind = '', id, member] = path.slice(5);
  if (path.slice(1, 5).join('/') !== `gmail/v1/users/${USER}`)
    return failure(404, 'notFound', 'Requested entity was not found.');
  if (kind === 'profile') return json({ emailAddress: USER, messagesTotal: messages.length });
  if (kind === 'labels') return json({ labels: LABELS });
  if (id === undefined) return list(asked, messages);
  const kept = messages.find((each) => each.id === id);
  if (!kept) return failure(404, 'notFound', 'Requested entity was not found.');
  return member === 'modify' ? modify(kept, asked) : get(kept, asked, faults);
}

/** "users.messages.list": newest first, only ids; without messages, the member `messages` is missing. */
function list({ url: { searchParams } }: Asked, messages: readonly Kept[]): Answer {
  if (Number(searchParams.get('maxResults') ?? 100) > 500)
    return failure(400, 'invalidArgument', 'maxResults is too large.');
  const label = searchParams.get('labelIds');
  if (label && !LABELS.some(({ id }) => id === label))
    return failure(400, 'invalidArgument', 'Invalid label.');
  const found = messages
    .filter(({ labelIds }) => !label || labelIds.includes(label))
    .filter(({ labelIds }) => !searchParams.get('q')?.includes('is:unread') || labelIds.includes('UNREAD'))
    .reverse();
  const at = Number(searchParams.get('pageToken') ?? 0);
  const page = found.slice(at, at + PAGE).map(({ id }) => ({ id, threadId: id }));
  const more = found.length > at + PAGE && { nextPageToken: String(at + PAGE) };
  return json({ ...(page.length > 0 && { messages: page }), ...more, resultSizeEstimate: found.length });
}

/** "users.messages.get" with format=raw: the message in base64url. */
function get({ id, raw, labelIds }: Kept, { url }: Asked, faults: GmailFaults): Answer {
  if (url.searchParams.get('format') !== 'raw')
    return failure(400, 'invalidArgument', 'The double only serves raw messages.');
  const known = {
    id,
    threadId: id,
    labelIds,
    snippet: 'a "raw" : snippet',
    internalDate: '1768539600000',
    sizeEstimate: raw.length,
  };
  const answer = json({ ...known, raw: raw.toString('base64url') });
  return faults.cutRaw ? { ...answer, cutAfter: 600 } : answer;
}

/** "users.messages.modify". */
function modify(kept: Kept, { body }: Asked): Answer {
  const { addLabelIds = [], removeLabelIds = [] } = JSON.parse(body) as Record<string, string[] | undefined>;
  kept.labelIds = [
    ...new Set([...kept.labelIds.filter((label) => !removeLabelIds.includes(label)), ...addLabelIds]),
  ];
  return json({ id: kept.id, threadId: kept.id, labelIds: kept.labelIds });
}

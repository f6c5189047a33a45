// Translates failures of a mail server into SundialErrors.
import type { NodemailerError } from 'nodemailer';
import { type ErrorCode, SundialError } from '../../domain/errors.js';
import { LIMITS } from '../../domain/limits.js';
import { redact } from '../../domain/secret.js';
import { printable } from '../../text/index.js';
import type { MailServer } from './mail-server.js';

type Failure = Pick<NodemailerError, 'code' | 'originalCode' | 'responseCode' | 'response' | 'message'>;

interface Kind {
  readonly code: ErrorCode;
  readonly when: (failure: Failure) => boolean;
}

const isTemporary = ({ responseCode = 0 }: Failure) => responseCode >= 400 && responseCode < 500;

/** The first matching row decides. Codes are those of Nodemailer, Node and RFC 5321 (replies). */
const KINDS: readonly Kind[] = [
  { code: 'smtp-untrusted', when: ({ originalCode = '' }) => /CERT|UNABLE_TO_/.test(originalCode) },
  {
    code: 'smtp-unencrypted',
    when: ({ code, originalCode = '' }) =>
      code === 'ETLS' || /^(ERR_SSL_|ERR_TLS_|EPROTO)/.test(originalCode),
  },
  { code: 'smtp-timeout', when: ({ code }) => code === 'ETIMEDOUT' },
  { code: 'smtp-deferred', when: isTemporary },
  // 530 = sign in first (RFC 4954).
  {
    code: 'smtp-auth',
    when: ({ code, responseCode }) => code === 'EAUTH' || code === 'ENOAUTH' || responseCode === 530,
  },
  { code: 'smtp-refused', when: ({ responseCode }) => responseCode !== undefined },
  {
    code: 'smtp-cut',
    when: ({ code, originalCode = '' }) =>
      code === 'ECONNECTION' || /^(ECONNRESET|EPIPE|ECONNABORTED)$/.test(originalCode),
  },
  {
    code: 'smtp-unreachable',
    when: ({ code = '' }) => /^(ESOCKET|EDNS|EPROTOCOL|EPROXY)$/.test(code),
  },
];

/** Translates a thrown value into a SundialError without the password; unknown values are returned unchanged. */
export function smtpError(thrown: unknown, server: MailServer): unknown {
  const failure = thrown as Failure;
  const kind = KINDS.find(({ when }) => when(failure));
  if (!kind) return thrown;
  return new SundialError(kind.code, {
    host: `${server.host}:${server.port}`,
    mode: server.tls,
    problem: said(failure.response ?? failure.message, server),
  });
}

/** A server's message in displayable form. The error itself is not kept as a cause, because it may contain sent data. */
export function said(text: string, { user, password }: MailServer): string {
  const encoded = Buffer.from(`\0${user}\0${password.reveal()}`).toString('base64');
  const known = redact(text, [password]).replaceAll(encoded, '[redacted]');
  return printable(known.trim().replaceAll(/\s+/g, ' ').slice(0, LIMITS.smtpWords));
}

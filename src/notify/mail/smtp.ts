// Sends one message through a mail server, encrypted and verified, with retries if they may help.
import { setTimeout as wait } from 'node:timers/promises';
import type { SendMailOptions } from 'nodemailer';
import { SundialError } from '../../domain/errors.js';
import { LIMITS } from '../../domain/limits.js';
import type { Log } from '../../domain/log.js';
import type { MailServer } from './mail-server.js';
import { said, smtpError } from './smtp-error.js';

export interface Sending {
  readonly log: Log;
  /** Aborts waiting for another attempt. */
  readonly signal?: AbortSignal | undefined;
  /** Number of attempts, including the first; undefined = the default. */
  readonly attempts?: number;
  /** Waits between attempts; tests pass in a function that does not wait. */
  readonly sleep?: (ms: number, signal?: AbortSignal) => Promise<void>;
}

/** The server's answer when it accepted the message. */
export interface Accepted {
  readonly response: string;
  readonly accepted: readonly string[];
  /** Refused recipients, each with the reason. */
  readonly refused: readonly { readonly address: string; readonly problem: string }[];
}

const realSleep = (ms: number, signal?: AbortSignal) => wait(ms, undefined, signal && { signal });

/**
 * Sends a message. If the server accepts it for some recipients, the message counts as sent, because another attempt
 * would reach these recipients twice.
 *
 * @throws SundialError `smtp-*`
 */
export async function sendMail(
  server: MailServer,
  message: SendMailOptions,
  { log, signal, attempts = LIMITS.smtpAttempts, sleep = realSleep }: Sending,
): Promise<Accepted> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await sendOnce(server, message);
    } catch (thrown) {
      const error = smtpError(thrown, server);
      const again = error instanceof SundialError && error.row.retry && attempt < attempts;
      if (!again || signal?.aborted) throw error;
      const pauseMs = LIMITS.smtpBackoffMs * 2 ** (attempt - 1);
      log.warn('digest not accepted, trying again', {
        attempt,
        seconds: pauseMs / 1000,
        error: error.message,
      });
      // If the wait is interrupted, the original failure is reported.
      await sleep(pauseMs, signal).catch(() => Promise.reject(error));
    }
  }
}

/**
 * Connects to a mail server and signs in, without sending anything.
 *
 * @param seconds time limit for each answer
 * @throws SundialError `smtp-*`
 */
export async function checkMailServer(server: MailServer, seconds: number): Promise<void> {
  const transport = await transportTo(server, seconds * 1000);
  try {
    await transport.verify();
  } catch (thrown) {
    throw smtpError(thrown, server);
  } finally {
    transport.close();
  }
}

/** @param idleMs time limit for each answer */
async function transportTo(server: MailServer, idleMs: number) {
  // Loaded on demand, because most commands do not send mail.
  const { createTransport } = await import('nodemailer');
  const { host, port, tls, ca, user, password } = server;
  return createTransport({
    host,
    port,
    secure: tls === 'tls',
    requireTLS: tls === 'starttls',
    ignoreTLS: tls === 'none',
    ...(user && { auth: { user, pass: password.reveal() } }),
    tls: { rejectUnauthorized: true, minVersion: 'TLSv1.2', ...(ca !== undefined && { ca }) },
    connectionTimeout: idleMs,
    greetingTimeout: idleMs,
    socketTimeout: idleMs,
    dnsTimeout: idleMs,
    // The library's log would contain the dialogue, including the password.
    logger: false,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}

async function sendOnce(server: MailServer, message: SendMailOptions): Promise<Accepted> {
  const transport = await transportTo(server, LIMITS.smtpIdleMs);
  const sent = await transport.sendMail(message);
  return {
    response: said(sent.response, server),
    accepted: sent.accepted,
    refused: (sent.rejectedErrors ?? []).map((error) => ({
      address: error.recipient ?? '',
      problem: said(error.response ?? error.message, server),
    })),
  };
}

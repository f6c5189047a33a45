// Sends one message through a mail server, encrypted and verified, again after a while where that may help.
import { setTimeout as wait } from 'node:timers/promises';
import type { SendMailOptions } from 'nodemailer';
import { SundialError } from '../../domain/errors.js';
import { LIMITS } from '../../domain/limits.js';
import type { Log } from '../../domain/log.js';
import type { MailServer } from './mail-server.js';
import { said, smtpError } from './smtp-error.js';

export interface Sending {
  readonly log: Log;
  /** Ends the waiting for another try. */
  readonly signal?: AbortSignal | undefined;
  /** Tries, the first one included; undefined = some. */
  readonly attempts?: number;
  /** Waits between tries; tests hand in one that does not. */
  readonly sleep?: (ms: number, signal?: AbortSignal) => Promise<void>;
}

/** What the server said when it took the message. */
export interface Accepted {
  readonly response: string;
  readonly accepted: readonly string[];
  /** Recipients that it does not take, each with its reason. */
  readonly refused: readonly { readonly address: string; readonly problem: string }[];
}

const realSleep = (ms: number, signal?: AbortSignal) => wait(ms, undefined, signal && { signal });

/**
 * Sends a message. Where the server takes it for some recipients, it is sent: another try would reach these twice.
 *
 * @throws SundialError of the class that tells what is wrong; `smtp-*`
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
      log.warn('digest not taken, trying again', { attempt, seconds: pauseMs / 1000, error: error.message });
      // Interrupted while it waits: what went wrong is still the answer.
      await sleep(pauseMs, signal).catch(() => Promise.reject(error));
    }
  }
}

/**
 * Connects to a mail server and signs in, without sending anything.
 *
 * @param seconds how long each answer is waited for
 * @throws SundialError of the class that tells what is wrong; `smtp-*`
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

/** @param idleMs how long each answer is waited for */
async function transportTo(server: MailServer, idleMs: number) {
  // Not before something is sent: no other command needs it.
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
    // Its log would hold the dialogue, and with it the password.
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

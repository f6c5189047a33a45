// Sends requests in tests, with defaults for everything that does not matter to a test.
import { onTestFinished } from 'vitest';
import type { SundialError } from '../../domain/errors.js';
import { HttpClient, type HttpOptions, type HttpRequest, target } from '../index.js';
import { type Answer, type Asked, type HttpDouble, startDouble } from './http-double.js';

export const NOW = new Date('2026-03-04T08:00:00Z');

/** A client that is closed after the test. */
export function client(options: Partial<HttpOptions> = {}): HttpClient {
  const http = new HttpClient({ env: {}, clock: () => NOW, ...options });
  onTestFinished(() => http.close());
  return http;
}

/** A double that stops after the test. */
export async function double(answer: (asked: Asked) => Answer | Promise<Answer>): Promise<HttpDouble> {
  const running = await startDouble(answer);
  onTestFinished(() => running.stop());
  return running;
}

export function get(url: string, more: Partial<HttpRequest> = {}): HttpRequest {
  const limits = { idleMs: 5_000, maxBytes: 1_000_000 };
  return { ...target(new URL(url)), about: { what: 'the test' }, ...limits, ...more };
}

/** Sends a request and reads the whole answer as text. */
export async function read(http: HttpClient, request: HttpRequest): Promise<string> {
  return (await (await http.send(request)).bytes()).toString('utf8');
}

/** The error that was thrown. */
export function failureOf(work: Promise<unknown>): Promise<SundialError> {
  return work.then(
    (value) => {
      throw new Error(`did not fail: ${String(value)}`);
    },
    (thrown: SundialError) => thrown,
  );
}

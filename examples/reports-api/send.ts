// Sends an answer, or changes it as a fault says.
import type { ServerResponse } from 'node:http';
import type { Fault } from './faults.js';

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** @param bare whether to send only the header, as for HEAD */
export function send(response: ServerResponse, right: Reply, fault?: Fault, bare = false): void {
  if (fault?.silent) return;
  const body = fault?.body === undefined ? right.body : Buffer.from(fault.body);
  const headers = { ...right.headers, ...fault?.headers };
  response.strictContentLength = false;
  response.writeHead(fault?.status ?? right.status, {
    ...headers,
    'content-length': fault?.contentLength ?? body.length,
  });
  const stop = fault?.cutAfter ?? fault?.stallAfter;
  if (bare) response.end();
  else if (stop === undefined) response.end(body);
  else if (fault?.cutAfter === undefined) response.write(body.subarray(0, stop));
  // Waits until the data is sent, so that the other side has received exactly this much.
  else response.write(body.subarray(0, stop), () => setTimeout(() => response.destroy(), 20));
}

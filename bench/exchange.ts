// Sends requests of benchmarks over kept connections, as HTTP libraries and browsers do.
import http from 'node:http';

const agent = new http.Agent({ keepAlive: true });

/**
 * Sends a request; resolves when its answer has ended.
 *
 * @param take receives the parts of the answer
 * @throws Error with the answer's text for a status of 400 or more
 */
export function exchange(
  url: string,
  options: http.RequestOptions,
  body: Buffer | undefined,
  take: (chunk: Buffer) => void,
): Promise<http.IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = http.request(url, { ...options, agent }, (answer) => {
      const isRefused = answer.statusCode! >= 400;
      let refusal = '';
      answer.on('data', (chunk: Buffer) => {
        if (isRefused) refusal += String(chunk);
        else take(chunk);
      });
      answer.on('error', reject);
      answer.on('end', () =>
        isRefused ? reject(new Error(`${url} answered ${answer.statusCode}: ${refusal}`)) : resolve(answer),
      );
    });
    request.on('error', reject);
    request.end(body);
  });
}

// Ends the demo in a browser: the service with the demo's store, until somebody presses Enter.
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import type { Stage } from './stage.js';

/** What the service logs when its pages are there. */
const BEGAN = 'service began';

/** @throws Error if the service does not start */
export async function showInBrowser(stage: Stage): Promise<void> {
  const port = await freePort();
  const service = stage.serve({ SUNDIAL_WEB_PORT: String(port), SUNDIAL_WEB_AUTH: 'none' });
  const ended = once(service, 'exit');
  // Ctrl-C reaches the service as well; the demo then still removes its folder.
  process.once('SIGINT', () => {});
  let log = '';
  service.stderr!.setEncoding('utf8').on('data', (text: string) => {
    log += text;
  });
  while (!log.includes(BEGAN)) {
    const more = once(service.stderr!, 'data').then(() => false);
    if (await Promise.race([more, ended.then(() => true)])) throw new Error(`the service ended: ${log}`);
  }
  stage.say(`The digest of both days in a browser: http://127.0.0.1:${port}/today\nPress Enter to end.`);
  await Promise.race([once(process.stdin, 'data'), once(process.stdin, 'end'), ended]);
  process.stdin.pause();
  service.kill('SIGTERM');
  await ended;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

// Checks which parts of a shell's environment reach the service with a command: options and the user, but no secrets.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type ServedCommand, serveCommands } from '../../socket/index.js';
import { testContext } from '../testing/context.js';
import { HeldByService, leaveToService } from './forward.js';

test('a command passes on its options and user, but neither secrets nor proxies', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'sundial-forward-'));
  const served: ServedCommand[] = [];
  const server = await serveCommands(folder, async (command) => {
    served.push(command);
    return 3;
  });
  onTestFinished(async () => {
    await server.close();
    rmSync(folder, { recursive: true });
  });
  const taken = {
    SUNDIAL_LOG_LEVEL: 'debug',
    USER: 'ada',
  };
  const left = {
    SUNDIAL_API_SECRET: 's3cret',
    SS_API_KEY: 'k3y',
    SUNDIAL_API_KEY_FILE: '/run/secrets/key',
    HTTPS_PROXY: 'http://ada:s3cret@proxy.example.com:3128',
    AWS_SECRET_ACCESS_KEY: 'x',
    PATH: '/bin',
  };
  const context = testContext({
    args: ['runs'],
    env: { ...taken, ...left },
  });
  const settings = { data_dir: folder } as Parameters<typeof leaveToService>[0];
  const held = await leaveToService(settings, context).catch((thrown: unknown) => thrown);
  expect(held).toBeInstanceOf(HeldByService);
  expect(await (held as HeldByService).run(context)).toBe(3);
  expect(served.map(({ request }) => request)).toMatchObject([{ args: ['runs'] }]);
  expect(served[0]!.request.env).toEqual(taken);
});

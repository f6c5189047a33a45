// Tests the errors of connecting to a ClickHouse server that does not answer, or with an address with parameters.
import { expect, it } from 'vitest';
import { openServer } from './server.js';

const options = { user: 'default', password: 'secret-word', memoryLimitMib: 100 };

it('names the server that does not answer, and never the password', async () => {
  const opening = openServer({ ...options, url: 'http://127.0.0.1:1/sundial' });
  await expect(opening).rejects.toMatchObject({ code: 'store-unreachable' });
  await expect(opening).rejects.toThrow(/http:\/\/127\.0\.0\.1:1: the ClickHouse server does not answer/);
  await expect(opening).rejects.not.toThrow(/secret-word/);
});

it('refuses parameters in the address, without showing them', async () => {
  const opening = openServer({ ...options, url: 'http://127.0.0.1:1/sundial?password=secret-word' });
  await expect(opening).rejects.toMatchObject({ code: 'usage' });
  await expect(opening).rejects.not.toThrow(/secret-word/);
});

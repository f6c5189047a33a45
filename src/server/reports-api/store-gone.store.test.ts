// Tests that the Reports API stays up and tells nothing of the inside when its store fails.
import { expect, it, onTestFinished } from 'vitest';
import { ApiWorld } from './testing/api-world.js';

it('a store that is gone is an error without details, and what needs no store is still answered', async () => {
  const api = await ApiWorld.open();
  onTestFinished(() => api.close());
  await api.ask('reports/subscribed');
  await api.world.leave();
  const { status, json } = await api.ask('reports/subscribed');
  expect(status).toBeGreaterThanOrEqual(500);
  expect(json).toEqual({
    error: expect.stringMatching(/^(something went wrong inside|the server cannot answer)/),
  });
  expect((await api.ask('reports/subscribed', { help: true })).status).toBe(200);
});

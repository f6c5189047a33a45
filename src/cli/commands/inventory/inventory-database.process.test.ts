// Checks that `sundial inventory` imports the rows of a PostgreSQL database.
import { afterAll, expect, it } from 'vitest';
import { EXIT } from '../../../domain/errors.js';
import { DATABASE, PASSWORD, startPostgres, USER, whyNoPostgres } from '../../../enrich/testing/postgres.js';
import { Session } from '../../testing/session.js';
import { declareInventory } from './inventory.js';

const session = new Session((program, context) => declareInventory(program, context));
afterAll(() => session.remove());

const inventory = (...args: string[]) => session.run(['inventory', ...args], { env: { USER: 'ada' } });
const found = async (subject: string) => {
  const { out } = await inventory('lookup', subject, '--json');
  return (JSON.parse(out) as { matches: { device: string; covers: string }[] }).matches.map(
    ({ device, covers }) => `${covers} ${device}`,
  );
};

// CI requires a server.
it.skipIf(whyNoPostgres() !== undefined && process.env.CI !== 'true')('imports from a database', async () => {
  const server = await startPostgres();
  try {
    const env = {
      SUNDIAL_INVENTORY_SOURCE: `postgresql://${USER}@127.0.0.1:${server.port}/${DATABASE}`,
      SUNDIAL_INVENTORY_QUERY: "SELECT 'sql-1' AS device, '198.51.100.9'::inet AS ip",
    };
    const run = (password: string) =>
      session.run(['inventory', 'import', '--part', 'sql'], {
        env: { ...env, SUNDIAL_INVENTORY_PASSWORD: password },
      });
    const refused = await run('wrong-horse');
    expect(refused).toMatchObject({ code: EXIT.authentication, notes: expect.stringContaining('sign-in') });
    expect(refused.notes).not.toContain('horse');
    expect((await run(PASSWORD)).out).toContain('1 added');
    expect(await found('198.51.100.9')).toEqual(['198.51.100.9 sql-1']);
    expect((await inventory('status')).out).toContain(`database ${DATABASE} at 127.0.0.1`);
  } finally {
    await server.stop();
  }
});

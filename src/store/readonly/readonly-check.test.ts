// Checks that SQL which the engine could not examine is not reported as invalid.
import { expect, test } from 'vitest';
import { SundialError } from '../../domain/errors.js';
import type { Engine } from '../engine/engine.js';
import { checkSql } from './readonly-check.js';

test.each(['query-cancelled', 'questions-busy', 'query-memory'] as const)(
  '%s is passed on unchanged',
  async (code) => {
    const thrown = new SundialError(code, { seconds: 1, limit: '1 MiB' });
    const unavailable = { rows: () => Promise.reject(thrown) } as unknown as Engine;
    await expect(checkSql(unavailable, 'SELECT 1')).rejects.toBe(thrown);
    const afterFormat = {
      rows: (sql: string) =>
        sql.startsWith('EXPLAIN') ? Promise.reject(thrown) : Promise.resolve([{ text: 'SELECT 1' }]),
    } as unknown as Engine;
    await expect(checkSql(afterFormat, 'SELECT 1')).rejects.toBe(thrown);
  },
);

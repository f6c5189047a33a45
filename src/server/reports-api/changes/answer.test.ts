// Tests that nothing is answered about changes while rows are missing.
import { expect, it } from 'vitest';
import type { Caller } from '../method.js';
import { answerChanges, type ChangesContext } from './answer.js';
import { readChangesQuery } from './request.js';

it('a damaged store is refused, because the cursor would pass rows that are missing', async () => {
  const context = { source: { isDamaged: () => true } } as unknown as ChangesContext;
  await expect(answerChanges(readChangesQuery({}), {} as Caller, context)).rejects.toMatchObject({
    code: 'store-damaged',
  });
});

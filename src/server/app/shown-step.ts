// What happened to a finding last, in the form of the contract.
import type { z } from 'zod';
import type { NewestStep } from '../../triage/index.js';
import type { newestStep } from './contract-marks.js';
import { instant } from './legible.js';

export function shownStep({
  step,
  state,
  changes,
  day,
  at,
  reason,
  author,
  automatic,
}: NewestStep): z.infer<typeof newestStep> {
  return {
    ...{ step, state, changes: [...changes], day, reason, author, automatic },
    at: instant(at),
  };
}

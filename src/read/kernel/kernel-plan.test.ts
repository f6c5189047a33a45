// Tests that the kernel needs bounded memory for the largest possible report, and uses it again for the next report.
import { expect, it } from 'vitest';
import { CARRIED_COLUMNS } from '../../domain/carried-columns.js';
import { EVENT_COLUMNS } from '../../domain/event-columns.js';
import { LIMITS } from '../../domain/limits.js';
import { planReport } from '../plan.js';
import { jobOf } from '../testing/reading.js';
import { Kernel } from './kernel.js';
import { KernelPlan } from './kernel-plan.js';

const MiB = 1024 * 1024;

it('plans every column of the store within 32 MiB, again and again', () => {
  const names = [...EVENT_COLUMNS, ...CARRIED_COLUMNS].map(({ name }) => name);
  const others = Array.from({ length: LIMITS.columns - names.length }, (_, at) => `column ${at}`);
  const kernel = new Kernel();
  for (let report = 1; report < 20; report++)
    new KernelPlan(kernel, planReport(jobOf(report), [...names, ...others]), Buffer.from('timestamp'));
  expect(kernel.memory.length).toBeGreaterThan(16 * MiB);
  expect(kernel.memory.length).toBeLessThan(32 * MiB);
});

// Checks which slips are recognised, and that unrelated words suggest nothing.
import { describe, expect, it } from 'vitest';
import { didYouMean, nearest } from './nearest.js';

const NAMES = ['data_dir', 'store_url', 'store_user', 'log_level', 'memory_limit_mib'];

describe('nearest', () => {
  it.each([
    ['a missing letter', 'data_dr', 'data_dir'],
    ['a letter too many', 'store_uurl', 'store_url'],
    ['a wrong letter', 'log_lefel', 'log_level'],
    ['a missing unit', 'memory_limit', 'memory_limit_mib'],
    ['hyphens and capitals', 'Data-Dir', 'data_dir'],
  ])('recognises %s', (_slip, word, expected) => {
    expect(nearest(word, NAMES)).toBe(expected);
  });

  it('counts swapped neighbours as one edit', () => {
    expect(nearest('ba', ['cd', 'ab'])).toBe('ab');
  });

  it('prefers the candidate with fewer edits, whatever the order', () => {
    expect(nearest('store_use', ['store_url', 'store_user'])).toBe('store_user');
    expect(nearest('store_use', ['store_user', 'store_url'])).toBe('store_user');
  });

  it('takes the first of equally near candidates', () => {
    expect(nearest('cat', ['bat', 'hat'])).toBe('bat');
  });

  it.each(['colour', '', 'x', 'data_directory_of_the_whole_system'])('suggests nothing for "%s"', (word) => {
    expect(nearest(word, NAMES)).toBeUndefined();
  });

  it('answers at once for a word of 16 MiB', () => {
    const before = process.cpuUsage();
    expect(nearest('d'.repeat(16 * 1024 * 1024), NAMES)).toBeUndefined();
    expect(process.cpuUsage(before).user).toBeLessThan(1_000_000);
  });
});

describe('didYouMean', () => {
  it('fills a message, or leaves it as it is', () => {
    expect(didYouMean('datadir', NAMES)).toBe(' (did you mean "data_dir"?)');
    expect(didYouMean('colour', NAMES)).toBe('');
  });
});

// Checks the shapes of messages against Python's email package: messages that Python reads without a defect are
// complete.
import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { SHAPES } from '../testing/shapes.js';

const READER = `
import email, email.policy, json, sys
def look(raw):
    message = email.message_from_bytes(raw.encode('latin1'), policy=email.policy.compat32)
    parts = list(message.walk())
    return {'reports': [p.get_filename() for p in parts if (p.get_filename() or '').endswith('.csv')],
            'defects': sorted({type(d).__name__ for p in parts for d in p.defects})}
print(json.dumps([look(raw) for raw in json.load(sys.stdin)]))
`;

interface Look {
  readonly reports: readonly string[];
  readonly defects: readonly string[];
}

const python = spawnSync('python3', ['--version']).status === 0;

test.skipIf(!python)('Python finds the same reports, and defects only in broken messages', () => {
  const { stdout, stderr } = spawnSync('python3', ['-c', READER], {
    input: JSON.stringify(SHAPES.map(({ raw }) => raw)),
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  const looks = JSON.parse(stdout) as Look[];
  const wellFormed = SHAPES.flatMap(({ what, reports, isCut, isOdd }, index) =>
    isCut || isOdd ? [] : [{ what, theirs: looks[index], ours: { reports, defects: [] } }],
  );
  expect(wellFormed.length).toBeGreaterThanOrEqual(30);
  expect(wellFormed.map(({ what, theirs }) => ({ what, ...theirs }))).toEqual(
    wellFormed.map(({ what, ours }) => ({ what, ...ours })),
  );
  const cut = SHAPES.flatMap(({ what, isCut }, index) =>
    isCut && looks[index]!.defects.length === 0 ? [what] : [],
  );
  expect(cut).toEqual([]);
});

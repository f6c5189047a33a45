// The checks of the doctor, run when somebody asks: they connect to sources, outputs and the mail server.
import { useState } from 'preact/hooks';
import { type AnswerOf, ask, type Refused } from '../../data/request.ts';
import { refusalOf } from '../../data/session.ts';
import { Command } from '../../parts/command.tsx';
import { Problem } from '../../parts/problem.tsx';
import { type Column, Table } from '../../parts/table.tsx';
import { counted } from '../../words/en.ts';

type Check = AnswerOf<'doctor'>['checks'][number];

export function Doctor() {
  const [checks, setChecks] = useState<readonly Check[]>();
  const [problem, setProblem] = useState<Refused>();
  const [isRunning, setRunning] = useState(false);
  const examine = async () => {
    setRunning(true);
    setProblem(undefined);
    try {
      setChecks((await ask('doctor', { body: {} })).checks);
    } catch (thrown) {
      setProblem(refusalOf(thrown));
    } finally {
      setRunning(false);
    }
  };
  return (
    <>
      <p class="soft">
        Checks the machine, the configuration, the sources, the outputs and the store, and changes nothing.
        That can take a minute.
      </p>
      <p>
        <button type="button" class="main" disabled={isRunning} onClick={() => void examine()}>
          Run the checks
        </button>
      </p>
      {problem && <Problem problem={problem} />}
      <p role="status">{isRunning ? 'Checking …' : checks && inWords(checks)}</p>
      {checks && (
        <Table label="Checks" columns={COLUMNS} rows={checks} keyOf={({ name, found }) => name + found} />
      )}
      <Command words={['sundial', 'doctor']} />
    </>
  );
}

function inWords(checks: readonly Check[]): string {
  const number = (status: Check['status']) => checks.filter((check) => check.status === status).length;
  const [problems, warnings] = [number('problem'), number('warning')];
  if (problems + warnings === 0) return `Everything is in order: ${counted(checks.length, 'check')}.`;
  return `${counted(problems, 'problem')}, ${counted(warnings, 'warning')} in ${counted(checks.length, 'check')}.`;
}

/** By shape and word as well, not by colour alone. */
const STATES = {
  ok: { mark: '✓', word: 'in order', tone: 'is-ok' },
  warning: { mark: '!', word: 'warning', tone: 'is-warning' },
  problem: { mark: '✗', word: 'problem', tone: 'is-problem' },
} as const;

const COLUMNS: readonly Column<Check>[] = [
  { title: 'Check', isHead: true, cell: ({ name }) => name },
  {
    title: 'State',
    cell: ({ status }) => (
      <span class={`check-state ${STATES[status].tone}`}>
        <span aria-hidden="true">{STATES[status].mark}</span> {STATES[status].word}
      </span>
    ),
  },
  {
    title: 'Found',
    cell: ({ found, advice }) => (
      <>
        {found}
        {advice !== '' && <div class="soft">{advice}</div>}
      </>
    ),
  },
];

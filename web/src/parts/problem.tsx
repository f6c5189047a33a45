// A refusal of the server, with its words, and the way to try again.
import type { Refused } from '../data/request.ts';

interface ProblemProps {
  readonly problem: Refused;
  readonly again?: () => void;
}

export function Problem({ problem, again }: ProblemProps) {
  return (
    <div class="problem" role="alert">
      <p>{problem.message}</p>
      {again && (
        <button type="button" onClick={again}>
          Try again
        </button>
      )}
    </div>
  );
}

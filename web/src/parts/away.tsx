// Says that what is shown may be out of date, because the service does not answer; the page keeps trying.
import type { Refused } from '../data/request.ts';

export function Away({ problem }: { readonly problem: Refused }) {
  return (
    <p class="away" role="status">
      {problem.message} This page shows what was last known, and keeps trying.
    </p>
  );
}

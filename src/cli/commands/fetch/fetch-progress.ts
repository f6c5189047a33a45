// Shows how a fetch goes on: each day as it is listed, then its files as they are loaded.
import type { FetchWatch } from '../../../pipeline/index.js';
import { Progress } from '../../print/progress.js';
import { count } from '../../print/table.js';

export class FetchProgress extends Progress implements FetchWatch {
  /** A day was listed. */
  listed(date: string, reports: number, toFetch: number): void {
    this.say(`${date}: ${count(reports)} reports listed, ${count(toFetch)} to fetch`);
  }
}

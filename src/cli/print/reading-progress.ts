// Shows the progress of reading a source: its own steps, then files as they are loaded.
import type { SourceStep } from '../../collect/index.js';
import type { ReadWatch } from '../../pipeline/index.js';
import { Progress } from './progress.js';

export class ReadingProgress extends Progress implements ReadWatch {
  step({ text }: SourceStep): void {
    this.say(text);
  }
}

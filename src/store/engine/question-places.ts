// Places of questions: people take turns, heavy questions leave a place for light ones, and too many are refused.
import { SundialError } from '../../domain/errors.js';
import { type Asking, asking } from './asking.js';
import type { Places } from './places.js';

export interface QuestionLimits {
  /** Number of questions that run at once. */
  readonly places: number;
  /** How many of them may be heavy. */
  readonly heavy: number;
  /** Number of running questions if all `places` turn out to be heavy, so that a light question need not wait. */
  readonly most: number;
  /** Milliseconds after which a light question counts as heavy. */
  readonly lightMs: number;
  /** Number of questions that may wait: of one client, and of all clients. */
  readonly waitingOfClient: number;
  readonly waiting: number;
}

/**
 * Three heavy questions keep two cores busy, and leave memory for the rest on a small machine. A light question answers
 * within a second; one that takes longer was misjudged, and must not block the last place. With more than a hundred
 * waiting questions people would wait for minutes, so further questions are refused at once.
 */
export const QUESTION_LIMITS: QuestionLimits = {
  places: 4,
  heavy: 3,
  most: 6,
  lightMs: 1_000,
  waitingOfClient: 100,
  waiting: 250,
};

interface Question extends Asking {
  readonly enter: () => void;
}

/** Calls `work` after a delay; returns a function that cancels the call. */
export type Later = (milliseconds: number, work: () => void) => () => void;

const byTimer: Later = (milliseconds, work) => {
  const timer = setTimeout(work, milliseconds);
  return () => clearTimeout(timer);
};

export class QuestionPlaces implements Places {
  private readonly waiting: Question[] = [];
  private heavy = 0;
  private light = 0;
  private served = 0;
  /**
   * For each client with running or waiting questions: the number running, and when the client was last served. A client
   * that was not served yet counts as served when its first question arrived; otherwise clients who come and go would
   * pass a waiting client for ever.
   */
  private readonly clients = new Map<string, { atWork: number; served: number }>();

  constructor(
    private readonly limits: QuestionLimits = QUESTION_LIMITS,
    private readonly later: Later = byTimer,
  ) {}

  /** @throws SundialError `questions-busy`, and `query-cancelled` if the question was aborted */
  async take(): Promise<() => void> {
    const question = asking();
    if (question.signal?.aborted) throw new SundialError('query-cancelled');
    if (this.hasRoom(question)) this.enter(question);
    else await this.wait(question);
    question.begins?.();
    return this.leaver(question);
  }

  private hasRoom({ isHeavy }: Asking): boolean {
    const { places, heavy, most } = this.limits;
    const atWork = this.heavy + this.light;
    if (isHeavy) return this.heavy < heavy && atWork < places;
    return atWork < places || (this.light === 0 && atWork < most);
  }

  private async wait(question: Asking): Promise<void> {
    const { waiting, waitingOfClient } = this.limits;
    const own = this.waiting.filter(({ client }) => client === question.client).length;
    if (this.waiting.length >= waiting || own >= waitingOfClient)
      throw new SundialError('questions-busy', { waiting: this.waiting.length });
    await new Promise<void>((resolve, reject) => {
      const leave = () => {
        this.waiting.splice(this.waiting.indexOf(entry), 1);
        this.forgetIdle(question.client);
        reject(new SundialError('query-cancelled'));
      };
      const entry: Question = {
        ...question,
        enter: () => {
          question.signal?.removeEventListener('abort', leave);
          resolve();
        },
      };
      this.waiting.push(entry);
      if (!this.clients.has(question.client))
        this.clients.set(question.client, { atWork: 0, served: this.served });
      question.signal?.addEventListener('abort', leave, { once: true });
    });
  }

  private enter({ client, isHeavy }: Asking): void {
    if (isHeavy) this.heavy++;
    else this.light++;
    const known = this.clients.get(client);
    this.clients.set(client, { atWork: (known?.atWork ?? 0) + 1, served: ++this.served });
  }

  /** Returns the function that gives a question's place back; until then the question may turn out to be heavy. */
  private leaver({ client, isHeavy }: Asking): () => void {
    let countsAsHeavy = isHeavy;
    const forget = isHeavy
      ? () => {}
      : this.later(this.limits.lightMs, () => {
          countsAsHeavy = true;
          this.light--;
          this.heavy++;
          this.fill();
        });
    return () => {
      forget();
      if (countsAsHeavy) this.heavy--;
      else this.light--;
      this.clients.get(client)!.atWork--;
      this.fill();
      this.forgetIdle(client);
    };
  }

  /** Forgets a client without questions. Call after `fill`, which may have started one of the client's. */
  private forgetIdle(client: string): void {
    if (this.clients.get(client)?.atWork !== 0) return;
    if (!this.waiting.some((other) => other.client === client)) this.clients.delete(client);
  }

  /** Starts waiting questions: first those of the client with the fewest running, then of the client served longest ago. */
  private fill(): void {
    for (;;) {
      const next = this.waiting
        .filter((question) => this.hasRoom(question))
        .reduce<Question | undefined>(
          (best, question) => (best && !this.isBefore(question, best) ? best : question),
          undefined,
        );
      if (!next) return;
      this.waiting.splice(this.waiting.indexOf(next), 1);
      this.enter(next);
      next.enter();
    }
  }

  private isBefore(a: Asking, b: Asking): boolean {
    const [first, second] = [this.clients.get(a.client)!, this.clients.get(b.client)!];
    return first.atWork < second.atWork || (first.atWork === second.atWork && first.served < second.served);
  }
}

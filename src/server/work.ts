// Counts the work of answers, so that the service can wait for its end before it closes the store.
import type { FastifyReply } from 'fastify';

export class Work {
  private running = 0;
  private waiting: (() => void)[] = [];

  /** Something begins that may read the store. @returns the function that ends it; call it once */
  begin(): () => void {
    this.running += 1;
    return () => {
      this.running -= 1;
      if (this.running === 0) for (const resolve of this.waiting.splice(0)) resolve();
    };
  }

  /**
   * Makes an answer. @param ended is called when the answer is made and the response is closed: a client that leaves
   * early does not make room for its next request before its last one has stopped
   */
  async during<T>({ raw }: FastifyReply, ended: () => void, answer: () => Promise<T>): Promise<T> {
    const end = this.begin();
    const closed = new Promise<void>((resolve) => {
      if (raw.closed) resolve();
      else raw.once('close', resolve);
    });
    try {
      return await answer();
    } finally {
      end();
      void closed.then(ended);
    }
  }

  /** Resolves when nothing reads the store any more. */
  async idle(): Promise<void> {
    if (this.running > 0) await new Promise<void>((resolve) => this.waiting.push(resolve));
  }
}

// Sends records as messages of syslog over TCP, TLS or UDP.
import type { OutputView } from '../output.js';
import { sendDatagrams } from './datagrams.js';
import { withinBatch } from './failure.js';
import { type MessageFacts, octetCounted, type Sender, syslogMessage } from './message.js';
import { sendStream, tryStream } from './stream.js';
import type { SyslogTarget } from './target.js';
import type { Way } from './way.js';

export class NetworkWay implements Way {
  constructor(
    private readonly target: SyslogTarget,
    private readonly sender: Sender,
  ) {}

  get what(): string {
    return this.target.what;
  }

  get maxBytes(): number {
    return this.target.maxBytes;
  }

  encode(record: MessageFacts): Buffer {
    return syslogMessage(record, this.sender);
  }

  async check(signal: AbortSignal): Promise<OutputView> {
    const { transport, host, port, maxBytes } = this.target;
    const place = `${host}:${port}`;
    if (transport === 'udp') {
      await withinBatch(this.target, signal, (ends) => sendDatagrams(this.target, [], ends));
      return {
        sentence: `messages will be sent to ${place} over UDP; whether they arrive cannot be known`,
        facts: [
          ['encryption', 'none'],
          ['largest message', `${maxBytes} bytes`],
        ],
      };
    }
    const encryption = await withinBatch(this.target, signal, (ends) => tryStream(this.target, ends));
    return {
      sentence: `${place} accepts connections`,
      facts: [
        ['encryption', encryption],
        ['largest message', `${maxBytes} bytes`],
      ],
    };
  }

  async send(messages: readonly Buffer[], _batch: string, signal: AbortSignal): Promise<void> {
    await withinBatch(this.target, signal, (ends) =>
      this.target.transport === 'udp'
        ? sendDatagrams(this.target, messages, ends)
        : sendStream(this.target, Buffer.concat(messages.map(octetCounted)), ends),
    );
  }
}

// Kills `sundial publish` at random moments while reports are issued again and a RabbitMQ server is killed as well: a reader
// that takes all messages out of the queue holds the store in the end.
import {
  connected,
  PASSWORD,
  startRabbit,
  taken,
  USER,
  whyNoRabbit,
} from '../src/publish/amqp/testing/rabbitmq.js';
import { campaign } from './setup/campaign.js';
import { testKilledOutput } from './support/killed-output.js';

testKilledOutput({
  what: 'RabbitMQ',
  missing: whyNoRabbit(),
  seed: 20260120,
  // The server takes about ten seconds of processor time to start again. Plain runs kill outputs to Redis, which share the code
  // that sends.
  kills: campaign({ short: 0, full: 4 }),
  start: async () => {
    const server = await startRabbit();
    const access = { port: server.port, username: USER, password_env: 'AMQP_PASSWORD' };
    return {
      server,
      entry: (queue) => ({ kind: 'amqp', ...access, queue, queue_type: 'classic' }),
      env: { AMQP_PASSWORD: PASSWORD },
      messages: async (queue) => {
        const owner = await connected(server.port);
        return taken(await owner.createConfirmChannel(), queue).finally(() => owner.close());
      },
      stop: () => server.stop(),
    };
  },
});

// Kills `sundial publish` at random moments while reports are issued again and the broker is stopped and started: a
// subscriber whose session the broker keeps holds the store in the end. The broker is not killed, because Mosquitto keeps
// messages that it has accepted in memory until it stops.
import {
  PASSWORD,
  startMosquitto,
  subscribed,
  USER,
  whyNoMosquitto,
} from '../src/publish/mqtt/testing/mosquitto.js';
import { campaign } from './setup/campaign.js';
import { testKilledOutput } from './support/killed-output.js';

testKilledOutput({
  what: 'Mosquitto',
  missing: whyNoMosquitto(),
  seed: 20260122,
  // Plain runs kill outputs to Redis, which share the code that sends.
  kills: campaign({ short: 0, full: 3 }),
  start: async () => {
    const server = await startMosquitto();
    const subscriber = await subscribed(server.port, 'killed/#', { clientId: 'reader' });
    const access = { port: server.port, username: USER, password_env: 'MQTT_PASSWORD' };
    return {
      server: { crash: () => server.halt(), revive: () => server.revive() },
      entry: (side) => ({ kind: 'mqtt', ...access, topic: `killed/${side}` }),
      env: { MQTT_PASSWORD: PASSWORD },
      messages: async (side) => {
        await subscriber.caughtUp();
        return subscriber.got.flatMap(({ topic, text }) => (topic === `killed/${side}` ? text : []));
      },
      stop: async () => {
        await subscriber.client.endAsync(true);
        await server.stop();
      },
    };
  },
});

import { getEventListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '../../../../test/support/eventually.js';
import { isAbort, ProviderError } from '../../../common/errors.js';
import {
  askedOf,
  hear,
  never,
  question,
  type ChatCase,
  type ChatModelUnderTest,
} from './chat-subject.js';

/** An answer that ends, one that fails, one that is aborted and one that is left, on one signal each. */
async function everyEnd({ model, server }: ChatModelUnderTest): Promise<readonly AbortSignal[]> {
  const whole = never();
  await hear(model, { signal: whole });

  const failed = never();
  server.plan({ breaksOff: { at: { pieces: 3 }, how: 'end' } });
  await hear(model, { signal: failed });

  const controller = new AbortController();
  await hear(model, {
    signal: controller.signal,
    onPiece: () => {
      controller.abort();
    },
  });

  const left = never();
  for await (const event of model.stream(question, left)) if (event.type === 'text') break;
  return [whole, failed, controller.signal, left];
}

const timers = (): number =>
  process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length;

const leftovers: readonly ChatCase[] = [
  {
    title: 'leaves no listener on the signal, however an answer ends',
    run: async (subject) => {
      for (const signal of await everyEnd(subject))
        expect(getEventListeners(signal, 'abort')).toHaveLength(0);
    },
  },
  {
    title: 'leaves no timer, however an answer ends',
    run: async (subject) => {
      await everyEnd(subject);
      const before = timers();
      for (let round = 0; round < 5; round++) await everyEnd(subject);
      // Those of the sockets come and go.
      await eventually(() => {
        expect(timers()).toBeLessThan(before + 5);
      }, 500);
    },
  },
  {
    title: 'hangs up on every answer that was aborted',
    run: async ({ model, server }) => {
      server.planAlways({ firstTokenMs: 60_000 });
      await Promise.all(
        Array.from({ length: 10 }, async () => {
          const controller = new AbortController();
          const hearing = hear(model, { signal: controller.signal });
          await sleep(30);
          controller.abort();
          expect(isAbort((await hearing).error)).toBe(true);
        }),
      );
      await eventually(() => {
        expect(server.openConnections).toBe(0);
      }, 500);
    },
  },
];

const closing: readonly ChatCase[] = [
  {
    title: 'leaves no connection when it is closed',
    run: async (subject) => {
      await everyEnd(subject);
      await subject.model.close();
      await eventually(() => {
        expect(subject.server.openConnections).toBe(0);
      }, 500);
    },
  },
  {
    title: 'ends what is under way when it is closed',
    run: async (subject) => {
      subject.server.plan({ firstTokenMs: 60_000 });
      const hearing = hear(subject.model);
      await askedOf(subject);
      await subject.model.close();
      expect((await hearing).error).toBeInstanceOf(ProviderError);
    },
  },
  {
    title: 'may be closed twice',
    run: async ({ model }) => {
      await model.close();
      await expect(model.close()).resolves.toBeUndefined();
    },
  },
];

/** What is there when it is all over. */
export const resourceCases: readonly ChatCase[] = [...leftovers, ...closing];

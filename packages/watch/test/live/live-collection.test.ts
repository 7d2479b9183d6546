import { expect, test } from "vitest";
import type { Message } from "../../src/live/kept-changes.ts";
import { LiveCollection } from "../../src/live/live-collection.ts";

/** A collection that is looked at when a test says so, and what its listeners were told. */
function watched() {
  let look: PromiseWithResolvers<ReadonlyMap<string, number>> | undefined;
  const asked: (() => void)[] = [];
  const collection = new LiveCollection<number>({
    pauseMs: 1,
    system: { now: () => 0, token: () => "series", pause: async () => undefined },
    read() {
      look = Promise.withResolvers();
      for (const resolve of asked.splice(0)) resolve();
      return look.promise;
    },
  });
  const nextLook = () => new Promise<void>((resolve) => void asked.push(resolve));
  return {
    collection,
    nextLook,
    listen(after?: string) {
      const told: Message[] = [];
      return { told, stop: collection.listen((message) => void told.push(message), after) };
    },
    /** Answers the look that goes on, and waits for the next one. */
    async answer(entries: Readonly<Record<string, number>> | Error) {
      const next = nextLook();
      if (entries instanceof Error) look?.reject(entries);
      else look?.resolve(new Map(Object.entries(entries)));
      await next;
    },
  };
}

const eventsOf = (told: readonly Message[]) => told.map(({ event, data }) => `${event} ${data}`);

test("what was seen long ago is not told as what is: whoever comes after everybody had gone waits for the next look", async () => {
  const { listen, answer } = watched();
  const first = listen();
  await answer({ a: 1 });
  expect(eventsOf(first.told)).toEqual(['snapshot {"entries":{"a":1}}']);
  first.stop();
  const second = listen();
  const third = listen(first.told[0]?.id);
  expect(second.told).toEqual([]);
  await answer({ a: 2 });
  expect(eventsOf(second.told)).toEqual(['snapshot {"entries":{"a":2}}']);
  expect(eventsOf(third.told)).toEqual(['change {"changed":{"a":2},"removed":[]}']);
  const fourth = listen();
  expect(eventsOf(fourth.told)).toEqual(['snapshot {"entries":{"a":2}}']);
  for (const { stop } of [second, third, fourth]) stop();
});

test("whoever comes while it cannot be read is told so", async () => {
  const { listen, answer } = watched();
  const first = listen();
  await answer({ a: 1 });
  await answer(new Error("no"));
  const second = listen();
  expect(second.told.map(({ event }) => event)).toEqual(["snapshot", "trouble"]);
  first.stop();
  second.stop();
  const third = listen();
  expect(third.told.map(({ event }) => event)).toEqual(["trouble"]);
  await answer({ a: 1 });
  expect(third.told.map(({ event }) => event)).toEqual(["trouble", "snapshot"]);
  third.stop();
});

import { describe, expect, it } from "vitest";
import { Checkpoints } from "../../src/events/checkpoints.ts";

/** Checkpoints of writes with these ids, or none, and of marks (`=c`) between them, in their order. */
function taken(...steps: (string | undefined)[]): {
  checkpoints: Checkpoints;
  acknowledge(sequence: number): string | undefined;
} {
  const checkpoints = new Checkpoints();
  const ids: (string | undefined)[] = [];
  for (const step of steps) {
    if (step?.startsWith("=")) checkpoints.mark(step.slice(1));
    else {
      checkpoints.writes(step !== undefined);
      ids.push(step);
    }
  }
  return {
    checkpoints,
    acknowledge(sequence) {
      const id = ids.slice(0, sequence).findLast((candidate) => candidate !== undefined);
      checkpoints.acknowledged({ sequence, key: "key", ...(id === undefined ? {} : { id }) }, id);
      return checkpoints.durable;
    },
  };
}

describe("a cursor between events", () => {
  it("counts at once when nothing before it is on its way", () => {
    const { checkpoints } = taken("=1", "=2");
    expect(checkpoints.durable).toBe("2");
  });

  it("waits until everything before it is durable, however late that is", () => {
    const { checkpoints, acknowledge } = taken("1", "2", "=3", "4");
    expect(checkpoints.durable).toBeUndefined();
    expect([1, 2, 3].map(acknowledge)).toEqual(["1", "3", "4"]);
  });

  it("is passed over by one step of the sink over many events", () => {
    expect(taken("1", "=2", "3", "=4", "5").acknowledge(3)).toBe("5");
    expect(taken("1", "=2", "3", "=4", "5").acknowledge(2)).toBe("4");
  });

  it("stays when the events after it have no cursor of their own", () => {
    const { acknowledge } = taken("1", "=2", undefined, undefined, "5", undefined);
    expect([1, 2, 3, 4, 5].map(acknowledge)).toEqual(["2", "2", "2", "5", "5"]);
  });

  it("gives way to the next one that nothing was written before", () => {
    const { checkpoints, acknowledge } = taken("1", "=2", "=3");
    expect(acknowledge(1)).toBe("3");
    checkpoints.mark("4");
    expect(checkpoints.durable).toBe("4");
  });

  it("never counts when an event before it could not be stored", () => {
    const { checkpoints, acknowledge } = taken("1", "2", "=3");
    acknowledge(1);
    checkpoints.mark("4");
    expect(checkpoints.durable).toBe("1");
  });

  it("never goes back behind what was durable, in any order of events, cursors and answers", () => {
    for (let seed = 0; seed < 2 ** 10; seed += 1) {
      const checkpoints = new Checkpoints();
      const ids: (string | undefined)[] = [];
      let acknowledgedThrough = 0;
      let last = 0;
      let position = 0;
      for (let bits = seed, step = 0; step < 5; step += 1, bits = Math.floor(bits / 4)) {
        position += 1;
        if (bits % 4 === 0) checkpoints.mark(String(position));
        else if (bits % 4 === 3) {
          acknowledgedThrough = Math.min(ids.length, acknowledgedThrough + 2);
          const id = ids.slice(0, acknowledgedThrough).findLast((candidate) => candidate !== undefined);
          if (acknowledgedThrough > 0)
            checkpoints.acknowledged({ sequence: acknowledgedThrough, key: "key" }, id);
        } else {
          const id = bits % 4 === 1 ? String(position) : undefined;
          checkpoints.writes(id !== undefined);
          ids.push(id);
        }
        const durable = Number(checkpoints.durable ?? 0);
        expect(durable).toBeGreaterThanOrEqual(last);
        last = durable;
      }
    }
  });
});

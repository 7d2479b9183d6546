import { describe, expect, it } from "vitest";
import { longestWaitMs, mostSeats } from "../../src/fleet/seats.ts";
import { connection } from "./connection.ts";

describe("the most seats at a time", () => {
  it("counts a stream that changes hands once", () => {
    const connections = [
      connection("a", 0, 100),
      connection("b", 20, 60),
      connection("a", 90, 200),
      connection("c", 150, 300),
      connection("d", 200),
    ];
    expect(mostSeats(connections, 400)).toBe(2);
    expect(mostSeats([], 400)).toBe(0);
  });
});

describe("the longest wait", () => {
  const asked = [100];

  it("is the time until the first claim, or after the end of a seat until the next", () => {
    const a = { streamId: "a", asked, status: "ended" } as const;
    expect(longestWaitMs([a], [connection("a", 350, 900, "ended")], 1_000)).toBe(250);
    const killed = [
      connection("a", 200, 400, "crashed"),
      connection("a", 750, 800, "superseded"),
      connection("a", 790, 900, "ended"),
    ];
    expect(longestWaitMs([a], killed, 1_000)).toBe(350);
  });

  it("goes on to the end of the run for a stream that nobody has taken", () => {
    expect(longestWaitMs([{ streamId: "a", asked, status: "running" }], [], 1_000)).toBe(900);
    expect(longestWaitMs([{ streamId: "a", asked, status: "stopped" }], [], 1_000)).toBe(0);
  });

  it("does not count the time in which the stream was over", () => {
    const again = { streamId: "a", asked: [100, 700], status: "ended" } as const;
    const connections = [connection("a", 150, 300, "stopped"), connection("a", 780, 900, "ended")];
    expect(longestWaitMs([again], connections, 1_000)).toBe(80);
  });
});

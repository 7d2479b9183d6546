import { contractServers, type ServerName } from "@unbounded-streams/testing";
import { afterAll, afterEach, beforeAll, describe } from "vitest";
import type { EventSink, EventSinkOptions } from "../../../src/index.ts";
import { type ContractWorld, startContractWorld } from "./contract-world.ts";

/** The ways to write: what holds for one holds for all. */
const MODES = ["put"] as const;

/** What a test of the contract gets; `world` is there from within tests only. */
export interface Contract {
  readonly server: ServerName;
  readonly mode: (typeof MODES)[number];
  readonly world: ContractWorld;
  /** A sink of this mode. */
  newSink(options?: Partial<EventSinkOptions>): EventSink;
}

/** Describes what holds on every server and in every mode. */
export function describeContract(title: string, suite: (contract: Contract) => void): void {
  describe.each(contractServers())("$name", (server) => {
    let world: ContractWorld;
    beforeAll(async () => {
      world = await startContractWorld(server);
    });
    afterEach(() => world.proxy.reset());
    afterAll(() => world?.stop());

    describe.each(MODES)("%s", (mode) => {
      describe(title, () => {
        suite({
          server: server.name,
          mode,
          get world() {
            return world;
          },
          newSink: (options) => world.newSink(options),
        });
      });
    });
  });
}

import { contractServers, type ServerName } from "@unbounded-streams/testing";
import { afterAll, afterEach, beforeAll, describe } from "vitest";
import type { EventSink, EventSinkOptions, WriteMode } from "../../../src/index.ts";
import { type ContractWorld, startContractWorld } from "./contract-world.ts";

/** The ways to write that a server takes: what holds for one holds for all. */
const MODES: Record<ServerName, readonly WriteMode[]> = {
  dynalite: ["put", "auto"],
  "dynamodb-local": ["put", "batch", "auto"],
  ministack: ["put", "batch", "auto"],
};

/** What a test of the contract gets; `world` is there from within tests only. */
export interface Contract {
  readonly server: ServerName;
  readonly mode: WriteMode;
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

    describe.each(MODES[server.name])("mode %s", (mode) => {
      describe(title, () => {
        suite({
          server: server.name,
          mode,
          get world() {
            return world;
          },
          newSink: (options) => world.newSink({ mode, ...options }),
        });
      });
    });
  });
}

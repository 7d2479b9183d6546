import { carrierId, type Lease, type LeaseStore, type Ownership } from "../../src/index.ts";
import { booksOf } from "../../src/transitions/counts.ts";
import { T0 } from "./leases.ts";
import type { InvocationScript, Scenario } from "./relay-scenario.ts";

export const FLEET = "default";

/** After the start of the model's time, each claim's expiry. */
export const EXPIRES_AFTER_MS = 60;

/** Who acts, on what. */
export interface ActorsOptions {
  readonly store: LeaseStore;
  /** Of a carrier by whose clock every claim has expired. */
  readonly ahead: LeaseStore;
  readonly scenario: Scenario;
  pause(label: string): Promise<void>;
  /** An invocation has been told that it is the holder. */
  owns(claim: { epoch: number; expectedEpoch: number; claimId: string }): void;
}

const streamId = "weather";

/** A call that runs out of attempts kills its caller, as it kills an invocation. */
export async function survive(call: Promise<unknown>): Promise<void> {
  await call.catch((error: { code?: string }) => {
    if (error.code !== "LEASE_REQUEST_FAILED") throw error;
  });
}

/** Everybody who does something to the stream, at once. */
export function createActors(options: ActorsOptions): Promise<unknown>[] {
  const { scenario } = options;
  const holders = holdersOf(options);
  const relay = [holders.branch("A"), holders.branch("B"), outsider(options)];
  return scenario.isCarried ? [...relay, repairer(options)] : relay;
}

function holdersOf({ store, scenario, pause, owns }: ActorsOptions) {
  let invocations = 0;

  async function invoke(holder: string, expectedEpoch: number): Promise<void> {
    const script = scenario.invocations[invocations % scenario.invocations.length];
    invocations += 1;
    const claimId = `request-${invocations}`;
    const times = { handoverAtMs: T0 + EXPIRES_AFTER_MS - 10, expiresAtMs: T0 + EXPIRES_AFTER_MS };
    const carrier = scenario.isCarried ? carrierId(FLEET, holder === "A" ? 1 : 2) : undefined;
    const claimed = await store.claim({ streamId, holder, claimId, expectedEpoch, carrier, ...times });
    if (!claimed.ok || script === undefined) return;
    const { epoch } = claimed.lease;
    owns({ epoch, expectedEpoch, claimId });
    const owner = { streamId, epoch, claimId };
    await store.confirm(owner);
    const beside = carrier === undefined ? undefined : survive(offerNowAndThen(owner, script));
    await Promise.all([readOn(owner, claimed.lease, script), beside]);
  }

  async function readOn(owner: Ownership, { counts }: Lease, script: InvocationScript): Promise<void> {
    const { epoch, claimId } = owner;
    for (let events = 1; events <= script.advances; events += 1) {
      await pause(`${claimId} reads an event`);
      const now = { ...counts, received: counts.received + events, stored: counts.stored + events };
      const advanced = await store.advance({ ...owner, counts: now, checkpoint: `${epoch}.${events}` });
      if (!advanced.ok) return handIn(epoch, now.received, advanced.lease);
    }
    if (!script.ends) return;
    const last = await store.read(streamId);
    await store.finish({
      ...owner,
      counts: last && last.epoch === epoch ? booksOf(last) : counts,
      status: "ended",
    });
  }

  /** What the holder of an epoch has received, and its successor's claim did not find. */
  async function handIn(epoch: number, received: number, lease: Lease | undefined): Promise<void> {
    if (lease?.takenOver?.epoch !== epoch) return;
    const late = Math.max(0, received - lease.takenOver.counts.received);
    await store.tally({ streamId, epoch, counts: { received: late, stored: late, duplicates: 0 } });
  }

  async function offerNowAndThen(owner: Ownership, script: InvocationScript): Promise<void> {
    if (script.offers) await store.offer({ ...owner, fleet: FLEET });
    await pause(`${owner.claimId} thinks again`);
    if (script.withdraws) await store.withdraw(owner);
  }

  return {
    async branch(holder: string): Promise<void> {
      for (let turn = 1; turn <= scenario.turns; turn += 1) {
        const lease = await store.read(streamId);
        if (lease?.status !== "running") return;
        const times = holder === "A" && turn === scenario.duplicatedTurn ? 2 : 1;
        await Promise.all(Array.from({ length: times }, () => survive(invoke(holder, lease.epoch))));
      }
    },
  };
}

async function outsider({ store, scenario, pause }: ActorsOptions): Promise<void> {
  await pause("somebody outside");
  if (scenario.isStopped) await store.stop({ streamId });
  await pause("a second execution");
  const waitingFor = scenario.isCarried ? FLEET : undefined;
  await store.begin({ streamId, executionArn: "execution-2", restart: scenario.isRestarted, waitingFor });
}

/** A third carrier takes the others for dead. */
async function repairer({ store, ahead, scenario, pause }: ActorsOptions): Promise<void> {
  for (let round = 1; round <= scenario.turns; round += 1) {
    await pause("a carrier looks after the others");
    const { carrier } = (await store.read(streamId)) ?? {};
    if (carrier !== undefined) await ahead.release({ streamId, carrier, fleet: FLEET });
  }
}

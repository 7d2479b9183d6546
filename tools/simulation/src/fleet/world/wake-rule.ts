import type { ExecutionRecord } from "../../history.ts";
import type { Random } from "../../prng.ts";
import { executionArn, type StepFunctions, stateMachineArn } from "../../world/step-functions.ts";
import type { World } from "../../world/world.ts";
import type { WakePlan } from "../plan/fleet-plan.ts";
import { ADMISSION_MACHINE } from "./machines.ts";

const SLOWEST_MS = 2_500;

/** From the event to the carrier that runs again. */
const WAKE_MS = 20_000;

/** Of an event that comes twice. */
const TWICE = 0.05;

/** The rule of EventBridge that wakes a fleet: tells the admission machine of executions that did not come to their own end. */
export class WakeRule {
  /** Events on their way. */
  underWay = 0;
  private readonly world: World;
  private readonly plan: WakePlan;
  private readonly random: Random;
  private events = 0;

  constructor(world: World, plan: WakePlan) {
    this.world = world;
    this.plan = plan;
    this.random = world.random.fork("wake rule");
  }

  /** An execution is over. */
  see(stepFunctions: StepFunctions, { name, machine, status }: ExecutionRecord, input: string): void {
    if (status === undefined || status === "succeeded") return;
    const event = {
      source: "aws.states",
      "detail-type": "Step Functions Execution Status Change",
      detail: {
        executionArn: executionArn(machine, name),
        stateMachineArn: stateMachineArn(machine),
        name,
        status: status.toUpperCase(),
        input,
      },
    };
    this.send(stepFunctions, event);
    if (this.random.chance(TWICE)) this.send(stepFunctions, event);
  }

  private send(stepFunctions: StepFunctions, event: object): void {
    this.events += 1;
    this.underWay += 1;
    const name = `wake-${this.events}`;
    const isLate = this.random.chance(this.plan.lateChance);
    const delayMs = this.random.integer(100, isLate ? this.plan.latestMs : SLOWEST_MS);
    if (isLate) this.world.fault("late event", name, delayMs + WAKE_MS, { delayMs });
    this.world.clock.after(delayMs, () => {
      this.underWay -= 1;
      stepFunctions.start(ADMISSION_MACHINE, name, event);
    });
  }
}

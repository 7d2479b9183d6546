/** What can be done to a stream. */
export const ACTION_KINDS = ["start", "stop", "restart"] as const;

export type ActionKind = (typeof ACTION_KINDS)[number];

/** How far it is: the API is asked, then it is waited until the lease says so. */
export type ActionStep = "stop" | "until-stopped" | "start" | "until-started";

/** The steps of each kind, in their order. */
export const STEPS: Readonly<Record<ActionKind, readonly ActionStep[]>> = {
  start: ["start", "until-started"],
  stop: ["stop", "until-stopped"],
  restart: ["stop", "until-stopped", "start", "until-started"],
};

/** Something that was asked for on a page, as pages are told of it. */
export interface Action {
  /** Chosen by the page that asked: the same one twice is the same action. */
  readonly id: string;
  readonly kind: ActionKind;
  readonly streamId: string;
  readonly state: "going" | "done" | "failed" | "given-up";
  /** Where it is, or where it was when it failed or was given up. */
  readonly step: ActionStep;
  /** Why it has failed. */
  readonly code?: string;
  readonly message?: string;
}

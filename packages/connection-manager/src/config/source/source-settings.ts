import type { EventKeyRule } from "@unbounded-streams/event-sink";
import { type FollowStreamOptions, followStream } from "@unbounded-streams/stream-reader";
import { cursorRuleOf } from "../../events/event-id.ts";
import type { InvalidRule } from "../../events/event-intake.ts";
import { streamRequest } from "../../source/stream-request.ts";
import { streamUrl } from "../../source/stream-url.ts";
import type { Environment } from "../variables/environment.ts";
import { reading } from "../variables/reader-check.ts";
import { type ConnectionRules, connectionRules } from "./connection-rules.ts";
import { eventKeyOf } from "./event-key.ts";
import { invalidRuleOf } from "./invalid-rule.ts";
import { type ResumeConfig, resumeConfig } from "./resume.ts";
import { type SourceConfig, sourceConfig } from "./source.ts";
import type { ReadText } from "./tls.ts";

/** Everything that is said of one source. */
export interface SourceSettings extends SourceConfig, ResumeConfig {
  /** What makes two events the same; undefined leaves that to the sink. */
  readonly eventKey: EventKeyRule | undefined;
  readonly onInvalid: InvalidRule | undefined;
  readonly connection: ConnectionRules;
}

/** Reads and checks what the variables of one source say. */
export function sourceSettings(
  environment: Environment,
  readText: ReadText,
  problems: string[],
): SourceSettings {
  const before = problems.length;
  const settings: SourceSettings = {
    ...sourceConfig(environment, readText, problems),
    ...resumeConfig(environment, problems),
    eventKey: eventKeyOf(environment, problems),
    onInvalid: invalidRuleOf(environment, problems),
    connection: connectionRules(environment, problems),
  };
  if (problems.length === before) tryRequest(settings, problems);
  return settings;
}

/** What cannot be asked for together is told here, before the first stream is begun. */
function tryRequest(settings: SourceSettings, problems: string[]): void {
  const { location, resume = false, resumeStart, maxCursorBytes, eventId, followPolicy } = settings;
  const options: FollowStreamOptions = {
    ...streamRequest(settings, "id"),
    url: streamUrl(location, "id"),
    acknowledge: "manual",
    resume,
    ...(eventId !== undefined && { cursorOf: cursorRuleOf(eventId) }),
    ...(resumeStart !== undefined && { cursor: resumeStart }),
    ...(maxCursorBytes !== undefined && { maxCursorBytes }),
    ...(followPolicy !== undefined && { policy: followPolicy }),
  };
  reading("the source", () => followStream(options), problems);
}

/*
 * What a configuration of the source must keep to, for those who make one: without what runs a connection.
 */
export {
  controlProblems,
  cursorRuleProblem,
  followPolicyProblems,
  headerProblems,
  parseResumeRule,
  resumeRuleProblems,
} from "@unbounded-streams/stream-reader";
export { type KeyScheme, parseKeyScheme } from "./source/key-scheme.ts";

/*
 * What a configuration of the source must keep to, for those who make one: without what runs a connection.
 */
export { followPolicyProblems, headerProblems } from "@unbounded-streams/stream-reader";
export { type KeyScheme, parseKeyScheme } from "./source/key-scheme.ts";

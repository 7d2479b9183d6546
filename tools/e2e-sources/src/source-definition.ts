export type { SourceDefinition } from "@unbounded-streams/connection-manager/source-definition";

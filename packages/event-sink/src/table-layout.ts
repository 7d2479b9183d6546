export { layoutProblems } from "./options/layout-issues.ts";
export { DEFAULT_KEYS, type TableKeys, type TableLayoutOptions } from "./records/table-layout.ts";

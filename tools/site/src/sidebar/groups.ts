/** A part of the sidebar. */
export interface Group {
  readonly title: string;
  /** Routes of pages, in their order; `packages/*` stands for all below that folder that are not named by themselves. */
  readonly routes: readonly string[];
  /** Whether it is closed, and a link to its first page, until somebody opens it; so it is not, by default. */
  readonly isClosed?: boolean;
}

/** All pages but the home page, in the order of the sidebar. */
export const GROUPS: readonly Group[] = [
  { title: "Start", routes: ["start"] },
  {
    title: "Concepts",
    routes: [
      "concepts/relay",
      "concepts/lease",
      "concepts/handover",
      "concepts/end-of-stream",
      "concepts/ledger",
    ],
  },
  {
    title: "Recipes",
    routes: [
      "recipes/wikimedia",
      "recipes/mastodon",
      "recipes/kubernetes",
      "recipes/etcd",
      "recipes/llm-streams",
      "recipes/couchdb",
      "recipes/one-connection",
      "recipes/private-ca",
      "sources",
    ],
  },
  { title: "Guides", routes: ["packages/*", "fleet", "delivery", "migrating"] },
  {
    title: "Operations",
    routes: [
      "operations/deploy",
      "operations/upgrade",
      "operations/alarms",
      "operations/limits",
      "operations/costs",
    ],
  },
  { title: "Troubleshooting", routes: ["errors/index", "errors/*"], isClosed: true },
  { title: "API reference", routes: ["api/index", "api/*"], isClosed: true },
  { title: "About", routes: ["architecture", "testing", "benchmarks", "comparison", "contributing"] },
];

/** The page that every other is reached from, and that has no sidebar. */
export const HOME = "index";

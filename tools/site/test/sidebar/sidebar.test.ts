import { describe, expect, it } from "vitest";
import { SidebarError } from "../../src/errors.ts";
import { GROUPS } from "../../src/sidebar/groups.ts";
import { sidebarOf } from "../../src/sidebar/sidebar.ts";

const HOME = { route: "index", title: "Home" };

describe("the sidebar", () => {
  it("has the pages of each group in their order, and those of a folder by name", () => {
    const pages = [
      HOME,
      { route: "b", title: "B" },
      { route: "errors/watch", title: "watch" },
      { route: "errors/cdk", title: "@unbounded-streams/cdk" },
      { route: "errors/index", title: "Errors" },
    ];
    const groups = [
      { title: "Errors", routes: ["errors/index", "errors/*"], isClosed: true },
      { title: "About", routes: ["b"] },
    ];
    expect(sidebarOf(groups, pages)).toEqual([
      {
        text: "Errors",
        link: "/errors/",
        collapsed: true,
        items: [
          { text: "Errors", link: "/errors/" },
          { text: "cdk", link: "/errors/cdk" },
          { text: "watch", link: "/errors/watch" },
        ],
      },
      { text: "About", items: [{ text: "B", link: "/b" }] },
    ]);
  });

  it("must reach every page, and have no other", () => {
    const build = () =>
      sidebarOf([{ title: "About", routes: ["gone"] }], [HOME, { route: "lost", title: "Lost" }]);
    expect(build).toThrow(SidebarError);
    expect(build).toThrow("About: there is no page gone\nthe page lost is in no group");
  });

  it("names no page twice", () => {
    const routes = GROUPS.flatMap((group) => group.routes);
    expect(new Set(routes).size).toBe(routes.length);
  });
});

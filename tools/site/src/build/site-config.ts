import { slug } from "github-slugger";
import type { DefaultTheme, UserConfig } from "vitepress";
import { REPOSITORY } from "../pages/page.ts";
import type { SidebarItem } from "../sidebar/sidebar.ts";
import { drawDiagrams } from "./diagrams.ts";
import { tokenize, tokenizeQuery } from "./search.ts";

/** In the page itself, so that no browser asks for one. */
const ICON =
  "data:image/svg+xml," +
  encodeURIComponent(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><path d="M2 11h17v4H2zM13 17h17v4H13z" fill="#0f766e"/></svg>',
  );

/** What VitePress makes a site by. */
export function siteConfig(sidebar: readonly SidebarItem[]): UserConfig<DefaultTheme.Config> {
  return {
    title: "unbounded-streams",
    description: "Keep any HTTP stream open for ever from AWS, without a server.",
    lang: "en",
    srcDir: "pages",
    cacheDir: "cache",
    cleanUrls: true,
    // The pages have been checked before, and more strictly.
    ignoreDeadLinks: true,
    head: [["link", { rel: "icon", type: "image/svg+xml", href: ICON }]],
    markdown: {
      anchor: { slugify: (text) => slug(text) },
      config: drawDiagrams,
      theme: { light: "github-light-high-contrast", dark: "github-dark-high-contrast" },
    },
    themeConfig: {
      nav: [
        { text: "Start", link: "/start" },
        { text: "Recipes", link: "/recipes/wikimedia" },
        { text: "Troubleshooting", link: "/errors/" },
        { text: "API", link: "/api/" },
      ],
      sidebar: sidebar as DefaultTheme.SidebarItem[],
      outline: [2, 3],
      socialLinks: [{ icon: "github", link: REPOSITORY }],
      search: {
        provider: "local",
        options: {
          miniSearch: { options: { tokenize }, searchOptions: { tokenize: tokenizeQuery } },
        },
      },
    },
  };
}

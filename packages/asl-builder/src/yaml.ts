export { type ServerlessEntry, toYaml, type YamlOptions } from "./render/yaml.ts";

import { GraphQLInt, GraphQLNonNull, GraphQLObjectType, GraphQLSchema, GraphQLString } from "graphql";
import { createHandler } from "graphql-sse/lib/use/http";
import { serveLog } from "./serve-log.ts";

const int = new GraphQLNonNull(GraphQLInt);
const over = new AbortController();

const event = new GraphQLObjectType({
  name: "Event",
  fields: { n: { type: int }, text: { type: new GraphQLNonNull(GraphQLString) } },
});

const schema = new GraphQLSchema({
  query: new GraphQLObjectType({ name: "Query", fields: { last: { type: int, resolve: () => log.last } } }),
  subscription: new GraphQLObjectType({
    name: "Subscription",
    fields: {
      events: {
        type: new GraphQLNonNull(event),
        args: { after: { type: GraphQLInt } },
        subscribe: (_root, { after = log.last }: { readonly after?: number }) =>
          log.after(after, over.signal),
        resolve: (published) => published,
      },
    },
  }),
});

const handle = createHandler({ schema });

const { log } = serveLog(({ request, response }): unknown => {
  if (request.url !== "/end") return handle(request, response);
  over.abort();
  return response.writeHead(204).end();
});

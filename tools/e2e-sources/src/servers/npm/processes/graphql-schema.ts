import { GraphQLInt, GraphQLNonNull, GraphQLObjectType, GraphQLSchema, GraphQLString } from "graphql";
import type { PublishedLog } from "./published-log.ts";

const int = new GraphQLNonNull(GraphQLInt);

const event = new GraphQLObjectType({
  name: "Event",
  fields: { n: { type: int }, text: { type: new GraphQLNonNull(GraphQLString) } },
});

/**
 * A schema with a subscription to what is published.
 *
 * @param over ends all subscriptions
 */
export function graphqlSchema(log: () => PublishedLog, over: AbortSignal): GraphQLSchema {
  return new GraphQLSchema({
    query: new GraphQLObjectType({
      name: "Query",
      fields: { last: { type: int, resolve: () => log().last } },
    }),
    subscription: new GraphQLObjectType({
      name: "Subscription",
      fields: {
        events: {
          type: new GraphQLNonNull(event),
          args: { after: { type: GraphQLInt } },
          subscribe: (_root, { after = log().last }: { readonly after?: number }) => log().after(after, over),
          resolve: (published) => published,
        },
      },
    }),
  });
}

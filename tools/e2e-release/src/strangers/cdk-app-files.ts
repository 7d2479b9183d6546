/** The stack of an app of `cdk init`, with the construct in it. */
export const STACK = `import * as cdk from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { UnboundedStreams } from '@unbounded-streams/cdk';

export class CdkAppStack extends cdk.Stack {
  constructor(scope: Construct, id: string, props?: cdk.StackProps) {
    super(scope, id, props);
    const edits = new UnboundedStreams(this, 'Streams', {
      source: { baseUrl: 'https://stream.wikimedia.org/v2/stream', format: 'sse' },
      eventsTtl: cdk.Duration.days(7),
    });
    new cdk.CfnOutput(this, 'Api', { value: edits.api?.url ?? '' });
  }
}
`;

/** Its test: of the template, and that an error is an instance of its class. */
export const TEST = `import * as cdk from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { InvalidPropsError, UnboundedStreams } from '@unbounded-streams/cdk';
import { CdkAppStack } from '../lib/cdk-app-stack';

test('streams are relayed', () => {
  const template = Template.fromStack(new CdkAppStack(new cdk.App(), 'MyTestStack'));
  template.resourceCountIs('AWS::StepFunctions::StateMachine', 1);
});

test('wrong props are told', () => {
  const stack = new cdk.Stack(new cdk.App(), 'Wrong');
  expect(() => new UnboundedStreams(stack, 'Streams', { source: { baseUrl: '' } })).toThrow(InvalidPropsError);
});
`;

/** What such an app was built and tested by, before tsx and SWC. */
export const CLASSIC_TOOLS = {
  "@types/jest": "^29.5.14",
  "@types/node": "^24.10.1",
  jest: "^29.7.0",
  "ts-jest": "^29.2.5",
  "ts-node": "^10.9.2",
  typescript: "~5.9.3",
};

/** The files of its settings. */
export const CLASSIC_FILES = {
  "cdk.json": JSON.stringify({ app: "npx ts-node --prefer-ts-exts bin/cdk-app.ts" }),
  "jest.config.js": `module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  transform: { '^.+\\\\.tsx?$': 'ts-jest' },
};
`,
  "tsconfig.json": JSON.stringify({
    compilerOptions: {
      target: "ES2022",
      module: "commonjs",
      lib: ["es2022"],
      declaration: true,
      strict: true,
      experimentalDecorators: true,
      strictPropertyInitialization: false,
      skipLibCheck: false,
      noEmit: true,
      typeRoots: ["./node_modules/@types"],
    },
    exclude: ["node_modules", "cdk.out"],
  }),
};

/** Where the types of the construct are looked at besides, and how they are found there; the build has found them as Node.js 10 did. */
export const TYPED = [
  { files: ["esm.mts", "cjs.cts"], settings: { module: "nodenext" } },
  { files: ["bundler.ts"], settings: { module: "esnext", moduleResolution: "bundler" } },
] as const;

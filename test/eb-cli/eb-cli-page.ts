import { ebCliVersion } from './eb-cli.ts';
import { refused } from './steps.ts';

export interface Recorded {
  argv: readonly string[];
  about: string;
  exitCode: number | undefined;
  output: string;
}

function quoted(word: string): string {
  return /^[\w./=-]+$/.test(word) ? word : `'${word}'`;
}

export function ebCliPage(recorded: readonly Recorded[]): string {
  const sections = recorded.map(({ argv, about, exitCode, output }) =>
    [
      `\`eb ${argv.slice(0, argv[0] === 'config' ? 2 : 1).join(' ')}\` ${about}:`,
      '',
      '```',
      `$ eb ${argv.map(quoted).join(' ')}`,
      ...(output === '' ? [] : [output]),
      ...(exitCode === 0 ? [] : [`[exit code ${String(exitCode)}]`]),
      '```',
      '',
    ].join('\n'),
  );
  return `# The EB CLI against Local Beanstalk

<!-- \`UPDATE=1 npm run test:eb-cli\` writes this page from a run; without UPDATE it compares. -->

This page is the transcript of awsebcli ${ebCliVersion()} with reporting-only instances. Dates and ids are replaced, and
health transitions are left out. The EB CLI
needs only its standard environment:

\`\`\`sh
export AWS_ENDPOINT_URL=http://127.0.0.1:4599 AWS_DEFAULT_REGION=us-east-1
export AWS_ACCESS_KEY_ID=KCEBLOCALBEANSTALK00 AWS_SECRET_ACCESS_KEY="$(cat .kc-eb/local/access-key)"
\`\`\`

\`kc-eb local status\` shows the variables. The secret is the project's own. Local Beanstalk rejects other keys,
so real keys are never used here.

## Transcript

${sections.join('\n')}
## What does not work

| Command | Reason |
| --- | --- |
${refused.map(([command, reason]) => `| ${command} | ${reason} |`).join('\n')}

The CNAME is the address of the local load balancer, so \`eb open\` opens it.
\`eb appversion\` lists the versions on a full screen, which a transcript cannot show.
`;
}

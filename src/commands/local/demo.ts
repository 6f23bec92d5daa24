import type { LocalFlags } from '../../command-line.ts';
import { instancesText } from '../../cluster/instances-text.ts';
import { verdictText } from '../../cluster/verdict-text.ts';
import { type DemoResult, runDemo } from '../../local/demo.ts';
import type { Deps } from '../../ports.ts';

/** The newest release. With --bridge one whose nodes reject each other's tokens when they form no cluster. */
const defaultKeycloak = '26.7.3';
const bridgeKeycloak = '22.0.5';

/** Shows a cluster on this machine, or with --bridge the failure of Docker's bridge network. */
export async function run(deps: Deps, flags: LocalFlags['demo']): Promise<void> {
  const bridge = flags.bridge === true;
  const result = await runDemo(deps, {
    keycloak: flags.keycloak ?? (bridge ? bridgeKeycloak : defaultKeycloak),
    database: flags.database ?? (bridge ? 'mariadb' : 'postgres'),
    bridge,
    keep: flags.keep === true,
  });
  deps.reporter.emit({ type: 'result', data: result, text: (columns) => describe(result, columns) });
}

const indent = '  ';

function describe(
  { url, verdict, verifyExitCode, userinfo, views, logs }: DemoResult,
  columns: number,
): string {
  const room = columns - indent.length;
  const proof = verdict.ok
    ? verdictText(verdict, room)
    : [verdict.message, `Remedy: ${verdict.remedy ?? '-'}`, '', instancesText(verdict.instances, room)].join(
        '\n',
      );
  const sections: [title: string, text: string | undefined][] = [
    ['Keycloak', url],
    [`kc-eb verify, exit code ${verifyExitCode}`, proof],
    ['userinfo with one token, through the balancer', userinfo?.join(' ')],
    [
      'The cluster views and addresses, as the awslogs driver wrote them to CloudWatch Logs',
      views.join('\n'),
    ],
    ['kc-eb logs --service keycloak, the newest lines', logs.join('\n')],
  ];
  return sections
    .filter(([, text]) => text !== undefined)
    .map(([title, text = '']) => `${title}\n${text.replace(/^(?=.)/gm, indent)}`)
    .join('\n\n');
}

/** A container whose log group is missing, with the awslogs driver in non-blocking mode. */
import { unlessAwsError } from '../../../src/base/aws-error.ts';
import { logGroupOf } from '../../../src/base/log-group-names.ts';
import { observerOf, type Step } from '../step.ts';
import { runningInstances } from './instances.ts';

const keycloak = '$(docker ps --all --quiet --filter label=com.docker.compose.service=keycloak)';
const restart = `docker restart --time 30 ${keycloak} 2>&1; sleep 5
docker inspect --format 'running {{.State.Running}} {{.State.Error}}' ${keycloak}`;

export const logGroupStep: Step = {
  name: 'log-group-deleted',
  assumption: 'A container starts although its log group is missing, and its lines are lost.',
  needs: 'instances',
  answers: {
    starts: { holds: true, meaning: 'kc-eb plan and doctor must warn, as they do: no line arrives.' },
    'does not start': { holds: false, meaning: 'A missing log group stops the service.' },
  },
  async observe(context) {
    const { clients, environment, project } = context;
    const observer = observerOf(context);
    const [id = ''] = await runningInstances(context);
    const logGroupName = logGroupOf(environment, 'keycloak');
    await clients.logs.deleteLogGroup({ logGroupName });
    const { output } = await observer.shell(id, restart);
    const plan = await project.attempt('plan');
    // kc-eb creates the group again; containers that started without it are restarted.
    await project.attempt('deploy', '--no-verify', '--yes');
    await observer.shell(id, restart);
    const group = await unlessAwsError(['ResourceNotFoundException'], () =>
      clients.logs.describeLogGroups({ logGroupNamePrefix: logGroupName }),
    );
    const seen = `${output.split('\n').at(-1) ?? ''}; plan ended with ${plan.exitCode}; the group ${(group?.logGroups ?? []).length > 0 ? 'exists again' : 'is still missing'}.`;
    return { answer: /^running true/m.test(output) ? 'starts' : 'does not start', seen };
  },
};

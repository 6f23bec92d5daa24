/** Observes instances of AWS by SSM's Run Command, and Auto Scaling by its API. */
import { unlessAwsError } from '../../src/base/aws-error.ts';
import type { AccountClients } from './clients.ts';
import type { Observer } from './target.ts';

const ended = ['Success', 'Failed', 'Cancelled', 'TimedOut'];

export function ssmObserver(
  { beanstalk, ssm, autoScaling }: AccountClients,
  EnvironmentName: string,
  pause: () => Promise<void>,
): Observer {
  return {
    async shell(instanceId, script) {
      const { Command } = await ssm.sendCommand({
        ...{ DocumentName: 'AWS-RunShellScript', InstanceIds: [instanceId], TimeoutSeconds: 120 },
        Parameters: { commands: script.split('\n') },
      });
      for (;;) {
        await pause();
        const invocation = await unlessAwsError(['InvocationDoesNotExist'], () =>
          ssm.getCommandInvocation({ CommandId: Command?.CommandId, InstanceId: instanceId }),
        );
        if (!ended.includes(invocation?.Status ?? '')) continue;
        const { StandardOutputContent = '', StandardErrorContent = '', ResponseCode = -1 } = invocation ?? {};
        return { exitCode: ResponseCode, output: `${StandardOutputContent}${StandardErrorContent}`.trim() };
      }
    },
    async launchOne() {
      const { EnvironmentResources } = await beanstalk.describeEnvironmentResources({ EnvironmentName });
      const name = EnvironmentResources?.AutoScalingGroups?.[0]?.Name ?? '';
      const { AutoScalingGroups: [group] = [] } = await autoScaling.describeAutoScalingGroups({
        AutoScalingGroupNames: [name],
      });
      await autoScaling.setDesiredCapacity({
        ...{ AutoScalingGroupName: name, DesiredCapacity: (group?.DesiredCapacity ?? 2) + 1 },
        HonorCooldown: false,
      });
    },
  };
}

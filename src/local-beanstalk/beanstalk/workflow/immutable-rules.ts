/** The updates that Beanstalk does not carry out with Immutable updates. */
import { type Operation, OperationFailed } from './operation.ts';
import type { OperationRecord } from '../store/records.ts';
import { changedOptions, canonicalSettings, ruleOf } from '../settings/settings.ts';

const governing = ['aws:elasticbeanstalk:command', 'aws:autoscaling:updatepolicy:rollingupdate'];

/**
 * Throws OperationFailed after Beanstalk's event. The messages are from https://github.com/hypothesis/deployment/pull/60
 * and https://github.com/hypothesis/deployment/pull/137.
 */
export function rejectMixedImmutable(
  op: Operation,
  { deploysVersion, before }: { deploysVersion: boolean; before: OperationRecord['before'] },
): void {
  const { environment } = op;
  const after = canonicalSettings(environment);
  const byConfig = after['aws:autoscaling:updatepolicy:rollingupdate']?.RollingUpdateType === 'Immutable';
  const byVersion = after['aws:elasticbeanstalk:command']?.DeploymentPolicy === 'Immutable';
  const changed = changedOptions(canonicalSettings(before), after).filter(
    ({ namespace }) => !governing.includes(namespace),
  );
  const replaces = changed.some((option) => ruleOf(option)?.severity === 'RestartEnvironment');
  const restarts = changed.some((option) => ruleOf(option)?.severity === 'RestartApplicationServer');
  const others = changed.some((option) => ruleOf(option)?.severity === 'NoInterruption') || alarmsChanged();
  const parts = [deploysVersion, replaces, restarts, others].filter(Boolean).length;
  if (byConfig !== byVersion && (byConfig || parts > 1)) {
    fail(
      'To enable immutable config and application deployments together, you must set both the DeploymentPolicy option (aws:elasticbeanstalk:command namespace) and the RollingUpdateType option (aws:autoscaling:updatepolicy:rollingupdate namespace) to Immutable.',
    );
  }
  if (byConfig && byVersion && parts > 1) {
    fail(
      'Cannot update resource configuration and instance configuration simultaneously with immutable updates. Choose a different rolling update type and redeploy to make this change.',
    );
  }

  function alarmsChanged(): boolean {
    return JSON.stringify(before.alarms ?? {}) !== JSON.stringify(environment.alarms ?? {});
  }

  function fail(message: string): never {
    op.addEvent(message, 'ERROR');
    throw new OperationFailed();
  }
}

/** RollingUpdateType Immutable with another deployment policy (hypothesis/deployment#60): Beanstalk reports an error. */
import { codeOf, option, type Step, update } from '../step.ts';

const type = (value: string) =>
  option('aws:autoscaling:updatepolicy:rollingupdate', 'RollingUpdateType', value);

export const immutablePairStep: Step = {
  name: 'immutable-pair',
  assumption: 'Beanstalk rejects RollingUpdateType Immutable while DeploymentPolicy is another policy.',
  needs: 'environment',
  answers: {
    rejected: { holds: true, meaning: 'kc-eb must change both together, as it does.' },
    taken: { holds: false, meaning: 'Local Beanstalk is stricter than AWS; kc-eb may still change both.' },
  },
  async observe(context) {
    // kc-eb's policy is Rolling.
    try {
      const events = await update(context, { OptionSettings: [type('Immutable')] });
      const error = events.find(({ Severity }) => Severity === 'ERROR')?.Message;
      return {
        answer: error === undefined ? 'taken' : 'rejected',
        seen: error ?? `${events.length} events without an error.`,
      };
    } catch (error) {
      const { code, message } = codeOf(error);
      return { answer: 'rejected', seen: `${code}: ${message}` };
    } finally {
      await update(context, { OptionSettings: [type('Health')] });
    }
  },
};

/** The policy Immutable with a rolling update of another type, by ValidateConfigurationSettings: nothing changes. */
import { codeOf, option, type Step } from '../step.ts';

export const immutablePairStep: Step = {
  name: 'immutable-pair',
  assumption: 'Beanstalk rejects the policy Immutable with a RollingUpdateType other than Immutable.',
  needs: 'environment',
  answers: {
    rejected: { holds: true, meaning: 'kc-eb must change both together, as it does.' },
    taken: { holds: false, meaning: 'Local Beanstalk is stricter than AWS; kc-eb may still change both.' },
  },
  async observe({ clients: { beanstalk }, application, environment }) {
    try {
      const { Messages = [] } = await beanstalk.validateConfigurationSettings({
        ...{ ApplicationName: application, EnvironmentName: environment },
        OptionSettings: [
          option('aws:elasticbeanstalk:command', 'DeploymentPolicy', 'Immutable'),
          option('aws:autoscaling:updatepolicy:rollingupdate', 'RollingUpdateType', 'Health'),
        ],
      });
      const [error] = Messages.filter(({ Severity }) => Severity === 'error');
      return { answer: error === undefined ? 'taken' : 'rejected', seen: error?.Message ?? 'no message' };
    } catch (error) {
      const { code, message } = codeOf(error);
      return { answer: 'rejected', seen: `${code}: ${message}` };
    }
  },
};

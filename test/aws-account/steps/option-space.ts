/** ValidateConfigurationSettings for every value of kc-eb's option settings: seconds, and nothing is created. */
import { unlessAwsError } from '../../../src/base/aws-error.ts';
import { optionSpace } from '../option-space.ts';
import { codeOf, type Step } from '../step.ts';

export const optionSpaceStep: Step = {
  name: 'option-space',
  assumption: 'Beanstalk accepts every option setting that kc-eb can send.',
  needs: 'api',
  answers: {
    accepted: { holds: true, meaning: 'Each setting has a name and a value that Beanstalk takes.' },
    rejected: { holds: false, meaning: 'kc-eb must reject these values, or send others.' },
    unanswered: { holds: false, meaning: 'The check needs an environment or a template.' },
  },
  async observe({ clients: { beanstalk }, project, application, note, signal }) {
    // An application costs nothing; kc-eb deploy uses it later.
    await unlessAwsError(['InvalidParameterValue'], () =>
      beanstalk.createApplication({ ApplicationName: application }),
    );
    const { variations, rejected } = optionSpace(await project.configure());
    const problems: string[] = [];
    for (const { name, settings } of variations) {
      signal.throwIfAborted();
      try {
        const { Messages = [] } = await beanstalk.validateConfigurationSettings({
          ...{ ApplicationName: application, OptionSettings: settings },
        });
        const errors = Messages.filter(({ Severity }) => Severity === 'error');
        problems.push(...errors.map(({ Message = '' }) => `${name}: ${Message}`));
      } catch (error) {
        const { code, message } = codeOf(error);
        return { answer: 'unanswered', seen: `${code}: ${message}` };
      }
    }
    problems.forEach(note);
    const seen = `${variations.length} lists of settings, ${problems.length} problems; kc-eb itself rejects ${rejected} values.`;
    return problems.length === 0
      ? { answer: 'accepted', seen }
      : { answer: 'rejected', seen: `${seen} First: ${problems[0] ?? ''}` };
  },
};

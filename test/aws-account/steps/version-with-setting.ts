/** A version and a setting in one UpdateEnvironment: API_UpdateEnvironment calls it not allowed, and clients do it. */
import { codeOf, option, sameBundleAgain, type Step, update } from '../step.ts';

export const versionWithSettingStep: Step = {
  name: 'version-with-setting',
  assumption: 'UpdateEnvironment takes a version and a setting in one call.',
  needs: 'environment',
  answers: {
    taken: {
      holds: true,
      meaning:
        "Local Beanstalk's default holds; kc-eb's two calls for InvalidParameterCombination are unused.",
    },
    rejected: {
      holds: false,
      meaning: 'Local Beanstalk must reject the pair by default; kc-eb makes two calls.',
    },
    'partly done': { holds: false, meaning: 'The call was taken, but one part of it was not carried out.' },
  },
  async observe(context) {
    const { clients, application, environment } = context;
    const label = await sameBundleAgain(context, 'with-setting');
    const timeout = option('aws:elasticbeanstalk:command', 'Timeout', '660');
    try {
      await update(context, { VersionLabel: label, OptionSettings: [timeout] });
    } catch (error) {
      const { code, message } = codeOf(error);
      return { answer: 'rejected', seen: `${code}: ${message}` };
    }
    const { ConfigurationSettings: [now] = [] } = await clients.beanstalk.describeConfigurationSettings({
      ...{ ApplicationName: application, EnvironmentName: environment },
    });
    const value = now?.OptionSettings?.find(
      ({ OptionName, Namespace }) => OptionName === 'Timeout' && Namespace === timeout.Namespace,
    )?.Value;
    const { Environments: [found] = [] } = await clients.beanstalk.describeEnvironments({
      ...{ EnvironmentNames: [environment], IncludeDeleted: false },
    });
    return {
      answer: value === '660' && found?.VersionLabel === label ? 'taken' : 'partly done',
      seen: `Afterwards: version ${found?.VersionLabel ?? ''}, Timeout ${value ?? ''}.`,
    };
  },
};

/** kc-eb terminate, and what it leaves in the account. */
import { logGroupPrefix } from '../../../src/base/log-group-names.ts';
import type { Step } from '../step.ts';

export const leftoversStep: Step = {
  name: 'leftovers',
  assumption:
    'After kc-eb terminate, the application, its versions, the images and the log groups remain, and nothing else.',
  needs: 'environment',
  answers: {
    'as listed': { holds: true, meaning: "kc-eb's own list is complete." },
    'more is left': { holds: false, meaning: 'Something that costs money outlives the environment.' },
    'less is left': { holds: false, meaning: 'Beanstalk deleted what kc-eb reports as kept.' },
  },
  async observe({ clients, project, application, environment, infrastructure }) {
    await project.kcEb('terminate', '--yes');
    const { ApplicationVersions = [] } = await clients.beanstalk.describeApplicationVersions({
      ApplicationName: application,
    });
    const { logGroups = [] } = await clients.logs.describeLogGroups({
      logGroupNamePrefix: logGroupPrefix(environment),
    });
    const { repositories = [] } = await clients.ecr.describeRepositories({
      repositoryNames: [`${application}/keycloak`],
    });
    const more = await infrastructure();
    const seen = [
      `${ApplicationVersions.length} versions, ${logGroups.length} log groups, ${repositories.length} repository`,
      ...(more.length === 0 ? [] : [`and ${more.join(', ')}`]),
    ].join(' ');
    if (more.length > 0) return { answer: 'more is left', seen };
    const less = [ApplicationVersions, logGroups, repositories].some((kept) => kept.length === 0);
    return { answer: less ? 'less is left' : 'as listed', seen };
  },
};

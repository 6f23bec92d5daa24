/** Collects what the platform wrote for an instance: eb-engine.log, .env without values, the version of compose. */
import { logGroupPrefix } from '../../../src/base/log-group-names.ts';
import { observerOf, type Step } from '../step.ts';
import { runningInstances } from './instances.ts';

const script = `cd /var/app/current
echo "compose $(docker compose version --short 2>/dev/null || docker-compose version --short)"
echo "docker $(docker version --format '{{.Server.Version}}')"
sed 's/=.*/=[masked]/' .env | sort
echo "streams $(grep -c 'awslogs-stream: i-' docker-compose.yml)"`;

export const instanceFilesStep: Step = {
  name: 'instance-files',
  assumption:
    'Compose is version 2, .env in /var/app/current has the properties, and the hook completed docker-compose.yml.',
  needs: 'instances',
  answers: {
    'as assumed': { holds: true, meaning: 'The bundle finds its variables.' },
    'other compose': { holds: false, meaning: 'docker-compose.yml must suit this version of compose.' },
    'other .env': { holds: false, meaning: 'Beanstalk writes the properties to another place.' },
    'not completed': { holds: false, meaning: 'The hook 20-instance.sh ran in another folder, or too late.' },
  },
  async observe(context) {
    const { clients, environment } = context;
    const [id = ''] = await runningInstances(context);
    const { output } = await observerOf(context).shell(id, script);
    // For the fixture.
    const logGroupName = `${logGroupPrefix(environment)}var/log/eb-engine.log`;
    const { events = [] } = await clients.logs.filterLogEvents({ logGroupName, logStreamNames: [id] });
    const compose = /^compose v?(\S*)/m.exec(output)?.[1] ?? '';
    const names = [...output.matchAll(/^(\w+)=\[masked\]$/gm)].map(([, name = '']) => name);
    const streams = Number(/^streams (\d+)/m.exec(output)?.[1] ?? 0);
    const seen = `compose ${compose}; ${names.length} variables in .env; ${streams} log streams with the instance; ${events.length} lines of eb-engine.log.`;
    if (!['KC_DB_URL_HOST', 'KC_DB_PASSWORD'].every((name) => names.includes(name))) {
      return { answer: 'other .env', seen };
    }
    if (streams === 0) return { answer: 'not completed', seen };
    return { answer: /^[2-9]\./.test(compose) ? 'as assumed' : 'other compose', seen };
  },
};

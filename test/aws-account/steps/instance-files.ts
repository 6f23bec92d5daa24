/** Collects what the platform wrote on an instance: eb-engine.log, .env without values, the version of compose. */
import { observerOf, type Step } from '../step.ts';
import { runningInstances } from './instances.ts';

const script = `echo "compose $(docker compose version --short 2>/dev/null || docker-compose version --short)"
echo "docker $(docker version --format '{{.Server.Version}}')"
sed 's/=.*/=[masked]/' /var/app/current/.env | sort
grep -o '[$]{KC_EB_[A-Z_]*:' /var/app/current/docker-compose.yml
tail -c 12000 /var/log/eb-engine.log`;

export const instanceFilesStep: Step = {
  name: 'instance-files',
  assumption:
    'Compose is version 2, .env in /var/app/current has the properties, and the hook has completed docker-compose.yml.',
  needs: 'instances',
  answers: {
    'as assumed': { holds: true, meaning: 'The bundle finds its variables.' },
    'other compose': { holds: false, meaning: 'docker-compose.yml must suit this version of compose.' },
    'other .env': { holds: false, meaning: 'Beanstalk writes the properties to another file.' },
    incomplete: { holds: false, meaning: 'The hook 20-instance.sh did not run, or ran in another folder.' },
  },
  async observe(context) {
    const [id = ''] = await runningInstances(context);
    const { output } = await observerOf(context).shell(id, script);
    const compose = /^compose v?(\S*)/m.exec(output)?.[1] ?? '';
    const names = [...output.matchAll(/^(\w+)=\[masked\]$/gm)].map(([, name = '']) => name);
    const missing = ['KC_DB_URL'].filter((name) => !names.includes(name));
    const seen = `compose ${compose}; ${names.length} variables in .env${missing.length === 0 ? '' : `, without ${missing.join(', ')}`}.`;
    if (missing.length > 0) return { answer: 'other .env', seen };
    if (/^[$][{]KC_EB_/m.test(output)) return { answer: 'incomplete', seen };
    return { answer: /^[2-9]\./.test(compose) ? 'as assumed' : 'other compose', seen };
  },
};

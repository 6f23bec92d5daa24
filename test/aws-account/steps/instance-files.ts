/** Collects what the platform wrote on an instance: eb-engine.log, .env without values, the version of compose. */
import { observerOf, type Step } from '../step.ts';
import { runningInstances } from './instances.ts';

const script = `echo "compose $(docker compose version --short 2>/dev/null || docker-compose version --short)"
echo "docker $(docker version --format '{{.Server.Version}}')"
sed 's/=.*/=[masked]/' /var/app/current/.env | sort
tail -c 12000 /var/log/eb-engine.log`;

export const instanceFilesStep: Step = {
  name: 'instance-files',
  assumption:
    'Compose is version 2, and .env in /var/app/current has the properties and the lines of the hook.',
  needs: 'instances',
  answers: {
    'as assumed': { holds: true, meaning: 'The bundle finds its variables.' },
    'other compose': { holds: false, meaning: 'docker-compose.yml must suit this version of compose.' },
    'other .env': { holds: false, meaning: 'The hook 10-instance.sh writes to the wrong file.' },
  },
  async observe(context) {
    const [id = ''] = await runningInstances(context);
    const { output } = await observerOf(context).shell(id, script);
    const compose = /^compose v?(\S*)/m.exec(output)?.[1] ?? '';
    const names = [...output.matchAll(/^(\w+)=\[masked\]$/gm)].map(([, name = '']) => name);
    const missing = ['KC_DB_URL', 'KC_EB_INSTANCE_ID', 'KC_EB_PRIVATE_IP'].filter(
      (name) => !names.includes(name),
    );
    const seen = `compose ${compose}; ${names.length} variables in .env${missing.length === 0 ? '' : `, without ${missing.join(', ')}`}.`;
    if (missing.length > 0) return { answer: 'other .env', seen };
    return { answer: /^[2-9]\./.test(compose) ? 'as assumed' : 'other compose', seen };
  },
};
